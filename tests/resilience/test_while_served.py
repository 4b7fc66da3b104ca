"""Faults under a site that is being served: families read on at once, editors are told, the log says what to do."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.backups.conftest import environment
from tests.editions.test_serve import until
from tests.servers import ROOT, SQLITE, database_of, serving
from tests.tools import not_here

Filled = tuple[Path, dict[str, str], Path]
LOGIN = "/admin/login/"
SAID = "The database of this site does not answer just now"


def ask(url: str, *, timeout: float = 60, data: bytes | None = None) -> tuple[int, str, float]:
    """Return the status, the words, and the seconds that it took."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data=data), timeout=timeout) as answer:
            status, body = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, body = error.code, error.read()
    return status, body.decode(), time.monotonic() - began


@pytest.fixture
def small_site(filled: Filled, tmp_path: Path) -> Path:
    """A folder with a small site on SQLite, restored from a backup."""
    command = [sys.executable, "manage.py", "restore", str(filled[2])]
    subprocess.run(command, cwd=ROOT, env=environment(tmp_path, SQLITE), check=True, capture_output=True)
    return tmp_path


def test_a_locked_database_keeps_no_family_waiting_and_tells_editors(small_site: Path) -> None:
    """More editors wait for the database than there are places in admin; a family reads as if nothing was."""
    with serving(small_site, SQLITE) as url:
        with sqlite3.connect(small_site / "leiomyo.sqlite3", timeout=20) as other:
            other.execute("UPDATE auth_user SET first_name = 'held'")  # and not yet committed
            told: list[tuple[int, str, float]] = []
            # A wrong password is written down, and so waits for whoever writes.
            editors = [threading.Thread(target=lambda: told.append(sign_in(url))) for _ in range(16)]
            for editor in editors:
                editor.start()
            waits = [ask(url + "/operations/") for _ in range(20)]
            assert {status for status, _, _ in waits} == {200}
            assert any(editor.is_alive() for editor in editors), "families read while editors waited"
            for editor in editors:
                editor.join()
            other.rollback()
        assert {status for status, _, _ in told} == {503}, told
        words = "".join(said for _, said, _ in told)
        assert SAID in words and "Traceback" not in words
        assert sign_in(url)[0] in (200, 302, 429)
    log = (small_site / "serve.log").read_text()
    assert "database is locked" in log and "Check that the database runs" in log


def sign_in(url: str) -> tuple[int, str, float]:
    """Try to sign in with a wrong password, as a browser does."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    began = time.monotonic()
    try:
        with opener.open(url + LOGIN, timeout=60) as page:
            token = page.read().decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        form = f"csrfmiddlewaretoken={token}&username=wren&password=wrong&next=/admin/".encode()
        request = urllib.request.Request(url + LOGIN, data=form, headers={"Referer": url + LOGIN, "Origin": url})
        with opener.open(request, timeout=90) as answer:
            return answer.status, answer.read().decode(), time.monotonic() - began
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), time.monotonic() - began


def test_two_bakes_at_once_make_one_edition(small_site: Path) -> None:
    with database_of(small_site, SQLITE) as opened:
        opened.execute("DELETE FROM editorial_schedule")
    os.unlink(small_site / "editions/current")  # noqa: PTH108
    command = [sys.executable, "manage.py", "bake"]
    bakes = [
        subprocess.Popen(command, cwd=ROOT, env=environment(small_site, SQLITE), stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [bake.communicate(timeout=120)[0] for bake in bakes]
    assert [bake.returncode for bake in bakes] == [0, 0, 0]
    assert len({line.partition(":")[0] for line in said}) == 1, said
    assert sorted(", 0 made anew" in line for line in said) == [False, True, True]
    assert not list((small_site / "editions").glob(".making-*"))


def test_a_postgres_that_is_held_or_stops_and_comes_back(filled: Filled, tmp_path: Path) -> None:
    with own_postgres() as (database, stop, start):
        command = [sys.executable, "manage.py", "restore", str(filled[2])]
        subprocess.run(command, cwd=ROOT, env=environment(tmp_path, database), check=True, capture_output=True)
        with serving(tmp_path, database) as url:
            with psycopg.connect(database["DATABASE_URL"]) as other:
                other.execute("LOCK TABLE axes_accessattempt IN ACCESS EXCLUSIVE MODE")
                status, said, _ = sign_in(url)
                assert status == 503 and SAID in said
                assert ask(url + "/operations/")[0] == 200
            stop()
            assert ask(url + "/operations/")[0] == ask(url + "/healthz")[0] == 200
            status, said, _ = sign_in(url)
            assert status == 503 and SAID in said
            assert until(lambda: "database" in json.loads(ask(url + "/healthz")[1])["publishing"])
            start()
            assert until(lambda: sign_in(url)[0] == 200)
            assert until(lambda: json.loads(ask(url + "/healthz")[1])["publishing"] == "ok")
        log = (tmp_path / "serve.log").read_text()
        assert "database unreachable" in log and "publish worker: recovered" in log


@contextmanager
def own_postgres() -> Iterator[tuple[dict[str, str], Callable[[], None], Callable[[], None]]]:
    """A Postgres server that no other test uses, and how to stop and start it."""
    bindir = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
    if bindir is None:
        not_here("no Postgres: install it with sudo apt-get install postgresql")
    command = ["bin/with-postgres", "sh", "-c", 'echo "$DATABASE_URL"; cat']
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin and server.stdout
        url = server.stdout.readline().strip()
        home = url.partition("host=")[2].partition("&")[0]

        def control(words: str) -> None:
            said = f"{bindir}/pg_ctl -D {home}/data -w -s -l {home}/log {words}"
            as_owner = ["su", "postgres", "-s", "/bin/sh", "-c", said] if os.getuid() == 0 else ["sh", "-c", said]
            subprocess.run(as_owner, check=True, stdout=subprocess.DEVNULL)

        yield (
            {"DATABASE_URL": url},
            lambda: control("-m immediate stop"),
            lambda: control(f"-o '-k {home} -h \"\" -c fsync=off' start"),
        )
        server.stdin.close()
