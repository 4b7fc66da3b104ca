"""Answers families from the current edition. Imports no Django, so that it can run alone:

    granian --interface wsgi --blocking-threads 1 \\
        --log-config leiomyo_site/log.json leiomyo_site.server.wsgi_cache:application

As the outermost layer of one process it passes what needs Django on; alone it answers that with “not here”.
A thread looks for a new edition five times a second and puts the new one in the old one's place, in one step.
"""

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from leiomyo_site import __version__
from leiomyo_site.edition_status import current_edition, publishing_problem, waiting_seconds
from leiomyo_site.editions import store
from leiomyo_site.editions.archive import Archive, ArchiveError
from leiomyo_site.log import configure_logging, log_event
from leiomyo_site.permalinks.code_normalization import is_short_link, page_paths
from leiomyo_site.permalinks.code_suggestions import help_page_for
from leiomyo_site.permalinks.urls import REGISTRY_PATH
from leiomyo_site.security_headers import DEFAULT_HEADERS
from leiomyo_site.server.request_headers import accepted_encodings, etag_matches, with_range
from leiomyo_site.server.served_edition import STATUS, ServedEdition
from leiomyo_site.url_prefixes import ADMIN_PREFIX, DJANGO_PREFIXES, SEARCH_SUFFIX

POLL_SECONDS = 0.2
PUBLISHING_SECONDS = 5
NOT_FOUND = "/404.html"
# Of the threads that answer, so many may wait for Django and its database; the others stay with families.
MAX_DJANGO_REQUESTS = 12
DJANGO_WAIT_SECONDS = 0.2
TOO_BUSY = (
    "Too much is being done in the administration at this moment. Nothing was saved. Wait a little, then try again."
)
# What a family may meet when nothing else can be shown: the number needs no edition, no Django and no database.
NOTHING_TO_SHOW = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{words}</title></head><body><h1>{words}</h1>
<h2>If a child is in danger: <a href="tel:{number}">Call {number}</a></h2></body></html>
"""
DEFAULT_EMERGENCY = "911"
Start = Callable[..., Any]
App = Callable[[dict[str, Any], Start], Iterable[bytes]]
UNREADY = "503 Service Unavailable"
UNMODIFIED = "304 Not Modified"
PLAIN = ("Content-Type", "text/plain; charset=utf-8")
HTML = ("Content-Type", "text/html; charset=utf-8")


class StaticResponseServer:
    """A WSGI application that answers from the current edition; `fallback` answers what needs Django.

    `emergency` is the number to call where there is no page to show.
    """

    def __init__(self, editions_dir: Path, fallback: App | None = None, *, emergency: str = DEFAULT_EMERGENCY) -> None:
        self._editions_dir = editions_dir
        self._fallback = fallback
        self._emergency = emergency
        self._django_slots = threading.BoundedSemaphore(MAX_DJANGO_REQUESTS)
        # All that an answer needs of an edition, so that one reference is swapped and no answer mixes two.
        self._edition: ServedEdition | None = None
        self._damaged: set[int] = set()
        self._logged = ("", 0)
        self._is_late = False
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
        if number is None or number in (self._number, *self._damaged):
            return
        if self._load(number):
            return
        if self._edition is None:
            any(self._load(other) for other in reversed(store.edition_numbers(self._editions_dir)) if other != number)
        self._damaged.add(number)

    def _load(self, number: int) -> bool:
        """Open an edition and answer from it; log that, or why it cannot be read."""
        try:
            archive = Archive(store.edition_dir(self._editions_dir, number) / "packed")
            if self._edition is None:
                # It may have lain on the disk for weeks. A new one was read by the bake that wrote it.
                archive.check()
        except OSError as error:
            self._log_once(
                "edition unreadable",
                level=logging.ERROR,
                edition=number,
                served=self._number,
                reason=str(error),
                hint="families still read the previous edition" if self._edition else "run manage.py bake",
            )
            return False
        self._edition, self._damaged = ServedEdition(number, archive), set()
        self._log_once("edition loaded", edition=number, urls=len(archive.index))
        return True

    def _log_once(self, event: str, *, edition: int, level: int = logging.INFO, **fields: str | int | None) -> None:
        if (event, edition) != self._logged:
            self._logged = (event, edition)
            log_event(event, level=level, edition=edition, **fields)

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        edition = self._edition
        if edition is None:
            return self._not_cached(None, environ, start)
        try:
            path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
            response = edition.find(path, accepted_encodings(environ.get("HTTP_ACCEPT_ENCODING", "")))
            if response is None or (environ.get("QUERY_STRING") and self._fallback and path.endswith(SEARCH_SUFFIX)):
                return self._not_cached(edition, environ, start)
            if method not in ("GET", "HEAD"):
                more = [("Allow", "GET, HEAD"), *edition.security]
                return _plain(start, "405 Method Not Allowed", "Only reading is possible here.\n", more)
            wanted = environ.get("HTTP_IF_NONE_MATCH")
            if wanted and response.etag and etag_matches(wanted, response.etag):
                start(UNMODIFIED, response.unmodified)
                return [b""]
        except ArchiveError as error:
            return self._damaged_page(edition, error, start)
        if method == "GET" and environ.get("HTTP_RANGE") and ("Accept-Ranges", "bytes") in response.headers:
            body = response.body[0]
            status, headers, part = with_range(environ, response.headers, response.etag, len(body))
            start(status, headers)
            return [body[part.start : part.stop]]
        start(response.status, response.headers)
        return response.body if method == "GET" else [b""]

    def _not_cached(self, edition: ServedEdition | None, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/healthz":
            return self._health(start)
        if path == "/healthz/publishing":
            return self._publishing_health(start)
        if self._fallback is not None and (
            path.startswith(DJANGO_PREFIXES) or path.endswith(SEARCH_SUFFIX) or edition is None
        ):
            return self._call_django(environ, start)
        if edition is None:
            return self._unavailable("No edition has been made yet. Try again in a minute.", start)
        if to := self._leads_on(edition, path):
            asked = f"?{environ['QUERY_STRING']}" if to.endswith(SEARCH_SUFFIX) and environ.get("QUERY_STRING") else ""
            more = [("Location", f"{to}{asked}"), ("Content-Length", "0"), ("Cache-Control", "no-cache")]
            start(STATUS[301], [PLAIN, *edition.security, *more])
            return [b""]
        if is_short_link(path) and REGISTRY_PATH in edition.paths:
            return _code_help(edition, environ, start)
        found = edition.respond(NOT_FOUND, accepted_encodings(environ.get("HTTP_ACCEPT_ENCODING", "")))
        start(STATUS[404], [header for header in found.headers if header[0] != "ETag"])
        return found.body if environ["REQUEST_METHOD"] == "GET" else [b""]

    def _leads_on(self, edition: ServedEdition, path: str) -> str:
        """Return the address that was meant by one that is written otherwise, empty if there is none."""
        written_out = () if is_short_link(path) else page_paths(path)
        known = [to for to in written_out if to in edition.paths and to not in (path, NOT_FOUND)]
        if not known and self._fallback and f"{path}/" == ADMIN_PREFIX:
            return ADMIN_PREFIX
        return next(iter(known), "")

    def _damaged_page(self, edition: ServedEdition, error: ArchiveError, start: Start) -> Iterable[bytes]:
        """Answer for a page whose bytes went bad: never with them, nor with older words that may be wrong."""
        self._damaged.add(edition.number)
        self._log_once(
            "edition damaged", level=logging.ERROR, edition=edition.number, reason=str(error), hint="run manage.py bake"
        )
        return self._unavailable("This page cannot be shown at this moment. The others can. Try again later.", start)

    def _unavailable(self, words: str, start: Start, *, retry_after: int = 60) -> Iterable[bytes]:
        body = NOTHING_TO_SHOW.format(words=words, number=self._emergency).encode()
        more = [("Retry-After", str(retry_after)), ("Cache-Control", "no-store"), *self._security]
        start(UNREADY, [HTML, *more, ("Content-Length", str(len(body)))])
        return [body]

    def _call_django(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Pass a request to Django, unless so many wait for it already that families would wait too."""
        if not self._django_slots.acquire(timeout=DJANGO_WAIT_SECONDS):
            return self._unavailable(TOO_BUSY, start, retry_after=10)
        try:
            return self._fallback(environ, start)  # type: ignore[misc]
        finally:
            self._django_slots.release()

    @property
    def _number(self) -> int | None:
        return self._edition.number if self._edition else None

    @property
    def _security(self) -> list[tuple[str, str]]:
        return self._edition.security if self._edition else list(DEFAULT_HEADERS)

    def _health(self, start: Start) -> Iterable[bytes]:
        edition = self._edition
        age = max(0, int(time.time() - edition.loaded_at)) if edition else None
        about = {"edition": self._number, "age_seconds": age, "urls": len(edition.paths) if edition else 0}
        told = {"ok": edition is not None, "version": __version__, **about, **self._publishing()}
        return self._json(start, told, is_well=edition is not None)

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
        number = current_edition(self._editions_dir)
        if number in self._damaged and number != self._number:
            return f"edition {number} cannot be read; families read edition {self._number}"
        if self._number in self._damaged:
            return f"edition {self._number} is damaged; families cannot read a page of it"
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


def _code_help(edition: ServedEdition, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """Answer an unknown short link with the pages that may have been meant."""
    registry = json.loads(edition.respond(REGISTRY_PATH, ()).body[0])
    help_ = help_page_for(environ["PATH_INFO"], registry["texts"])
    page = edition.respond(help_.page, ())
    body = help_.fill(page.body[0].decode()).encode()
    kept = [header for header in page.headers if header[0] not in ("ETag", "Content-Length")]
    start(STATUS[404], [*kept, ("Content-Length", str(len(body)))])
    return [body] if environ["REQUEST_METHOD"] == "GET" else [b""]


def create_standalone_application() -> StaticResponseServer:
    """Return a server without Django for the editions in DATA_DIR."""
    configure_logging()
    log_event("server starting", version=__version__)
    root = Path(__file__).resolve().parent.parent.parent
    editions_dir = root / os.environ.get("DATA_DIR", "data") / "editions"
    return StaticResponseServer(editions_dir, emergency=os.environ.get("EMERGENCY_NUMBER") or DEFAULT_EMERGENCY).watch()


def __getattr__(name: str) -> Any:
    """Make `application` when a server asks for it, not when this file is imported."""
    if name == "application":
        return create_standalone_application()
    raise AttributeError(name)
