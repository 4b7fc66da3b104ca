"""Publish = bake: every public address made once, checked, packed, and let out whole or not at all."""

import fcntl
import gc
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.utils import timezone

from leiomyo_site.edition_status import current_edition
from leiomyo_site.editions import store
from leiomyo_site.editions.archive import StoredResponse
from leiomyo_site.editions.compress import compressed
from leiomyo_site.editions.hold_back import Attempt, Held, build_what_can_be, with_old_responses
from leiomyo_site.editions.manifest import (
    BuiltResponse,
    document_code,
    manifest_row,
    read_responses,
    write_responses,
)
from leiomyo_site.editions.validate import Fault, edition_faults
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
from leiomyo_site.site.responses import HTML, OUTAGES, DocumentErrors, SiteResponse, reason_of
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
    """What a bake made: its number, how many addresses it has, and which of them were made anew.

    `held` says, by the name of a version such as HJ9BN.2, why families do not have it and read on what they had;
    `faults` is what is wrong besides, and stops nothing.
    """

    number: int
    urls: int
    changed: tuple[str, ...]
    held: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    @property
    def problems(self) -> list[str]:
        """All that is wrong, a sentence each."""
        return [*self.held.values(), *self.faults]


def bake(where: Path, *, now: datetime, keep: int, progress: Progress = lambda done, of: None) -> BakeResult:
    """Make a new edition from what is published, and let families read it; the same edition if nothing differs.

    A document that cannot be built stays as families have it, and everything else goes out.

    Raises:
        BakeFailed: there is no edition before, and none can be made; or nothing can be made at all.
        OSError: the disk failed; nothing changes for families.
    """
    where.mkdir(parents=True, exist_ok=True)
    with _exclusive_lock(where), _gc_disabled():
        before = current_edition(where)
        old = read_responses(store.edition_dir(where, before)) if before else {}
        memory = load_render_cache(store.edition_dir(where, before) / "memory") if before else RenderCache()
        attempt = partial(_attempt, old=old, memory=memory, now=now, progress=progress)
        made = build_what_can_be(attempt, old)
        baked = [*with_old_responses(made, old).values()]
        if (made.faults or made.reasons) and "/" not in {one.stored.path for one in baked}:
            raise BakeFailed([*made.held_versions().values(), *made.sentences()])
        result = partial(BakeResult, held=made.held_versions(), faults=tuple(made.sentences()))
        fresh = tuple(one.stored.path for one in baked if one.is_new)
        langs = [site.lang for site in made.sites]
        if before and not fresh and len(baked) == len(old) and is_search_whole(store.edition_dir(where, before), langs):
            return result(before, len(baked), ())
        number = store.next_number(where)
        _write(where, number, baked, (made.sites, memory))
        store.activate(where, number)
        store.prune(where, keep)
        return result(number, len(baked), fresh)


def _attempt(
    held: Held,
    *,
    old: Mapping[str, BuiltResponse],
    memory: RenderCache,
    now: datetime,
    progress: Progress,
) -> Attempt:
    """Build all responses as if the publications held back had not been made; nothing is written."""
    with selectors.holding_back(frozenset().union(*held.values())):
        try:
            sites = [read_site_content(lang, memory) for lang in selectors.languages()]
            planned = plan_responses(sites, now=now)
        except DocumentErrors as error:
            return Attempt(held, faults=[Fault("", reason, code) for code, reason in error.reasons.items()])
        except OUTAGES:
            raise
        except Exception as error:
            return Attempt(held, faults=[Fault("", reason_of(error))])
        baked, faults = _bake_all(planned, old, progress)
        # What stands under a document that cannot be shown at all is as it was.
        hidden = {code for code, keys in held.items() if keys == selectors.all_publications(code)}
        baked |= {path: one for path, one in old.items() if hidden and path not in baked and one.code in hidden}
        # A link to what failed leads to what stands there still.
        checked = {fault.path: old[fault.path] for fault in faults if fault.path in old} | baked
        return Attempt(held, sites, baked, faults + edition_faults(checked, set(old)))


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
) -> tuple[dict[str, BuiltResponse], list[Fault]]:
    """Return every response as it is written, and what is wrong with each that could not be made."""
    # Templates, and the names of the style and script in them, are code: with new code everything is made anew.
    code = input_key(security_headers(), code_version(), timezone.get_default_timezone_name())
    baked: dict[str, BuiltResponse] = {}
    faults = []
    for at, (path, made) in enumerate(planned.items(), 1):
        progress(at, len(planned))
        known = old.get(path)
        try:
            key = input_key(code, made.key())
            baked[path] = known if known and known.key == key else _bake_one(path, made, key)
        except OUTAGES:
            raise
        except Exception as error:
            faults.append(Fault(path, reason_of(error), document_code(path, made.source_versions)))
    return baked, faults


def _bake_one(path: str, made: SiteResponse, key: str) -> BuiltResponse:
    data = made.body_bytes()
    outline = outline_of(data.decode()) if made.media_type == HTML and data else None
    bodies = compressed(data, made.media_type)
    etags = {encoding: _etag(body) for encoding, body in bodies.items()}
    packed = StoredResponse(
        path, 404 if path == NOT_FOUND else made.status, response_headers(path, made), bodies, etags
    )
    row = manifest_row(packed, made.source_versions, made.checked)
    return BuiltResponse(packed, key, outline, row, is_new=True)


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
