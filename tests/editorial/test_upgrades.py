"""A database as the first landed version left it is brought forward with every word, and guarded as a new one is.

landed_2026_11_23.sql is what that version's `migrate` and `import_content --publish` wrote for one page and one term;
each later release that changes the tables adds its own file, made by `sqlite3 leiomyo.sqlite3 .dump`.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.backups.conftest import deed
from tests.servers import database_of

ROOT = Path(__file__).parents[2]


def manage(data: Path, *words: str) -> str:
    environment = {**os.environ, "DATA_DIR": str(data), "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


LANDED = sorted(Path(__file__).parent.glob("landed_*.sql"))


@pytest.fixture(scope="module", params=LANDED, ids=lambda path: path.stem)
def upgraded_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("upgraded")
    database = sqlite3.connect(folder / "leiomyo.sqlite3")
    database.executescript(request.param.read_text(encoding="utf-8"))
    database.commit()
    database.close()
    manage(folder, "migrate", "--verbosity", "0")
    return folder / "leiomyo.sqlite3"


@pytest.fixture
def upgraded(upgraded_file: Path, tmp_path: Path) -> sqlite3.Connection:
    """A copy of the upgraded database, to do things to."""
    return sqlite3.connect(shutil.copy(upgraded_file, tmp_path))


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


def test_addresses_sources_and_the_words_of_drafts_are_kept(upgraded: sqlite3.Connection) -> None:
    assert upgraded.execute("SELECT kind, lang, slug FROM editorial_address ORDER BY kind").fetchall() == [
        ("page", "en", "surgery"),
        ("term", "en", "biopsy"),
    ]
    assert upgraded.execute("SELECT count(*) FROM editorial_draftsave").fetchone() == (2,)
    assert upgraded.execute("SELECT key FROM editorial_source").fetchall() == [("hwang-1997",)]
    groups = {name for (name,) in upgraded.execute("SELECT name FROM auth_group").fetchall()}
    assert groups == {"Editors", "Clinical reviewers", "Publishers"}


def test_pictures_that_stood_on_disk_come_into_the_database(tmp_path: Path) -> None:
    manage(tmp_path, "migrate", "editorial", "0007", "--verbosity", "0")
    folder = tmp_path / "media/images" / ("ab" * 32)
    folder.mkdir(parents=True)
    for name in ("320.webp", "320.jpg"):
        (folder / name).write_bytes(name.encode() * 1000)
    with sqlite3.connect(tmp_path / "leiomyo.sqlite3") as database:
        database.execute("INSERT INTO auth_user VALUES (1,'x',NULL,0,'wren','','',0,1,'2026-12-01','')")
        database.execute("INSERT INTO editorial_picture VALUES (1, 'ward')")
        database.execute(
            "INSERT INTO editorial_pictureversion (id, picture_id, number, sha256, width, height, widths, alt, decorative, credit, by_id, at)"
            " VALUES (1, 1, 1, ?, 320, 200, '[320]', 'A bed.', 0, '', 1, '2026-12-01')",
            ["ab" * 32],
        )
    manage(tmp_path, "migrate", "--verbosity", "0")
    with sqlite3.connect(tmp_path / "leiomyo.sqlite3") as database:
        found = database.execute("SELECT name, length(data) FROM editorial_picturefile ORDER BY name").fetchall()
    assert found == [("320.jpg", 7000), ("320.webp", 8000)]


@pytest.mark.parametrize("landed", LANDED, ids=lambda path: path.stem)
@pytest.mark.slow
def test_postgres_is_brought_forward_from_there_as_well(landed: Path, postgres: dict[str, str], tmp_path: Path) -> None:
    """The tables of then are made on Postgres by the migrations of then, filled, and brought forward."""
    (tmp_path / "old").mkdir()
    with sqlite3.connect(tmp_path / "old/leiomyo.sqlite3") as database:
        database.executescript(landed.read_text(encoding="utf-8"))
    deed(tmp_path / "old", "as_it_is", database={"DATABASE_URL": ""})
    environment = {**os.environ, **postgres, "DATA_DIR": str(tmp_path / "new")}
    command = [sys.executable, "manage.py", "restore", str(tmp_path / "old/old.tar.gz")]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with database_of(tmp_path, postgres) as opened:
        rows = opened.execute("SELECT code, number, content, hash FROM editorial_publication ORDER BY code").fetchall()
        addresses = opened.execute("SELECT slug FROM editorial_address ORDER BY slug").fetchall()
    with sqlite3.connect(tmp_path / "old/leiomyo.sqlite3") as database:
        before = database.execute(
            "SELECT code, number, content, hash FROM editorial_publication ORDER BY code"
        ).fetchall()
    assert [tuple(row) for row in rows] == [(*row[:2], json.loads(row[2]), row[3]) for row in before]
    assert addresses == [("biopsy",), ("surgery",)]
    with pytest.raises(Exception, match="rows are never changed or deleted"), database_of(tmp_path, postgres) as opened:
        opened.execute("DELETE FROM editorial_publication")
