"""Answers families from the current edition, held in memory. Imports no Django, so that it can run alone:

    granian --interface wsgi --blocking-threads 1 \\
        --log-config leiomyo_site/log.json leiomyo_site.server.wsgi_cache:application

As the outermost layer of one process it passes what needs Django on; alone it answers that with “not here”.
A thread looks for a new edition five times a second and puts the whole new table in the old one's place.
"""

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from leiomyo_site import __version__
from leiomyo_site.edition_status import current, read_status
from leiomyo_site.editions import store as shelf
from leiomyo_site.editions.archive import ENCODINGS, Packed, PackError, unpack
from leiomyo_site.log import configure_logging, log_event
from leiomyo_site.permalinks.code_normalization import as_issued, is_short
from leiomyo_site.permalinks.code_suggestions import help_for
from leiomyo_site.permalinks.urls import REGISTER
from leiomyo_site.security_headers import DEFAULT_HEADERS
from leiomyo_site.url_prefixes import ASKED, DESK, DYNAMIC

LOOK_EVERY_SECONDS = 0.2
NOT_FOUND = "/404.html"
# Of the threads that answer, so many may wait for the desk and its database; the others stay with families.
DESK_AT_ONCE = 12
WAITS_SECONDS = 0.2
BUSY = "Too much is being done at the desk at this moment. Nothing was saved. Wait a little, then try again.\n"
Start = Callable[..., Any]
App = Callable[[dict[str, Any], Start], Iterable[bytes]]
STATUS = {200: "200 OK", 301: "301 Moved Permanently", 302: "302 Found", 404: "404 Not Found", 410: "410 Gone"}
UNREADY = "503 Service Unavailable"
UNMODIFIED = "304 Not Modified"
PLAIN = ("Content-Type", "text/plain; charset=utf-8")


class Choice(NamedTuple):
    """An answer in one encoding, made ready; `unmodified` are the headers for who has these bytes already."""

    etag: str
    headers: list[tuple[str, str]]
    body: list[bytes | memoryview]
    unmodified: list[tuple[str, str]]


class Entry:
    """One address, its answers made ready: a status line, and a choice for each encoding."""

    __slots__ = ("choices", "status")

    def __init__(self, packed: Packed) -> None:
        self.status = STATUS[packed.status]
        vary = [("Vary", "Accept-Encoding")] if len(packed.bodies) > 1 else []
        self.choices = {
            encoding: _choice(packed, encoding, vary) for encoding in ENCODINGS if encoding in packed.bodies
        } or {"identity": Choice("", [*packed.headers, ("Content-Length", "0")], [b""], [])}

    def choose(self, accepted: str) -> Choice:
        """Return the answer in the best encoding that the browser takes."""
        for encoding in taken(accepted):
            if encoding in self.choices:
                return self.choices[encoding]
        return self.choices["identity"]


def _choice(packed: Packed, encoding: str, vary: list[tuple[str, str]]) -> Choice:
    etag, body = packed.etags[encoding], packed.bodies[encoding]
    packing = [("Content-Encoding", encoding)] if encoding != "identity" else []
    common = [*packed.headers, *vary, ("ETag", etag), *packing]
    unmodified = [header for header in common if header[0] != "Content-Type"]
    return Choice(etag, [*common, ("Content-Length", str(len(body)))], [body], unmodified)


# Browsers send a handful of values; to take each apart anew would be most of the work of an answer.
@lru_cache(maxsize=64)
def taken(accepted: str) -> tuple[str, ...]:
    """Return the encodings that a browser takes, smallest first; plain bytes are always taken.

    >>> taken("gzip, deflate, br, zstd"), taken("br;q=0")
    (('br', 'gzip'), ())
    """
    return tuple(encoding for encoding in ENCODINGS[:2] if takes(accepted, encoding))


def takes(accepted: str, encoding: str) -> bool:
    """Does an Accept-Encoding header take an encoding? A quality of 0 refuses it.

    >>> takes("gzip, br;q=0", "br"), takes("gzip;q=0.5", "gzip"), takes("", "br")
    (False, True, False)
    """
    if encoding not in accepted:
        return False
    for part in accepted.split(","):
        name, _, quality = part.partition(";")
        if name.strip() == encoding:
            return quality.replace(" ", "").removeprefix("q=").strip("0.") != "" or not quality
    return False


def matches(wanted: str, etag: str) -> bool:
    """Does an If-None-Match header name an ETag? Weak ones and lists count.

    >>> matches('W/"a", "b"', '"b"'), matches('W/"b"', '"b"'), matches('"bb"', '"b"')
    (True, True, False)
    """
    return wanted in (etag, "*") or any(part.strip().removeprefix("W/") == etag for part in wanted.split(","))


