"""Editions as they are served: nothing mixed or lost while they change, and families read on without a database."""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import brotli
import pytest

from leiomyo_site.editions.archive import StoredResponse
from tests.prepared import SITE_URL, copy_site, serving_copy
from tests.servers import ROOT, SQLITE, free_port, serving, wait_until_well

from .edition_factories import entry, put_edition

# As it is served


@pytest.fixture
def reader_alone(where: Path) -> Iterator[str]:
    """The reader as a service of its own: two processes of it."""
    data = where.parent / f"{where.name}-data"
    data.mkdir()
    where.rename(data / "editions")
    port = free_port()
    log = data / "log"
    command = [
        str(Path(sys.executable).parent / "granian"),
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--workers",
        "2",
    ]
    with log.open("w") as output:
        process = subprocess.Popen(
            [*command, "leiomyo_site.server.wsgi_cache:application"],
            cwd=ROOT,
            env={**os.environ, "DATA_DIR": str(data)},
            stdout=output,
            stderr=output,
        )
        try:
            wait_until_well(f"http://127.0.0.1:{port}/healthz", process, log)
            yield f"http://127.0.0.1:{port} {data / 'editions'}"
        finally:
            process.terminate()
            process.wait(20)


def numbered(number: int) -> StoredResponse:
    return entry("/", f"<p>edition {number} </p>".encode() * (40 + number))


def whole(body: bytes) -> int:
    """Return the number of the one edition that a body comes from; fail if it is mixed or cut."""
    numbers = set(body.replace(b"<p>edition ", b"").replace(b"</p>", b"").split())
    assert len(numbers) == 1 and body.endswith(b"</p>"), body[:80]
    number = int(numbers.pop())
    assert body == f"<p>edition {number} </p>".encode() * (40 + number)
    return number


