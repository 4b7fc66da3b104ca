"""First and second start, and starts that cannot be."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from leiomyo_site.checks import check_installation, unknown_settings
from leiomyo_site.edition_status import current_edition
from tests.prepared import prepared_site
from tests.servers import ROOT, database_of, free_port, fresh_database, serving

# A start that finds all done takes about half of one that makes an edition; the rest is the start of the programs.
SECOND_TO_FIRST = 0.8


def count(opened: Any, what: str) -> int:
    return opened.execute(f"SELECT count(*) FROM {what}").fetchone()[0]


def rows(data_dir: Path, database: dict[str, str]) -> dict[str, int]:
    with database_of(data_dir, database) as opened:
        tables = ("editorial_draftsave", "editorial_publication", "editorial_source")
        return {table: count(opened, table) for table in tables}


def untouched(path: Path) -> tuple[bytes, int, int]:
    """Return what is different once a file was written again, even with the same bytes."""
    return path.read_bytes(), path.stat().st_ino, path.stat().st_mtime_ns


@pytest.mark.slow
def test_second_start_is_quick_and_touches_nothing(tmp_path: Path) -> None:
    database, port = fresh_database(), free_port()
    started = time.monotonic()
    with serving(tmp_path, database, port):
        first_took = time.monotonic() - started
    before = rows(tmp_path, database)
    kept = [untouched(tmp_path / name) for name in ("secret_key", "static/staticfiles.json", "static.sha256")]
    edition = current_edition(tmp_path / "editions")
    with database_of(tmp_path, database) as opened:
        # An editor's word that the files do not have.
        opened.execute("UPDATE pages_page SET title = 'Mine' WHERE title = 'Surgery'")
    started = time.monotonic()
    with serving(tmp_path, database, port):
        assert time.monotonic() - started < SECOND_TO_FIRST * first_took
    assert current_edition(tmp_path / "editions") == edition == 1
    assert rows(tmp_path, database) == before
    assert [untouched(tmp_path / name) for name in ("secret_key", "static/staticfiles.json", "static.sha256")] == kept
    with database_of(tmp_path, database) as opened:
        assert count(opened, "pages_page WHERE title = 'Mine'") == 1
    assert before["editorial_publication"] > 100


def test_secret_key_is_for_its_owner_only() -> None:
    key = prepared_site("") / "secret_key"
    assert len(key.read_text()) > 50
    assert key.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("name", "value"), [("PORT", "eighty"), ("DATA_DIR", "/etc/hostname")])
def test_wrong_setting_stops_the_start_in_one_line(tmp_path: Path, name: str, value: str) -> None:
    expected = {"PORT": "1 to 65535", "DATA_DIR": "a folder that can be written to"}[name]
    assert start(tmp_path, **{name: value}) == f"{name}={value!r} is invalid: expected {expected}\n"


def start(data_dir: Path, **given: str) -> str:
    """Start the site where it must not start; return all that it said."""
    environment = {**os.environ, "DATA_DIR": str(data_dir), **given}
    done = subprocess.run(
        [sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


def test_a_port_that_is_taken_stops_the_start_in_one_line_and_nothing_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = start(tmp_path, PORT=str(port), SITE_URL=f"http://127.0.0.1:{port}")
    why = "Address already in use. Choose another PORT or HOST."
    assert said == f"CommandError: 127.0.0.1:{port} cannot be used: {why}\n"
    assert not list(tmp_path.glob("leiomyo.sqlite3*"))


@pytest.mark.parametrize("module", ["leiomyo_site.settings", "leiomyo_site.config"])
def test_importing_settings_writes_nothing(tmp_path: Path, module: str) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": "", "SECRET_KEY": ""}
    subprocess.run([sys.executable, "-c", f"import {module}"], cwd=ROOT, env=environment, check=True, timeout=60)
    assert not (tmp_path / "data").exists()


def warnings(**values: object) -> list[str]:
    with override_settings(**values):
        return [warning.id for warning in check_installation()]


def test_what_is_allowed_but_not_good_is_said_with_what_to_do() -> None:
    good = {"HOST": "127.0.0.1", "SITE_URL": "https://lms.example.org", "TRUSTED_PROXY_COUNT": 1}
    good |= {"CLINIC_PHONE_DAY": "555 0100", "CLINIC_PHONE_NIGHT": "555 0101", "SECURITY_CONTACT": "mailto:a@b.example"}
    assert warnings() == warnings(**good) == []
    assert warnings(**{**good, "HOST": "0.0.0.0", "SITE_URL": "http://127.0.0.1:8000"}) == ["leiomyo.W002"]
    assert warnings(**{**good, "SITE_URL": "http://lms.example.org"}) == ["leiomyo.W003"]
    assert warnings(**{**good, "TRUSTED_PROXY_COUNT": 0}) == ["leiomyo.W004"]
    assert warnings(**{**good, "CLINIC_PHONE_NIGHT": ""}) == ["leiomyo.W005"]
    assert warnings(**{**good, "SECURITY_CONTACT": ""}) == ["leiomyo.W006"]


def test_a_slip_in_the_name_of_a_setting_is_said() -> None:
    slips = {"CLINIC_PHONE_NIGTH": "1", "ALLOWED_HOST": "x", "HOSTNAME": "x", "PATH": "x", "SECRET_KEY_FILE": "x"}
    said = [(warning.msg.split()[0], warning.hint) for warning in unknown_settings(slips)]
    assert said == [
        ("ALLOWED_HOST", "Did you mean ALLOWED_HOSTS?"),
        ("CLINIC_PHONE_NIGTH", "Did you mean CLINIC_PHONE_NIGHT?"),
    ]


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
