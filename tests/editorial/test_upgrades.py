"""A database as the first landed version left it is brought forward with every word, and guarded as a new one is.

landed_2026_11_23.sql is what that version's `migrate` and `import_content --publish` wrote for one page and one term;
each later release that changes the tables adds its own file, made by `sqlite3 leiomyo.sqlite3 .dump`.
"""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def manage(data: Path, *words: str) -> str:
    environment = {**os.environ, "DATA_DIR": str(data), "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(params=sorted(Path(__file__).parent.glob("landed_*.sql")), ids=lambda path: path.stem)
def upgraded(request: pytest.FixtureRequest, tmp_path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(tmp_path / "leiomyo.sqlite3")
    database.executescript(request.param.read_text(encoding="utf-8"))
    database.commit()
    manage(tmp_path, "migrate", "--verbosity", "0")
    return database


def test_every_word_published_before_is_there_after(upgraded: sqlite3.Connection) -> None:
    rows = upgraded.execute("SELECT code, number, content FROM editorial_publication ORDER BY code").fetchall()
    assert [(code, number) for code, number, _ in rows] == [("HJ9BN", 1), ("TJ4MY", 1)]
    assert (
        json.loads(rows[0][2])["body"] == "## The goal is to take it all out\n\nA biopsy comes first. [@hwang-1997]\n"
    )


def test_the_tables_are_the_same_as_on_a_new_site(upgraded: sqlite3.Connection, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    manage(tmp_path / "new", "migrate", "--verbosity", "0")
    tables = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
    new = sqlite3.connect(tmp_path / "new" / "leiomyo.sqlite3")
    assert upgraded.execute(tables).fetchall() == new.execute(tables).fetchall()


@pytest.mark.parametrize("table", ["editorial_publication", "editorial_draftsave", "editorial_address"])
def test_rows_still_stay(upgraded: sqlite3.Connection, table: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="rows are never changed or deleted"):
        upgraded.execute(f"DELETE FROM {table}")
