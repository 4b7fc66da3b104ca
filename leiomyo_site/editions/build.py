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

from leiomyo_site.edition_status import current
from leiomyo_site.editions import store as shelf
from leiomyo_site.editions.archive import Packed
from leiomyo_site.editions.compress import compressed
from leiomyo_site.editions.manifest import Baked, read_kept, row_of, write_kept
from leiomyo_site.editions.validate import check_edition
from leiomyo_site.editorial import selectors as published
from leiomyo_site.handouts.packet_build import write_packets
from leiomyo_site.handouts.pdf_responses import paper_answers
from leiomyo_site.handouts.responses import handout_answers
from leiomyo_site.search.index_store import is_search_whole, write_search
from leiomyo_site.search.responses import search_answers
from leiomyo_site.site.code_version import code_version
from leiomyo_site.site.headers import headers_for, security_headers
from leiomyo_site.site.html_check import outline_of
from leiomyo_site.site.render_cache import Memory, load_memory
from leiomyo_site.site.responses import HTML, Answer, CannotMake
from leiomyo_site.site.routes import NOT_FOUND, addresses, answer, left_addresses
from leiomyo_site.site.site_content import Library, make_library
from leiomyo_site.site.static_files import media_answers, static_answers

Progress = Callable[[int, int], None]
# All that was read from the publications, and what was worked out from it.
Made = tuple[list[Library], Memory]


class BakeRefused(Exception):
    """Something is wrong with a page, so families go on reading the edition before; one sentence for each fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Edition:
    """What a bake made: its number, how many addresses it has, and which of them were made anew."""

    number: int
    addresses: int
    fresh: tuple[str, ...]


def bake(where: Path, *, now: datetime, keep: int, progress: Progress = lambda done, of: None) -> Edition:
    """Make a new edition from what is published, and let families read it; the same edition if nothing differs.

    Raises:
        BakeRefused: a page failed; nothing changes for families.
        OSError: the disk failed; nothing changes for families.
    """
    where.mkdir(parents=True, exist_ok=True)
    with _alone(where), _without_collecting():
        before = current(where)
        old = read_kept(shelf.folder_of(where, before)) if before else {}
        memory = load_memory(shelf.folder_of(where, before) / "memory") if before else Memory()
        libraries = [make_library(lang, memory) for lang in published.languages()]
        planned = plan(libraries, now=now)
        baked, faults = _bake_all(planned, old, progress)
        faults = faults or check_edition(baked, set(old))
        if faults:
            _take_down(where, baked, old, (libraries, memory))
            raise BakeRefused(faults)
        fresh = tuple(one.packed.path for one in baked if one.is_new)
        langs = [library.lang for library in libraries]
        if before and not fresh and len(baked) == len(old) and is_search_whole(shelf.folder_of(where, before), langs):
            return Edition(before, len(baked), ())
        number = shelf.next_number(where)
        _write(where, number, baked, (libraries, memory))
        shelf.make_current(where, number)
        shelf.keep_last(where, keep)
        return Edition(number, len(baked), fresh)


def _take_down(where: Path, baked: list[Baked], old: Mapping[str, Baked], made_with: Made) -> None:
    """Take down what was withdrawn, though another page failed: the last edition, with only those pages replaced."""
    gone = {one.packed.path: one for one in baked if one.is_new and one.packed.path in old and _is_taken_down(one, old)}
    if gone:
        number = shelf.next_number(where)
        _write(where, number, [gone.get(path, one) for path, one in old.items()], made_with)
        shelf.make_current(where, number)


def _is_taken_down(one: Baked, old: Mapping[str, Baked]) -> bool:
    """Was something taken down at an address? The PDFs of a page that was lead to where it says why."""
    status = one.packed.status
    return status == 410 or (status == 302 and old[one.packed.path].packed.status == 200)


def plan(libraries: list[Library], *, now: datetime) -> dict[str, Answer]:
    """Return what stands at every address of the site, pages not yet made."""
    planned: dict[str, Answer] = {}
    for library in libraries:
        for path in (*addresses(library), *left_addresses(library)):
            planned[path] = answer(path, library, now=now)
        planned |= search_answers(library)
        planned.setdefault(NOT_FOUND, answer(NOT_FOUND, library, now=now))
    handed_on = handout_answers(libraries, now=now) | paper_answers(libraries, now=now)
    return planned | handed_on | media_answers() | static_answers()


def inputs(now: datetime) -> dict[str, Any]:
    """Return what an edition made now would be made of: it is to be made again when this changes."""
    return {"stamp": published.stamp(), "overdue": published.overdue(now), "code": code_version()}


@contextmanager
def _alone(where: Path) -> Iterator[None]:
    """Let one bake at a time into a shelf; a second one waits, and then finds nothing to do."""
    with (where / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let Python not look for what can be forgotten: nearly all that a bake makes lives until its end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _bake_all(
    planned: Mapping[str, Answer], old: Mapping[str, Baked], progress: Progress
) -> tuple[list[Baked], list[str]]:
    """Return every address as it goes out, and a sentence for each that could not be made."""
    # Templates, and the names of the style and script in them, are code: with new code everything is made anew.
    around = hashlib.sha256(repr((security_headers(), code_version())).encode()).hexdigest()
    baked: list[Baked] = []
    faults = []
    for at, (path, made) in enumerate(planned.items(), 1):
        progress(at, len(planned))
        key = hashlib.sha256(f"{around} {made.key()}".encode()).hexdigest()
        known = old.get(path)
        try:
            baked.append(known if known and known.key == key else _bake_one(path, made, key))
        except CannotMake as error:
            faults.append(f"{path}: {error}")
    return baked, faults


def _bake_one(path: str, made: Answer, key: str) -> Baked:
    data = made.data()
    outline = outline_of(data.decode()) if made.media_type == HTML and data else None
    bodies = compressed(data, made.media_type)
    etags = {encoding: _etag(body) for encoding, body in bodies.items()}
    packed = Packed(path, 404 if path == NOT_FOUND else made.status, headers_for(path, made), bodies, etags)
    return Baked(packed, key, outline, row_of(packed, made.made_from), is_new=True)


def _etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:24]}"'


def _write(where: Path, number: int, baked: list[Baked], made_with: Made) -> None:
    """Write an edition beside the others, and give it its number when it is whole."""
    making = where / f".making-{os.getpid()}"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    try:
        write_kept(baked, making, number=number, headers=security_headers())
        libraries, memory = made_with
        for library in libraries:
            write_search(library, making)
        write_packets(libraries, making)
        memory.save(making / "memory")
        making.rename(shelf.folder_of(where, number))
    finally:
        shutil.rmtree(making, ignore_errors=True)
