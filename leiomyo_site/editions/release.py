"""Letting an edition out: written beside the others, whole, then read by families from one moment to the next."""

import fcntl
import gc
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from leiomyo_site.document_errors import OUTAGES, reason_of
from leiomyo_site.editions import store
from leiomyo_site.editions.manifest import BuiltResponse, Provenance, write_responses
from leiomyo_site.handouts.packet_build import write_packets
from leiomyo_site.search.index_store import write_search
from leiomyo_site.site.headers import security_headers
from leiomyo_site.site.render_cache import RenderCache
from leiomyo_site.site.site_content import SiteContent

Progress = Callable[[int, int], None]
# What stands in the folder of an edition beside its responses.
BESIDE = ("search", "packet", "memory")


@dataclass(frozen=True)
class BakeJob:
    """Where to bake, as of which time, how many editions to keep, and whom to tell how far it is."""

    where: Path
    now: datetime
    keep: int
    progress: Progress = lambda done, of: None

    def folder(self, number: int) -> Path:
        """Return the folder of an edition."""
        return store.edition_dir(self.where, number)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let one bake at a time write to the folder of editions; a second one waits, then finds nothing to do.

        Garbage collection is off: nearly everything that a bake makes lives until its end.
        """
        self.where.mkdir(parents=True, exist_ok=True)
        was_on = gc.isenabled()
        with (self.where / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            gc.disable()
            try:
                yield
            finally:
                if was_on:
                    gc.enable()


def release(
    job: BakeJob, baked: Sequence[BuiltResponse], made: Provenance, write_beside: Callable[[Path], None]
) -> int:
    """Write an edition in a temporary folder, give it its number when it is complete, and let families read it."""
    number = store.next_number(job.where)
    making = job.where / f".making-{os.getpid()}"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    try:
        write_responses(baked, making, made, number=number, headers=security_headers())
        write_beside(making)
        making.rename(job.folder(number))
    finally:
        shutil.rmtree(making, ignore_errors=True)
    store.activate(job.where, number)
    store.prune(job.where, job.keep)
    return number


def write_search_and_packets(
    sites: Sequence[SiteContent], memory: RenderCache, unwritten: list[str], folder: Path
) -> None:
    """Write what search and packets read, and what the next bake need not work out again.

    What cannot be written is left out, and `unwritten` says why: families read on, and what was taken down is gone.
    """
    for site in sites:
        unwritten += _write_part(folder / "search" / site.lang, partial(write_search, site, folder))
    unwritten += _write_part(folder / "packet", partial(write_packets, sites, folder))
    memory.save(folder / "memory")


def _write_part(part: Path, write: Callable[[], None]) -> list[str]:
    try:
        write()
    except OUTAGES:
        raise
    except Exception as error:
        shutil.rmtree(part, ignore_errors=True)
        what = "search" if part.parent.name == "search" else "packets"
        return [f"{what}: missing in this edition, since they could not be written: {reason_of(error)}"]
    return []


def copy_search_and_packets(source: Path, folder: Path) -> None:
    """Copy the same from another edition."""
    for name in BESIDE:
        if (source / name).is_dir():
            shutil.copytree(source / name, folder / name)
        elif (source / name).exists():
            shutil.copy2(source / name, folder / name)
