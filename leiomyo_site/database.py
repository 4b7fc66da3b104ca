"""How the site reaches its database: one SQLite file, or a Postgres server."""

from pathlib import Path

import dj_database_url

# A server that is gone, or hangs, is noticed in seconds; whoever waits is told, and families read on meanwhile.
POSTGRES = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "options": "-c statement_timeout=20000 -c lock_timeout=10000",
}


def database(url: str, data_dir: Path) -> dict[str, object]:
    """Return Django’s settings of the database: a Postgres server by its address, else one SQLite file."""
    if url:
        parsed = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
        return {**parsed, "OPTIONS": {**POSTGRES, **parsed.get("OPTIONS", {})}}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data_dir / "leiomyo.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }
