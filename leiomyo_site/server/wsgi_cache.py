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
from pathlib import Path
from typing import Any, NamedTuple

from leiomyo_site import __version__
from leiomyo_site.edition_status import current_edition, publishing_problem, waiting_seconds
from leiomyo_site.editions import store
from leiomyo_site.editions.archive import ENCODINGS, ArchiveError, StoredResponse, read_archive
from leiomyo_site.log import configure_logging, log_event
from leiomyo_site.permalinks.code_normalization import canonical_path, is_short_link, page_paths, typed_path
from leiomyo_site.permalinks.code_suggestions import help_page_for
from leiomyo_site.permalinks.urls import REGISTRY_PATH
from leiomyo_site.security_headers import DEFAULT_HEADERS
from leiomyo_site.server.request_headers import accepted_encodings, etag_matches
from leiomyo_site.url_prefixes import ADMIN_PREFIX, DJANGO_PREFIXES, SEARCH_SUFFIX

POLL_SECONDS = 0.2
PUBLISHING_SECONDS = 5
NOT_FOUND = "/404.html"
# Of the threads that answer, so many may wait for Django and its database; the others stay with families.
MAX_DJANGO_REQUESTS = 12
DJANGO_WAIT_SECONDS = 0.2
TOO_BUSY = (
    "Too much is being done in the administration at this moment. Nothing was saved. Wait a little, then try again.\n"
)
Start = Callable[..., Any]
App = Callable[[dict[str, Any], Start], Iterable[bytes]]
STATUS = {200: "200 OK", 301: "301 Moved Permanently", 302: "302 Found", 404: "404 Not Found", 410: "410 Gone"}
UNREADY = "503 Service Unavailable"
UNMODIFIED = "304 Not Modified"
PLAIN = ("Content-Type", "text/plain; charset=utf-8")


class EncodedResponse(NamedTuple):
    """A response in one encoding; `unmodified` are the headers for a browser that has these bytes already.

    `file_view` is set, and `body` empty, where the body stays in the file until it is asked for.
    """

    etag: str
    headers: list[tuple[str, str]]
    body: list[bytes]
    unmodified: list[tuple[str, str]]
    file_view: memoryview | None = None


class CachedResponse:
    """One address, its answers made ready: a status line, and a choice for each encoding."""

    __slots__ = ("encoded", "status")

    def __init__(self, packed: StoredResponse) -> None:
        self.status = STATUS[packed.status]
        vary = [("Vary", "Accept-Encoding")] if len(packed.bodies) > 1 else []
        self.encoded = {
            encoding: _encoded_response(packed, encoding, vary) for encoding in ENCODINGS if encoding in packed.bodies
        } or {"identity": EncodedResponse("", [*packed.headers, ("Content-Length", "0")], [b""], [])}

    def negotiate(self, accepted: str) -> EncodedResponse:
        """Return the response in the best encoding that the browser accepts."""
        for encoding in accepted_encodings(accepted):
            if encoding in self.encoded:
                return self.encoded[encoding]
        return self.encoded["identity"]


def _encoded_response(packed: StoredResponse, encoding: str, vary: list[tuple[str, str]]) -> EncodedResponse:
    etag, body = packed.etags[encoding], packed.bodies[encoding]
    packing = [("Content-Encoding", encoding)] if encoding != "identity" else []
    common = [*packed.headers, *vary, ("ETag", etag), *packing]
    unmodified = [header for header in common if header[0] != "Content-Type"]
    headers = [*common, ("Content-Length", str(len(body)))]
    if isinstance(body, memoryview):
        return EncodedResponse(etag, headers, [], unmodified, body)
    return EncodedResponse(etag, headers, [body], unmodified)


class StaticResponseServer:
    """A WSGI application that answers from the current edition; `fallback` answers what needs Django."""

    def __init__(self, editions_dir: Path, fallback: App | None = None) -> None:
        self._editions_dir = editions_dir
        self._fallback = fallback
        self._django_slots = threading.BoundedSemaphore(MAX_DJANGO_REQUESTS)
        self._number: int | None = None
        self._broken: int | None = None
        self._responses: dict[str, CachedResponse] = {}
        self._loaded_at = 0.0
        self._logged = ("", 0)
        self._is_late = False
        self._security: list[tuple[str, str]] = list(DEFAULT_HEADERS)
        self.reload_if_changed()

    def watch(self) -> "StaticResponseServer":
        """Start the thread that loads new editions; it ends with the process."""
        threading.Thread(target=self._poll, daemon=True).start()
        return self

    def _poll(self) -> None:
        looked_at = time.monotonic()
        while True:
            time.sleep(POLL_SECONDS)
            self.reload_if_changed()
            if time.monotonic() - looked_at >= PUBLISHING_SECONDS:
                looked_at = time.monotonic()
                self.log_publishing()

    def log_publishing(self) -> None:
        """Log once that publications do not reach families, and once that they do again.

        The server says it, since a worker that hangs cannot.
        """
        problem = self._publishing_problem()
        if bool(problem) == self._is_late:
            return
        self._is_late = bool(problem)
        if problem:
            hint = "families read on; see /healthz/publishing and the first page of /admin/"
            log_event("publishing is late", level=logging.ERROR, reason=problem, hint=hint)
        else:
            log_event("publishing is in time")

    def reload_if_changed(self) -> None:
        """Load the current edition if it is not the one in memory; keep the old one if the new one cannot be read.

        At the start none is in memory: then the newest edition that can be read is loaded until a better one appears.
        """
        number = current_edition(self._editions_dir)
        if number is None or number in (self._number, self._broken):
            return
        self._broken = None
        if self._load(number):
            return
        self._broken = number
        if self._number is None:
            any(self._load(other) for other in reversed(store.edition_numbers(self._editions_dir)) if other != number)

    def _load(self, number: int) -> bool:
        """Load an edition into memory and answer from it; log that, or why it cannot be read."""
        try:
            about, entries = read_archive(store.edition_dir(self._editions_dir, number) / "packed")
            table = {entry.path: CachedResponse(entry) for entry in entries}
        except (OSError, ArchiveError) as error:
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
        self._responses = table
        self._number, self._loaded_at = number, time.time()
        self._log_once("edition loaded", edition=number, urls=len(entries))
        return True

    def _log_once(self, event: str, *, edition: int, level: int = logging.INFO, **fields: str | int | None) -> None:
        if (event, edition) != self._logged:
            self._logged = (event, edition)
            log_event(event, level=level, edition=edition, **fields)

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        entry = self._responses.get(path) or (
            self._responses.get(canonical_path(typed_path(path)) or "") if is_short_link(path) else None
        )
        if entry is None or (environ.get("QUERY_STRING") and self._fallback and path.endswith(SEARCH_SUFFIX)):
            return self._not_cached(path, environ, start)
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            more = [("Allow", "GET, HEAD"), *self._security]
            return _plain(start, "405 Method Not Allowed", "Only reading is possible here.\n", more)
        etag, headers, body, unmodified, file_view = entry.negotiate(environ.get("HTTP_ACCEPT_ENCODING", ""))
        wanted = environ.get("HTTP_IF_NONE_MATCH")
        if wanted and etag and etag_matches(wanted, etag):
            start(UNMODIFIED, unmodified)
            return [b""]
        start(entry.status, headers)
        if method != "GET":
            return [b""]
        return body if file_view is None else [bytes(file_view)]

    def _not_cached(self, path: str, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if path == "/healthz":
            return self._health(start)
        if path == "/healthz/publishing":
            return self._publishing_health(start)
        if self._fallback is not None and (
            path.startswith(DJANGO_PREFIXES) or path.endswith(SEARCH_SUFFIX) or not self._responses
        ):
            return self._call_django(environ, start)
        if not self._responses:
            more = [("Retry-After", "60"), ("Cache-Control", "no-store"), *self._security]
            return _plain(start, UNREADY, "No edition has been made yet. Try again in a minute.\n", more)
        if to := self._leads_on(path):
            asked = f"?{environ['QUERY_STRING']}" if to.endswith(SEARCH_SUFFIX) and environ.get("QUERY_STRING") else ""
            more = [("Location", f"{to}{asked}"), ("Content-Length", "0"), ("Cache-Control", "no-cache")]
            start(STATUS[301], [PLAIN, *self._security, *more])
            return [b""]
        if is_short_link(path) and REGISTRY_PATH in self._responses:
            return self._code_help(path, environ, start)
        entry = self._responses[NOT_FOUND]
        found = entry.negotiate(environ.get("HTTP_ACCEPT_ENCODING", ""))
        start(STATUS[404], [header for header in found.headers if header[0] != "ETag"])
        return found.body if environ["REQUEST_METHOD"] == "GET" else [b""]

    def _leads_on(self, path: str) -> str:
        """Return the address that was meant by one that is written otherwise, empty if there is none."""
        known = [to for to in page_paths(path) if to in self._responses and to not in (path, NOT_FOUND)]
        if not known and self._fallback and f"{path}/" == ADMIN_PREFIX:
            return ADMIN_PREFIX
        return next(iter(known), "")

    def _code_help(self, path: str, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer an unknown short link with the pages that may have been meant."""
        help_ = help_page_for(path, json.loads(self._plain_body(REGISTRY_PATH))["texts"])
        body = help_.fill(self._plain_body(help_.page).decode()).encode()
        headers = self._responses[help_.page].encoded["identity"].headers
        kept = [header for header in headers if header[0] not in ("ETag", "Content-Length")]
        start(STATUS[404], [*kept, ("Content-Length", str(len(body)))])
        return [body] if environ["REQUEST_METHOD"] == "GET" else [b""]

    def _plain_body(self, path: str) -> bytes:
        return self._responses[path].encoded["identity"].body[0]

    def _call_django(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Pass a request to Django, unless so many wait for it already that families would wait too."""
        if not self._django_slots.acquire(timeout=DJANGO_WAIT_SECONDS):
            more = [("Retry-After", "10"), ("Cache-Control", "no-store"), *self._security]
            return _plain(start, "503 Service Unavailable", TOO_BUSY, more)
        try:
            return self._fallback(environ, start)  # type: ignore[misc]
        finally:
            self._django_slots.release()

    def _health(self, start: Start) -> Iterable[bytes]:
        is_well = bool(self._responses)
        age = max(0, int(time.time() - self._loaded_at)) if is_well else None
        about = {"edition": self._number, "age_seconds": age, "urls": len(self._responses)}
        told = {"ok": is_well, "version": __version__, **about, **self._publishing()}
        return self._json(start, told, is_well=is_well)

    def _publishing_health(self, start: Start) -> Iterable[bytes]:
        """Answer operators, by a status that fails when publications do not reach families in time."""
        told = self._publishing()
        return self._json(start, told, is_well=told["publishing"] == "ok")

    def _publishing(self) -> dict[str, str | int | None]:
        return {
            "publishing": self._publishing_problem() or "ok",
            "waiting_seconds": waiting_seconds(self._editions_dir),
        }

    def _publishing_problem(self) -> str:
        if self._broken is not None and self._broken == current_edition(self._editions_dir):
            return f"edition {self._broken} cannot be read; families read edition {self._number}"
        return publishing_problem(self._editions_dir)

    def _json(self, start: Start, told: dict[str, Any], *, is_well: bool) -> Iterable[bytes]:
        headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store"), *self._security]
        body = json.dumps(told).encode()
        start(STATUS[200] if is_well else UNREADY, [*headers, ("Content-Length", str(len(body)))])
        return [body]


def _plain(start: Start, status: str, words: str, more: Iterable[tuple[str, str]] = ()) -> Iterable[bytes]:
    body = words.encode()
    start(status, [PLAIN, *more, ("Content-Length", str(len(body)))])
    return [body]


def create_standalone_application() -> StaticResponseServer:
    """Return a server without Django for the editions in DATA_DIR."""
    configure_logging()
    log_event("server starting", version=__version__)
    root = Path(__file__).resolve().parent.parent.parent
    return StaticResponseServer(root / os.environ.get("DATA_DIR", "data") / "editions").watch()


def __getattr__(name: str) -> Any:
    """Make `application` when a server asks for it, not when this file is imported."""
    if name == "application":
        return create_standalone_application()
    raise AttributeError(name)
