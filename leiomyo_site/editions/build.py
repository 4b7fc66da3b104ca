"""Publish = bake: every public address made once, checked, packed, and let out whole or not at all."""

import fcntl
import gc
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from leiomyo_site.edition_status import current_edition
from leiomyo_site.editions import store
from leiomyo_site.editions.archive import StoredResponse
from leiomyo_site.editions.compress import compressed
from leiomyo_site.editions.manifest import BuiltResponse, manifest_row, read_responses, write_responses
from leiomyo_site.editions.validate import edition_errors
from leiomyo_site.editorial import selectors
from leiomyo_site.handouts.packet_build import write_packets
from leiomyo_site.handouts.pdf_responses import pdf_responses
from leiomyo_site.handouts.responses import handout_responses
from leiomyo_site.search.index_store import is_search_whole, write_search
from leiomyo_site.search.responses import search_responses
from leiomyo_site.site.code_version import code_version
from leiomyo_site.site.headers import response_headers, security_headers
from leiomyo_site.site.html_check import outline_of
from leiomyo_site.site.input_key import input_key
from leiomyo_site.site.render_cache import RenderCache, load_render_cache
from leiomyo_site.site.responses import HTML, RenderError, SiteResponse
from leiomyo_site.site.routes import NOT_FOUND, live_paths, respond, retired_paths
from leiomyo_site.site.site_content import SiteContent, read_site_content
from leiomyo_site.site.static_files import media_responses, static_responses

Progress = Callable[[int, int], None]
# All that was read from the publications, and what was worked out from it.
BuildSources = tuple[list[SiteContent], RenderCache]


class BakeFailed(Exception):
    """Something is wrong with a page, so families go on reading the edition before; one sentence for each fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.errors = faults


@dataclass(frozen=True)
class BakeResult:
    """What a bake made: its number, how many addresses it has, and which of them were made anew."""

    number: int
    urls: int
    changed: tuple[str, ...]


def bake(where: Path, *, now: datetime, keep: int, progress: Progress = lambda done, of: None) -> BakeResult:
    """Make a new edition from what is published, and let families read it; the same edition if nothing differs.

    Raises:
        BakeRefused: a page failed; nothing changes for families.
        OSError: the disk failed; nothing changes for families.
    """
    where.mkdir(parents=True, exist_ok=True)
    with _exclusive_lock(where), _gc_disabled():
        before = current_edition(where)
        old = read_responses(store.edition_dir(where, before)) if before else {}
        memory = load_render_cache(store.edition_dir(where, before) / "memory") if before else RenderCache()
        sites = [read_site_content(lang, memory) for lang in selectors.languages()]
        planned = plan_responses(sites, now=now)
        baked, faults = _bake_all(planned, old, progress)
        faults = faults or edition_errors(baked, set(old))
        if faults:
            _bake_withdrawals_only(where, baked, old, (sites, memory))
            raise BakeFailed(faults)
        fresh = tuple(one.stored.path for one in baked if one.is_new)
        langs = [site.lang for site in sites]
        if before and not fresh and len(baked) == len(old) and is_search_whole(store.edition_dir(where, before), langs):
            return BakeResult(before, len(baked), ())
        number = store.next_number(where)
        _write(where, number, baked, (sites, memory))
        store.activate(where, number)
        store.prune(where, keep)
        return BakeResult(number, len(baked), fresh)


def _bake_withdrawals_only(
    where: Path, baked: list[BuiltResponse], old: Mapping[str, BuiltResponse], made_with: BuildSources
) -> None:
    """Take down what was withdrawn, though another page failed: the last edition, with only those pages replaced."""
    gone = {one.stored.path: one for one in baked if one.is_new and one.stored.path in old and _is_withdrawal(one, old)}
    if gone:
        number = store.next_number(where)
        _write(where, number, [gone.get(path, one) for path, one in old.items()], made_with)
        store.activate(where, number)


def _is_withdrawal(one: BuiltResponse, old: Mapping[str, BuiltResponse]) -> bool:
    """Was something taken down at an address? The PDFs of a page that was lead to where it says why."""
    status = one.stored.status
    return status == 410 or (status == 302 and old[one.stored.path].stored.status == 200)


def plan_responses(sites: list[SiteContent], *, now: datetime) -> dict[str, SiteResponse]:
    """Return the response of every URL of the site; page bodies are not rendered yet."""
    planned: dict[str, SiteResponse] = {}
    for site in sites:
        for path in (*live_paths(site), *retired_paths(site)):
            planned[path] = respond(path, site, now=now)
        planned |= search_responses(site)
        planned.setdefault(NOT_FOUND, respond(NOT_FOUND, site, now=now))
    handed_on = handout_responses(sites, now=now) | pdf_responses(sites, now=now)
    return planned | handed_on | media_responses() | static_responses()


def bake_inputs(now: datetime) -> dict[str, Any]:
    """Return what an edition made now would be made of: it is to be made again when this changes."""
    return {"stamp": selectors.content_revision(), "overdue": selectors.overdue_count(now), "code": code_version()}


@contextmanager
def _exclusive_lock(where: Path) -> Iterator[None]:
    """Let one bake at a time write to the folder of editions; a second one waits, then finds nothing to do."""
    with (where / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _gc_disabled() -> Iterator[None]:
    """Switch garbage collection off: nearly everything that a bake makes lives until its end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _bake_all(
    planned: Mapping[str, SiteResponse], old: Mapping[str, BuiltResponse], progress: Progress
) -> tuple[list[BuiltResponse], list[str]]:
    """Return every response as it is written, and a sentence for each that could not be made."""
    # Templates, and the names of the style and script in them, are code: with new code everything is made anew.
    code = input_key(security_headers(), code_version(), timezone.get_default_timezone_name())
    baked: list[BuiltResponse] = []
    faults = []
    for at, (path, made) in enumerate(planned.items(), 1):
        progress(at, len(planned))
        key = input_key(code, made.key())
        known = old.get(path)
        try:
            baked.append(known if known and known.key == key else _bake_one(path, made, key))
        except RenderError as error:
            faults.append(f"{path}: {error}")
    return baked, faults


def _bake_one(path: str, made: SiteResponse, key: str) -> BuiltResponse:
    data = made.body_bytes()
    outline = outline_of(data.decode()) if made.media_type == HTML and data else None
    bodies = compressed(data, made.media_type)
    etags = {encoding: _etag(body) for encoding, body in bodies.items()}
    packed = StoredResponse(
        path, 404 if path == NOT_FOUND else made.status, response_headers(path, made), bodies, etags
    )
    return BuiltResponse(packed, key, outline, manifest_row(packed, made.source_versions), is_new=True)


def _etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:24]}"'


def _write(where: Path, number: int, baked: list[BuiltResponse], made_with: BuildSources) -> None:
    """Write an edition in a temporary folder, and give it its number when it is complete."""
    making = where / f".making-{os.getpid()}"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    try:
        write_responses(baked, making, number=number, headers=security_headers())
        sites, memory = made_with
        for site in sites:
            write_search(site, making)
        write_packets(sites, making)
        memory.save(making / "memory")
        making.rename(store.edition_dir(where, number))
    finally:
        shutil.rmtree(making, ignore_errors=True)
