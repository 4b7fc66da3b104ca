"""Django's database settings: one SQLite file, or a Postgres server named by a URL."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

# A server that is gone or hangs is noticed within seconds; editors are told, and families read on meanwhile.
POSTGRES_OPTIONS = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "options": "-c statement_timeout=20000 -c lock_timeout=10000",
}
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}


def database_settings(url: str, data_dir: Path) -> dict[str, object]:
    """Return the settings of a Postgres server, or of a SQLite file in `data_dir` where no URL is given."""
    if url:
        return postgres_settings(url)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data_dir / "leiomyo.sqlite3",
        "OPTIONS": SQLITE_OPTIONS,
    }


def postgres_settings(url: str) -> dict[str, object]:
    """Return Django's settings for a Postgres connection URL; its query overrides its parts and our options.

    >>> postgres_settings("postgresql:///guide?host=/run/postgresql&user=site")["HOST"]
    '/run/postgresql'

    Raises:
        ValueError: this is not the URL of a database on one Postgres server.

    Source: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
    """
    parts = urlsplit(url)
    pairs = (pair.partition("=") for pair in parts.query.split("&") if pair)
    query = {name: unquote(value) for name, _, value in pairs}
    name = query.pop("dbname", unquote(parts.path[1:]))
    if parts.scheme not in ("postgresql", "postgres") or parts.fragment or not (name or "service" in query):
        raise ValueError("not the URL of a Postgres database")
    # Python gives the host in lower case, and a path must not lose its capitals.
    if "%" in (parts.hostname or ""):
        raise ValueError("a socket is written as ?host=/path")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": query.pop("user", unquote(parts.username or "")),
        "PASSWORD": query.pop("password", unquote(parts.password or "")),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(parts.port or "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**POSTGRES_OPTIONS, **query},
    }
