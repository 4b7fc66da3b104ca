"""What the reader answers, from a packed edition: encodings, freshness, errors, and that it never mixes two editions."""

import gzip
import json
import os
import shutil
import subprocess
import sys
import time
import weakref
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.test import Client

from leiomyo_site import __version__
from leiomyo_site.edition_status import LATE_SECONDS, WORKER, report_worker, write_status
from leiomyo_site.editions import store
from leiomyo_site.editions.archive import Archive
from leiomyo_site.editions.build import bake
from leiomyo_site.server import served_edition
from leiomyo_site.server.served_edition import ServedEdition
from leiomyo_site.server.wsgi_cache import StaticResponseServer
from tests.servers import ROOT

from .conftest import NOON
from .edition_factories import TEXT, entry, put_edition


class Got:
    """One answer, as a browser sees it."""

    def __init__(self, reader: Any, path: str, method: str = "GET", **headers: str) -> None:
        environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "QUERY_STRING": ""}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        self.body = b"".join(reader(environ, self._start))

    def _start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status = int(status[:3])
        self.headers = dict(headers)
        assert len(self.headers) == len(headers), "a header stands twice"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.0, gzip;q=0", None),
        ("br;Q=0, GZIP", "gzip"),
        ("BR; Q=0.0, gzip;Q=0", None),
        ("br;q=0.1", "br"),
        ("", None),
        ("identity", None),
        ("brotli", None),
        ("x-gzip", None),
    ],
)
def test_a_browser_gets_an_encoding_that_it_takes(where: Path, accepted: str, encoding: str | None) -> None:
    got = Got(StaticResponseServer(where), "/surgery/", accept_encoding=accepted)
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert got.headers.get("Content-Encoding") == encoding
    assert unpack(got.body) == TEXT
    assert got.headers["Content-Length"] == str(len(got.body)) and got.headers["Vary"] == "Accept-Encoding"


def test_each_encoding_has_its_own_etag_and_is_confirmed_by_it(where: Path) -> None:
    reader = StaticResponseServer(where)
    etags = {Got(reader, "/", accept_encoding=taken).headers["ETag"] for taken in ("br", "gzip", "")}
    assert len(etags) == 3
    etag = Got(reader, "/", accept_encoding="br").headers["ETag"]
    for wanted in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        got = Got(reader, "/", accept_encoding="br", if_none_match=wanted)
        assert (got.status, got.body, got.headers["ETag"]) == (304, b"", etag)
    assert Got(reader, "/", accept_encoding="gzip", if_none_match=etag).status == 200


def test_head_has_the_headers_and_no_body(where: Path) -> None:
    head, get = Got(StaticResponseServer(where), "/", "HEAD"), Got(StaticResponseServer(where), "/")
    assert (head.headers, head.body) == (get.headers, b"")


def test_addresses_that_are_not_pages(where: Path) -> None:
    reader = StaticResponseServer(where)
    assert (Got(reader, "/old/").status, Got(reader, "/old/").headers["Location"]) == (301, "/surgery/")
    assert Got(reader, "/bad/").status == 410
    assert Got(reader, "/surgery").headers["Location"] == "/surgery/"
    gone = Got(reader, "/nowhere/", if_none_match="*")
    assert (gone.status, b"Not here" in gone.body) == (404, True)
    assert Got(reader, "/surgery/", "POST").status == 405
    assert Got(reader, "/admin/").status == 404  # alone, there is no admin


@pytest.mark.parametrize(
    "path", ["", "//", "/../etc/passwd", "/%2e%2e/", "/\x00", "/é/", "/" + "a" * 9000, "/surgery/."]
)
def test_strange_addresses_get_the_helping_page(where: Path, path: str) -> None:
    assert Got(StaticResponseServer(where), path).status in (301, 404)


def test_only_what_needs_django_is_passed_on(where: Path) -> None:
    passed = []

    def rest(environ: dict[str, Any], start: Any) -> list[bytes]:
        passed.append(environ["PATH_INFO"])
        start("200 OK", [])
        return [b""]

    reader = StaticResponseServer(where, fallback=rest)
    for path in ("/", "/nowhere/", "/admin/", "/admin/login/", "/shared/x/", "/administrator/", "/wp-admin/"):
        Got(reader, path)
    assert passed == ["/admin/", "/admin/login/", "/shared/x/"]


def test_without_an_edition_health_and_pages_say_so(tmp_path: Path) -> None:
    reader = StaticResponseServer(tmp_path)
    assert Got(reader, "/healthz").status == Got(reader, "/").status == 503
    assert json.loads(Got(reader, "/healthz").body)["ok"] is False
    assert b'href="tel:112"' in Got(StaticResponseServer(tmp_path, emergency="112"), "/outlook/").body


