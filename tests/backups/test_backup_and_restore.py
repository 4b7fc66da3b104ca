"""A backup brings a site back whole: every row, picture, address and version, on the same database or the other one."""

import json
import resource
import shlex
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from leiomyo_site.backups.table_dump import EXCLUDED_TABLES
from leiomyo_site.editions.archive import read_archive
from tests.servers import ROOT, database_of, fresh_database, serving
from tests.site.crawl import fetch
from tests.tools import not_here

from .conftest import deed, deed_command, environment, manage, run

Filled = tuple[Path, dict[str, str], Path]
TABLES = (
    "editorial_publication",
    "editorial_draftsave",
    "editorial_picturefile",
    "editorial_event",
    "auth_user_groups",
)


def rows(data: Path, database: dict[str, str], table: str) -> list[tuple]:
    with database_of(data, database) as opened:
        return [tuple(row) for row in opened.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()]


def answers(data: Path) -> dict[str, Any]:
    _, entries = read_archive(data / "editions/current/packed")
    return {entry.path: (entry.status, entry.headers, dict(entry.bodies)) for entry in entries}


def manifest_of(backup: Path) -> dict[str, Any]:
    with tarfile.open(backup) as tar:
        return json.loads(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]


def test_a_site_comes_back_whole_in_a_new_place(filled: Filled, tmp_path: Path) -> None:
    data, database, backup = filled
    new = fresh_database()
    done = manage(tmp_path, "restore", str(backup), database=new)
    assert done.returncode == 0, done.stderr
    assert (
        f"All {len(answers(data))} addresses answer as before,\nbyte for byte, from the edition of then and from one made anew"
        in done.stdout
    )
    for table in TABLES:
        before = rows(data, database, table)
        assert before and rows(tmp_path, new, table) == before, table
    before = answers(data)
    assert {200, 301, 404, 410} <= {status for status, _, _ in before.values()}
    assert any(path.startswith("/media/images/") for path in before)
    assert answers(tmp_path) == before
    deed(tmp_path, "go_on", database=new)
    assert len(rows(tmp_path, new, "editorial_publication")) == len(rows(data, database, "editorial_publication")) + 1


@pytest.mark.slow
def test_the_restored_site_serves_every_address_of_before(filled: Filled, tmp_path: Path) -> None:
    new = fresh_database()
    assert manage(tmp_path, "restore", str(filled[2]), database=new).returncode == 0
    with serving(tmp_path, new) as url:
        for path, (status, _, location) in manifest_of(filled[2])["answers"].items():
            if path != "/404.html":
                got = fetch(url + path)
                assert (got.status, got.headers.get("location", "")) == (status, location), path


def test_the_manifest_names_every_file_address_and_version(filled: Filled) -> None:
    manifest = manifest_of(filled[2])
    assert manifest["answers"]["/surgery/"][0] == 301 and manifest["answers"]["/surgery/"][2] == "/operations/"
    assert manifest["answers"]["/glossary/biopsy/"][0] == 410
    assert manifest["versions"].keys() == {"C7V74.1", "HJ9BN.1", "HJ9BN.2", "TJ4MY.1", "TJ4MY.2"}
    assert manifest["faults"] == []
    with tarfile.open(filled[2]) as tar:
        assert sorted(tar.getnames()) == sorted(["manifest.json", *manifest["files"]])


def test_a_backup_signs_nobody_in_and_is_for_its_owner_only(filled: Filled) -> None:
    names = " ".join(manifest_of(filled[2])["files"])
    assert "secret_key" not in names and not [table for table in EXCLUDED_TABLES if table in names]
    assert filled[2].stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_a_backup_is_of_one_moment_though_somebody_writes(filled: Filled, tmp_path: Path) -> None:
    source, database = tmp_path / "source", fresh_database()
    source.mkdir()
    assert manage(source, "restore", str(filled[2]), database=database).returncode == 0
    writing = subprocess.Popen(
        deed_command(source, "write_on"), cwd=ROOT, env=environment(source, database), stdout=subprocess.PIPE, text=True
    )
    try:
        while not (source / "begun").exists():
            assert writing.poll() is None
        done = manage(source, "backup", "--to", str(tmp_path / "backups"), database=database)
    finally:
        (source / "stop").touch()
        saves = json.loads(writing.communicate(timeout=60)[0])["saves"]
    assert saves > 40
    assert done.returncode == 0 and "older one" not in done.stderr, done.stderr
    new, place = fresh_database(), tmp_path / "new"
    place.mkdir()
    back = manage(place, "restore", str(next((tmp_path / "backups").iterdir())), database=new)
    assert back.returncode == 0, back.stderr
    with database_of(place, new) as opened:
        documents = opened.execute("SELECT id, version FROM editorial_document").fetchall()
        newest = opened.execute(
            "SELECT document_id, max(version) FROM editorial_draftsave GROUP BY document_id"
        ).fetchall()
    assert documents and dict(documents) == dict(newest)


