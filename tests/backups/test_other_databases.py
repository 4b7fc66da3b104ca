"""Backups and restores beside editions of another site, of one that is held, and after one that was killed."""

import json
import sys
from pathlib import Path

import pytest

from leiomyo_site.edition_status import held_edition
from tests.servers import database_of, free_port, fresh_database

from .conftest import deed, manage, run

pytestmark = pytest.mark.slow
Filled = tuple[Path, dict[str, str], Path]
# Kills itself in the middle of a restore: when the tables are there, and when the rows are in but not yet kept.
KILLED_AT = {"tables": "load_tables", "rows": "_fill"}
RESTORE = """
import os, sys, django
django.setup()
from django.core.management import call_command
from leiomyo_site.backups import restore, table_dump
module = restore if sys.argv[1] == "load_tables" else table_dump
setattr(module, sys.argv[1], lambda *_: os._exit(9))
call_command("restore", sys.argv[2])
"""


@pytest.mark.parametrize("moment", KILLED_AT)
def test_nothing_is_made_of_a_database_whose_restore_was_killed(filled: Filled, tmp_path: Path, moment: str) -> None:
    database = fresh_database() or {"DATABASE_URL": ""}
    done = run(tmp_path, sys.executable, "-c", RESTORE, KILLED_AT[moment], str(filled[2]), database=database)
    assert done.returncode == 9, done.stderr
    baked = manage(tmp_path, "bake", database=database)
    assert baked.returncode == 1 and "A restore into this database was broken off" in baked.stderr
    resumed = manage(tmp_path, "bake", "--resume", database=database)
    assert resumed.returncode == 1 and "run manage.py restore again" in resumed.stderr
    assert not list((tmp_path / "editions").glob("0*"))
    served = manage(tmp_path, "serve", database={**database, "PORT": str(free_port())})
    assert served.returncode == 1
    with database_of(tmp_path, database) as opened:
        assert opened.execute("SELECT count(*) FROM editorial_publication").fetchone()[0] == 0


def test_a_restore_brings_the_identity_and_the_editions_back(filled: Filled, tmp_path: Path) -> None:
    data, database, backup = filled
    new = fresh_database()
    assert manage(tmp_path, "restore", str(backup), database=new).returncode == 0
    identities = []
    for folder, its in ((data, database), (tmp_path, new)):
        with database_of(folder, its) as opened:
            identities += opened.execute("SELECT identity FROM editorial_databaseidentity").fetchall()
        first = (folder / "editions/current/manifest.json").read_text().partition("\n")[0]
        assert json.loads(first.removesuffix(', "addresses": {') + "}")["site"] == identities[-1][0]
    assert len(set(map(tuple, identities))) == 1 and len(identities) == 2
    done = manage(tmp_path, "bake", database=new)
    assert done.returncode == 0 and "held" not in done.stderr


def test_an_empty_database_beside_restored_editions_makes_none_and_stays_empty(filled: Filled, tmp_path: Path) -> None:
    assert manage(tmp_path, "restore", str(filled[2]), database=fresh_database()).returncode == 0
    before = (tmp_path / "editions/current/packed").read_bytes()
    for path in tmp_path.glob("leiomyo.sqlite3*"):
        path.unlink()
    empty = fresh_database()
    done = manage(tmp_path, "bake", database=empty)
    assert done.returncode == 1 and "is not the one that the stored editions were made from" in done.stderr
    listed = manage(tmp_path, "bake", "--resume", database=empty)
    assert listed.returncode == 1 and "Nothing is published in this database" in listed.stderr
    assert manage(tmp_path, "migrate", database=empty).returncode == 0
    published = manage(tmp_path, "import_content", "--publish", database=empty)
    assert published.returncode == 1 and "--publish is for an empty site" in published.stderr
    assert manage(tmp_path, "bake", database=empty).returncode == 1
    assert (tmp_path / "editions/current/packed").read_bytes() == before
    with database_of(tmp_path, empty) as opened:
        assert opened.execute("SELECT count(*) FROM editorial_publication").fetchone()[0] == 0


def test_a_database_of_another_site_is_not_backed_up_and_costs_no_backup(filled: Filled, tmp_path: Path) -> None:
    database = fresh_database()
    assert manage(tmp_path, "restore", str(filled[2]), database=database).returncode == 0
    with database_of(tmp_path, database) as opened:
        opened.execute("UPDATE editorial_databaseidentity SET identity = 'another'")
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in (1, 2):
        (folder / f"leiomyo-2026010{day}T000000Z.tar.gz").write_bytes(b"old")
    done = manage(tmp_path, "backup", "--keep", "1", database=database)
    assert done.returncode == 1 and "is not the one that the stored editions were made from" in done.stderr
    assert len(list(folder.iterdir())) == 2


def test_an_edition_that_is_held_is_held_after_a_restore(filled: Filled, tmp_path: Path) -> None:
    database, old = fresh_database(), tmp_path / "old"
    old.mkdir()
    assert manage(old, "restore", str(filled[2]), database=database).returncode == 0
    deed(old, "go_on", database=database)
    assert manage(old, "bake", "--rollback", database=database).returncode == 0
    assert manage(old, "backup", database=database).returncode == 0
    new, place = fresh_database(), tmp_path / "new"
    place.mkdir()
    done = manage(place, "restore", str(next((old / "backups").iterdir())), database=new)
    assert done.returncode == 0, done.stderr
    assert held_edition(place / "editions") == held_edition(old / "editions") == 1
    assert (place / "editions/current/packed").read_bytes() == (old / "editions/current/packed").read_bytes()
    assert "went back to edition 1" in manage(place, "bake", database=new).stderr