def test_operators_are_told_when_a_publication_waits_too_long_and_families_read_on(
    where: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    reader = StaticResponseServer(where)
    assert Got(reader, "/healthz/publishing").status == 503
    write_status(where, state="done", inputs={"stamp": 7})
    report_worker(where, 7)
    assert Got(reader, "/healthz/publishing").status == 200
    report_worker(where, 8)
    told = Got(reader, "/healthz/publishing")
    assert told.status == 200
    assert json.loads(told.body)["waiting_seconds"] is not None
    worker = where / WORKER
    worker.write_text(json.dumps({**json.loads(worker.read_text()), "waiting_since": time.time() - LATE_SECONDS - 2}))
    reader.log_publishing()
    assert (Got(reader, "/healthz/publishing").status, Got(reader, "/healthz").status) == (503, 200)
    assert "a publication has waited" in json.loads(Got(reader, "/healthz").body)["publishing"]
    write_status(where, state="done", inputs={"stamp": 8})
    report_worker(where, 8)
    reader.log_publishing()
    reader.log_publishing()
    assert Got(reader, "/healthz/publishing").status == 200
    said = [record.getMessage() for record in caplog.records if "publishing is" in record.getMessage()]
    assert said == ["publishing is late", "publishing is in time"]


def test_a_worker_that_is_silent_is_not_said_to_be_well(where: Path) -> None:
    write_status(where, state="done", inputs={"stamp": 7})
    report_worker(where, 7)
    long_ago = time.time() - LATE_SECONDS - 2
    os.utime(where / WORKER, (long_ago, long_ago))
    assert Got(StaticResponseServer(where), "/healthz/publishing").status == 503


def test_health_tells_the_edition_and_its_age(where: Path) -> None:
    got = Got(StaticResponseServer(where), "/healthz")
    told = json.loads(got.body)
    assert got.status == 200
    assert (told["version"], told["edition"], told["urls"], told["publishing"]) == (
        __version__,
        1,
        5,
        "not known: no publish worker has reported",
    )


def test_a_new_edition_that_cannot_be_read_leaves_the_old_one(where: Path, caplog: pytest.LogCaptureFixture) -> None:
    reader = StaticResponseServer(where)
    put_edition(where, 2, entry("/"))
    packed = store.edition_dir(where, 2) / "packed"
    packed.write_bytes(packed.read_bytes()[:-9])
    reader.reload_if_changed()
    reader.reload_if_changed()
    assert Got(reader, "/surgery/").status == 200
    assert [record.getMessage() for record in caplog.records].count("edition unreadable") == 1


def test_a_new_edition_is_taken_up_without_a_look_at_its_addresses(
    where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, looked_at, look_up = StaticResponseServer(where), [], Archive.entry

    def entry_of(archive: Archive, path: str) -> Any:
        looked_at.append(path)
        return look_up(archive, path)

    monkeypatch.setattr(Archive, "entry", entry_of)
    monkeypatch.setattr(Archive, "check", lambda archive: looked_at.append("everything"))
    store.edition_dir(where, 1).rename(store.edition_dir(where, 2))
    store.activate(where, 2)
    reader.reload_if_changed()
    assert json.loads(Got(reader, "/healthz").body)["edition"] == 2
    assert looked_at == []
    assert [Got(reader, "/surgery/").body for _ in range(3)] == [TEXT] * 3
    assert looked_at == ["/surgery/"], "what was asked for is kept ready"


def test_an_edition_leaves_memory_when_the_next_one_has_come(where: Path) -> None:
    reader = StaticResponseServer(where)
    Got(reader, "/")
    edition = reader._edition
    assert edition
    gone = weakref.ref(edition)
    del edition
    put_edition(where, 2, entry("/"))
    reader.reload_if_changed()
    assert gone() is None


def test_what_is_ready_in_memory_is_bounded(where: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served_edition, "MAX_READY_BYTES", 5 * len(TEXT))
    monkeypatch.setattr(served_edition, "HEADERS_BYTES", 0)
    pages = [entry(f"/{number}/") for number in range(30)]
    put_edition(where, 2, *pages)
    edition = ServedEdition(2, Archive(store.edition_dir(where, 2) / "packed"))
    for page in pages * 2:
        assert edition.respond(page.path, ()).body == [TEXT]
        assert len(edition._ready) <= 6


def test_the_reader_alone_knows_no_django(where: Path) -> None:
    code = (
        "import sys; from leiomyo_site.server import wsgi_cache; "
        "print([name for name in sys.modules if name.split('.')[0] in ('django', 'markdown', 'nh3', 'PIL')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.django_db
def test_django_and_the_reader_send_the_same_headers(three_pages: Path, tmp_path: Path) -> None:
    bake(tmp_path / "editions", now=NOON, keep=5)
    reader = StaticResponseServer(tmp_path / "editions")
    by_django = Client().get("/surgery/").headers
    by_reader = Got(reader, "/surgery/").headers
    for name in set(by_reader) - {"ETag", "Content-Length"}:
        sent, baked = (set(headers[name].split("; ")) for headers in (by_django, by_reader))
        assert sent == baked, name
    ours = {"Vary", "ETag", "Content-Length", "Set-Cookie"}
    assert {name for name in by_django if name not in by_reader} <= ours
    shutil.rmtree(tmp_path / "editions")