@pytest.mark.slow
def test_no_answer_is_mixed_or_lost_while_editions_change(reader_alone: str) -> None:
    url, where = reader_alone.split()
    put_edition(Path(where), 2, numbered(2))
    seen: list[int] = []
    wrong: list[str] = []
    stop = threading.Event()

    def ask(encoding: str, unpack: Any) -> None:
        while not stop.is_set():
            try:
                request = urllib.request.Request(f"{url}/", headers={"Accept-Encoding": encoding})
                with urllib.request.urlopen(request, timeout=5) as answer:
                    body = answer.read()
                    if body and b"Words for families" not in (plain := unpack(body)):
                        seen.append(whole(plain))
            except Exception as error:  # whatever happens is wrong here
                wrong.append(repr(error))

    askers = [
        threading.Thread(target=ask, args=pair)
        for pair in (("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)) * 2
    ]
    for asker in askers:
        asker.start()
    for number in range(3, 23):
        put_edition(Path(where), number, numbered(number))
        assert until(lambda number=number: number in seen, seconds=60)
    # Every process has the newest edition, and none goes back.
    assert until(lambda: len(seen) > 500 and set(seen[-60:]) == {22}, seconds=60)
    last = len(seen)
    assert until(lambda: len(seen) > last + 60, seconds=60)
    stop.set()
    for asker in askers:
        asker.join()
    assert wrong == []
    assert set(seen[last:]) == {22}
    assert len(set(seen)) > 10 and len(seen) > 500


def fetch(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def until(true: Any, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


def test_families_read_on_when_the_database_is_gone(tmp_path: Path) -> None:
    with serving_copy(tmp_path, SQLITE) as url:
        for name in list(tmp_path.glob("leiomyo.sqlite3*")):
            name.unlink()
        (tmp_path / "leiomyo.sqlite3").write_bytes(b"this is no database" * 500)
        assert until(lambda: "database" in json.loads(fetch(f"{url}/healthz")[1])["publishing"])
        assert fetch(f"{url}/healthz")[0] == 200
        assert fetch(f"{url}/treatment/surgery/")[0] == 200
        assert "database unreachable" in (tmp_path / "serve.log").read_text()
    with serving(tmp_path, SQLITE) as url:  # and it can even be started like this
        assert fetch(f"{url}/treatment/surgery/")[0] == 200


def test_a_database_that_was_moved_away_is_said_to_be_gone_and_comes_back_by_itself(tmp_path: Path) -> None:
    with serving_copy(tmp_path, SQLITE) as url:

        def admin_state() -> str:
            return json.loads(fetch(f"{url}/healthz")[1])["publishing"]

        away = tmp_path / "away"
        away.mkdir()
        for path in list(tmp_path.glob("leiomyo.sqlite3*")):
            path.rename(away / path.name)
        assert until(lambda: "database unreachable" in admin_state(), seconds=30)
        assert [fetch(url + path)[0] for path in ("/treatment/surgery/", "/glossary/biopsy/", "/healthz")] == [200] * 3
        assert b"biopsy" in fetch(f"{url}/search/?q=secretword+biopsie")[1]
        for path in tmp_path.glob("leiomyo.sqlite3*"):
            path.unlink()
        for path in away.iterdir():
            path.rename(tmp_path / path.name)
        assert until(lambda: admin_state() == "ok", seconds=30)
        assert fetch(f"{url}/treatment/surgery/")[0] == 200
    log = (tmp_path / "serve.log").read_text()
    assert "database unreachable" in log and "publish worker: recovered" in log
    assert "secretword" not in log


def test_what_is_taken_down_is_gone_within_seconds_and_stays_so_in_an_edition_gone_back_to(tmp_path: Path) -> None:
    with serving_copy(tmp_path, SQLITE) as url:
        with sqlite3.connect(tmp_path / "leiomyo.sqlite3", timeout=20) as database:
            row = database.execute(
                "SELECT * FROM editorial_publication WHERE slug = 'biopsy' AND kind = 'term'"
            ).fetchone()
            names = [item[1] for item in database.execute("PRAGMA table_info(editorial_publication)")]
            values = dict(zip(names, row, strict=True))
            # A publication as the publish verb writes it, but by hand.
            values |= {
                "id": None,
                "number": 2,
                "origin": "withdrawn",
                "action": "withdraw",
                "content": None,
                "hash": "",
            }
            values |= {"published_by_id": 1, "note": "Taken down by a test.", "moved_to": ""}
            database.execute("INSERT INTO auth_user VALUES (1,'x',NULL,0,'x','','',0,1,'2026-12-01','')")
            marks = ", ".join("?" * len(values))
            database.execute(
                f"INSERT INTO editorial_publication ({', '.join(values)}) VALUES ({marks})", list(values.values())
            )
        assert until(lambda: fetch(f"{url}/glossary/biopsy/")[0] == 410, seconds=20)
        environment = {**os.environ, **SQLITE, "DATA_DIR": str(tmp_path), "SITE_URL": SITE_URL}
        command = [sys.executable, "manage.py", "bake", "--rollback"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        assert until(lambda: "went back to edition 1" in fetch(f"{url}/healthz")[1].decode())
        assert fetch(f"{url}/glossary/biopsy/")[0] == 410
        held = fetch(f"{url}/treatment/surgery/")
    with serving(tmp_path, SQLITE) as url:
        assert "went back to edition 1" in fetch(f"{url}/healthz")[1].decode()
        assert fetch(f"{url}/healthz/publishing")[0] == 503
        assert fetch(f"{url}/glossary/biopsy/")[0] == 410
        assert fetch(f"{url}/treatment/surgery/") == held


@pytest.mark.slow
def test_a_start_with_an_empty_database_beside_editions_serves_them_and_publishes_nothing(tmp_path: Path) -> None:
    copy_site(tmp_path, SQLITE)
    with serving_copy(tmp_path / "other", SQLITE) as url:
        before = [fetch(f"{url}{path}") for path in ("/treatment/surgery/", "/h/HJ9BN.1", "/search/index.json")]
    for path in tmp_path.glob("leiomyo.sqlite3*"):
        path.unlink()
    with serving(tmp_path, SQLITE) as url:
        assert [fetch(f"{url}{path}") for path in ("/treatment/surgery/", "/h/HJ9BN.1", "/search/index.json")] == before
        status, told = fetch(f"{url}/healthz/publishing")
        assert status == 503 and "is not the one that the stored editions were made from" in told.decode()
    log = (tmp_path / "serve.log").read_text()
    assert "manage.py bake --resume" in log and "bringing in" not in log
    with sqlite3.connect(tmp_path / "leiomyo.sqlite3") as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == []


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads processes as Linux shows them")
def test_what_serves_is_small_and_only_the_process_that_answers_holds_django(served: str) -> None:
    port = f"PORT={served.rpartition(':')[2]}".encode()
    resident = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if port in (process / "environ").read_bytes().split(b"\0"):
                command = (process / "cmdline").read_bytes()
                if b"bake" in command.split(b"\0"):
                    continue  # it ends when it is done
                assert b"leiomyo_site.server.run" in command
                resident.append(int((process / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20)
    lean, whole = sorted(resident)
    assert lean < 60 < whole
