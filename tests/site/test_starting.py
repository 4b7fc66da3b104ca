"""First and second start, and starts that cannot be."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, database_of, fresh_database, serving

SECOND_START_SECONDS = 15


def count(opened: Any, what: str) -> int:
    return opened.execute(f"SELECT count(*) FROM {what}").fetchone()[0]


def rows(data_dir: Path, database: dict[str, str]) -> dict[str, int]:
    with database_of(data_dir, database) as opened:
        tables = ("editorial_draftsave", "editorial_publication", "editorial_source")
        return {table: count(opened, table) for table in tables}


def test_second_start_is_quick_and_touches_nothing(tmp_path: Path) -> None:
    database = fresh_database()
    with serving(tmp_path, database):
        pass
    before = rows(tmp_path, database)
    with database_of(tmp_path, database) as opened:
        # An editor's word that the files do not have.
        opened.execute("UPDATE pages_page SET title = 'Mine' WHERE title = 'Surgery'")
    started = time.monotonic()
    with serving(tmp_path, database):
        assert time.monotonic() - started < SECOND_START_SECONDS
    assert rows(tmp_path, database) == before
    with database_of(tmp_path, database) as opened:
        assert count(opened, "pages_page WHERE title = 'Mine'") == 1
    assert before["editorial_publication"] > 100


def test_secret_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    with serving(tmp_path):
        key = (tmp_path / "secret_key").read_text()
    with serving(tmp_path):
        assert (tmp_path / "secret_key").read_text() == key
    assert len(key) > 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value", "takes"),
    [
        ("PORT", "eighty", "1 to 65535"),
        ("PORT", "70000", "1 to 65535"),
        ("SITE_URL", "lms.example.org", "such as https://lms.example.org"),
        ("CLINIC_PHONE_DAY", "ask at the desk", "a phone number"),
        ("DEBUG", "yes", "0 or 1"),
    ],
)
def test_wrong_setting_stops_the_start_in_one_line(tmp_path: Path, name: str, value: str, takes: str) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path), name: value}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr == f"{name}={value!r} cannot be used: it takes {takes}\n"


TOOLS = ("cat", "cksum", "dirname", "basename", "sh", "cut")


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """A folder of programs such as a machine without Python has."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in TOOLS:
        found = subprocess.run(["which", name], capture_output=True, text=True, check=True).stdout.strip()
        (programs / name).symlink_to(found)
    return programs


def put(programs: Path, name: str, script: str) -> None:
    (programs / name).write_text(f"#!/bin/sh\n{script}\n")
    (programs / name).chmod(0o755)


def prepare(programs: Path) -> str:
    done = subprocess.run(
        [str(ROOT / "bin/prepare"), "requirements.txt"], env={"PATH": str(programs)}, capture_output=True, text=True
    )
    assert done.returncode == 1
    return done.stderr.splitlines()[0]


def test_a_machine_without_git_is_told_what_to_install(bare_machine: Path) -> None:
    assert prepare(bare_machine) == "git is missing. Install it: sudo apt-get install git"


def test_a_machine_without_python_is_told_what_to_install(bare_machine: Path) -> None:
    put(bare_machine, "git", "true")
    assert prepare(bare_machine) == "Python is missing. Install it: sudo apt-get install python3 python3-venv"


def test_a_machine_with_an_old_python_is_told_what_to_install(bare_machine: Path) -> None:
    put(bare_machine, "git", "true")
    put(bare_machine, "python3", '[ "$1" = -V ] && echo Python 3.9.2; [ "$1" = -V ]')
    assert prepare(bare_machine).startswith(
        "Python 3.11 or newer is needed; this is Python 3.9.2. Install it: sudo apt-get"
    )


def test_a_machine_without_venv_is_told_what_to_install(bare_machine: Path) -> None:
    put(bare_machine, "git", "true")
    put(bare_machine, "python3", 'case "$2" in *ensurepip*) exit 1;; esac')
    assert prepare(bare_machine) == "Python's venv module is missing. Install it: sudo apt-get install python3-venv"