@pytest.mark.slow
def test_the_way_from_sqlite_to_postgres_and_back(filled: Filled, tmp_path: Path) -> None:
    """The move to Postgres, as docs/operations.md has it: on SQLite `backup`, on Postgres `restore`, and work goes on."""
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        not_here("no Postgres: install it with sudo apt-get install postgresql")
    python, data, backups = sys.executable, tmp_path / "moved", tmp_path / "moved-backups"
    data.mkdir()
    steps = (
        f"{python} manage.py restore {filled[2]} && {shlex.join(deed_command(data, 'go_on'))}"
        f" && {python} manage.py backup --to {backups}"
    )
    moved = run(data, "bin/with-postgres", "sh", "-c", steps)
    assert moved.returncode == 0, moved.stderr
    assert "byte for byte, from the edition of then and from one made anew; so do 5 versions" in moved.stdout
    (tmp_path / "back").mkdir()
    back = manage(tmp_path / "back", "restore", str(next(backups.iterdir())))
    assert back.returncode == 0, back.stderr
    assert "so do 6 versions" in back.stdout


@pytest.mark.slow
def test_a_backup_of_an_older_version_is_brought_forward(filled: Filled, tmp_path: Path) -> None:
    old, database = tmp_path / "old", fresh_database()
    old.mkdir()
    assert manage(old, "restore", str(filled[2]), database=database).returncode == 0
    deed(old, "old_backup", database=database)
    new, place = fresh_database(), tmp_path / "new"
    place.mkdir()
    done = manage(place, "restore", str(old / "old.tar.gz"), database=new)
    assert done.returncode == 0, done.stderr
    before, after = rows(old, database, "editorial_publication"), rows(place, new, "editorial_publication")
    # Newer versions have columns of their own, after those of then.
    assert [row[: len(before[0])] for row in after] == before
    assert manage(place, "migrate", "--check", database=new).returncode == 0


def test_a_backup_of_a_newer_version_is_refused(filled: Filled, tmp_path: Path) -> None:
    folder = tmp_path / "taken"
    with tarfile.open(filled[2]) as tar:
        tar.extractall(folder, filter="data")
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").unlink()
    program = (
        "import json, sys; from pathlib import Path; from leiomyo_site.backups.archive import pack_folder;"
        "pack_folder(Path(sys.argv[1]), json.loads(sys.stdin.read()), Path(sys.argv[2]))"
    )
    manifest["migrations"].append(["editorial", "9999_later"])
    newer = tmp_path / "newer.tar.gz"
    run(tmp_path, sys.executable, "-c", program, str(folder), str(newer), input=json.dumps(manifest))
    new = fresh_database()
    done = manage(tmp_path / "new", "restore", str(newer), database=new)
    assert done.returncode == 1
    assert "A newer version of the site made this backup (editorial.9999_later). Update the site first." in done.stderr


@pytest.mark.slow
def test_nothing_is_brought_in_over_what_is_there(filled: Filled, tmp_path: Path) -> None:
    data, database, backup = filled
    before = rows(data, database, "editorial_draftsave")
    done = manage(data, "restore", str(backup), database=database)
    assert done.returncode == 1 and "is not empty" in done.stderr and "Traceback" not in done.stderr
    done = manage(tmp_path, "restore", str(backup), database=database or {"DATABASE_URL": ""})
    if database:  # another folder, but the same database
        assert done.returncode == 1 and "The database is not empty" in done.stderr
    assert rows(data, database, "editorial_draftsave") == before


@pytest.mark.slow
def test_the_newest_are_kept_and_a_full_disk_costs_none(filled: Filled, tmp_path: Path) -> None:
    data, database, backup = filled
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in ("20260101T000000Z", "20260102T000000Z", "29990101T000000Z"):
        (folder / f"leiomyo-{day}.tar.gz").write_bytes(b"old")
    (folder / "thesis.tar.gz").write_bytes(b"Mine.")
    limit = backup.stat().st_size // 2

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = manage(data, "backup", "--to", str(folder), "--keep", "2", database=database, preexec_fn=full)
    assert done.returncode == 1 and "There is no new backup, and older ones are as they were" in done.stderr, (
        done.stderr
    )
    assert len(list(folder.iterdir())) == 4
    done = manage(data, "backup", "--to", str(folder), "--keep", "2", database=database)
    assert done.returncode == 0, done.stderr
    kept = sorted(path.name for path in folder.iterdir())
    # A clock that was wrong once must not cost the backup just made.
    assert (
        len(kept) == 3
        and kept[1:] == ["leiomyo-29990101T000000Z.tar.gz", "thesis.tar.gz"]
        and kept[0] > "leiomyo-2026010"
    )


@pytest.mark.parametrize("words", [("--keep", "0"), ("--verify", "nothing.tar.gz")])
def test_a_wrong_wish_gets_one_sentence(filled: Filled, words: tuple[str, ...]) -> None:
    done = manage(filled[0], "backup", *words, database=filled[1])
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1, done.stderr


def test_a_database_that_is_not_up_to_date_is_not_backed_up(tmp_path: Path) -> None:
    database = fresh_database()
    assert manage(tmp_path, "migrate", "editorial", "0001", database=database).returncode == 0
    done = manage(tmp_path, "backup", database=database)
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