class Reader:
    """A WSGI application over a shelf of editions; `rest` answers what needs Django."""

    def __init__(self, where: Path, rest: App | None = None) -> None:
        self._where = where
        self._rest = rest
        self._places = threading.BoundedSemaphore(DESK_AT_ONCE)
        self._number: int | None = None
        self._broken: int | None = None
        self._table: dict[str, Entry] = {}
        self._since = 0.0
        self._logged = ("", 0)
        self._security: list[tuple[str, str]] = list(DEFAULT_HEADERS)
        self.look()

    def watch(self) -> "Reader":
        """Begin to look for new editions; the thread ends with the process."""
        threading.Thread(target=self._look_for_ever, daemon=True).start()
        return self

    def _look_for_ever(self) -> None:
        while True:
            time.sleep(LOOK_EVERY_SECONDS)
            self.look()

    def look(self) -> None:
        """Take the current edition up, if it is not the one in memory; keep the old one if the new cannot be read.

        At a start there is none in memory: then the newest that can be read is taken up, until there is a better one.
        """
        number = current(self._where)
        if number is None or number in (self._number, self._broken):
            return
        self._broken = None
        if self._take_up(number):
            return
        self._broken = number
        if self._number is None:
            any(self._take_up(other) for other in reversed(shelf.numbers(self._where)) if other != number)

    def _take_up(self, number: int) -> bool:
        """Read an edition into memory and answer from it; say so, or why it cannot be."""
        try:
            about, entries = unpack(shelf.folder_of(self._where, number) / "packed")
            table = {entry.path: Entry(entry) for entry in entries}
        except (OSError, PackError) as error:
            self._log_once(
                "edition unreadable",
                level=logging.ERROR,
                edition=number,
                served=self._number,
                reason=str(error),
                hint="families still read the previous edition" if self._number else "run manage.py bake",
            )
            return False
        self._security = [(name, value) for name, value in about.get("headers", [])]  # type: ignore[attr-defined]
        self._table = table
        self._number, self._since = number, time.time()
        self._log_once("edition loaded", edition=number, urls=len(entries))
        return True

    def _log_once(self, event: str, *, edition: int, level: int = logging.INFO, **fields: str | int | None) -> None:
        if (event, edition) != self._logged:
            self._logged = (event, edition)
            log_event(event, level=level, edition=edition, **fields)

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        entry = self._table.get(path) or (self._table.get(as_issued(path) or "") if is_short(path) else None)
        if entry is None or (environ.get("QUERY_STRING") and self._rest and path.endswith(ASKED)):
            return self._elsewhere(path, environ, start)
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            more = [("Allow", "GET, HEAD"), *self._security]
            return _plain(start, "405 Method Not Allowed", "Only reading is possible here.\n", more)
        etag, headers, body, unmodified = entry.choose(environ.get("HTTP_ACCEPT_ENCODING", ""))
        wanted = environ.get("HTTP_IF_NONE_MATCH")
        if wanted and etag and matches(wanted, etag):
            start(UNMODIFIED, unmodified)
            return [b""]
        start(entry.status, headers)
        if method != "GET":
            return [b""]
        return body if type(body[0]) is bytes else [bytes(body[0])]

    def _elsewhere(self, path: str, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if path == "/healthz":
            return self._health(start)
        if self._rest is not None and (path.startswith(DYNAMIC) or path.endswith(ASKED) or not self._table):
            return self._at_the_desk(environ, start)
        if not self._table:
            more = [("Retry-After", "60"), ("Cache-Control", "no-store"), *self._security]
            return _plain(start, UNREADY, "No edition has been made yet. Try again in a minute.\n", more)
        if f"{path}/" in self._table or (self._rest and f"{path}/" == DESK):
            headers = [
                PLAIN,
                *self._security,
                ("Location", f"{path}/"),
                ("Content-Length", "0"),
                ("Cache-Control", "no-cache"),
            ]
            start(STATUS[301], headers)
            return [b""]
        if is_short(path) and REGISTER in self._table:
            return self._help(path, environ, start)
        entry = self._table[NOT_FOUND]
        found = entry.choose(environ.get("HTTP_ACCEPT_ENCODING", ""))
        start(STATUS[404], [header for header in found.headers if header[0] != "ETag"])
        return found.body if environ["REQUEST_METHOD"] == "GET" else [b""]

    def _help(self, path: str, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer a short address at which nothing stands with the pages that may have been meant."""
        help_ = help_for(path, json.loads(self._whole(REGISTER))["texts"])
        body = help_.fill(self._whole(help_.page).decode()).encode()
        headers = self._table[help_.page].choices["identity"].headers
        kept = [header for header in headers if header[0] not in ("ETag", "Content-Length")]
        start(STATUS[404], [*kept, ("Content-Length", str(len(body)))])
        return [body] if environ["REQUEST_METHOD"] == "GET" else [b""]

    def _whole(self, path: str) -> bytes:
        return self._table[path].choices["identity"].body[0]

    def _at_the_desk(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Let Django answer, unless so many wait for it already that families would wait too."""
        if not self._places.acquire(timeout=WAITS_SECONDS):
            more = [("Retry-After", "10"), ("Cache-Control", "no-store"), *self._security]
            return _plain(start, "503 Service Unavailable", BUSY, more)
        try:
            return self._rest(environ, start)  # type: ignore[misc]
        finally:
            self._places.release()

    def _health(self, start: Start) -> Iterable[bytes]:
        told = {
            "ok": bool(self._table),
            "version": __version__,
            "edition": self._number,
            "age_seconds": max(0, int(time.time() - self._since)) if self._table else None,
            "urls": len(self._table),
            "publishing": read_status(self._where).get("trouble", "") or "ok",
        }
        headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store"), *self._security]
        body = json.dumps(told).encode()
        status = STATUS[200] if told["ok"] else UNREADY
        start(status, [*headers, ("Content-Length", str(len(body)))])
        return [body]


def _plain(start: Start, status: str, words: str, more: Iterable[tuple[str, str]] = ()) -> Iterable[bytes]:
    body = words.encode()
    start(status, [PLAIN, *more, ("Content-Length", str(len(body)))])
    return [body]


def alone() -> Reader:
    """Return a reader of its own, over the editions in DATA_DIR."""
    configure_logging()
    log_event("server starting", version=__version__)
    root = Path(__file__).resolve().parent.parent.parent
    return Reader(root / os.environ.get("DATA_DIR", "data") / "editions").watch()


def __getattr__(name: str) -> Any:
    """Make `application` when a server asks for it, not when this file is imported."""
    if name == "application":
        return alone()
    raise AttributeError(name)
