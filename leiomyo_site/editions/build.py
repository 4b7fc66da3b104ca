"""Publish = bake: every public address made once, checked, packed, and let out whole or not at all."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.utils import timezone

from leiomyo_site.document_errors import OUTAGES, DocumentErrors, reason_of
from leiomyo_site.edition_status import current_edition
from leiomyo_site.editions import store
from leiomyo_site.editions.archive import StoredResponse, etag_of
from leiomyo_site.editions.compress import compressed
from leiomyo_site.editions.hold_back import (
    Attempt,
    Held,
    KnownResponses,
    build_what_can_be,
    surviving,
    unreadable_documents,
    with_old_responses,
)
from leiomyo_site.editions.manifest import (
    BuiltResponse,
    Provenance,
    document_code,
    manifest_row,
    read_provenance,
    read_responses,
    version_of,
)
from leiomyo_site.editions.release import (
    BakeJob,
    Progress,
    copy_search_and_packets,
    release,
    write_search_and_packets,
)
from leiomyo_site.editions.site_hold import (
    FOREIGN,
    Hold,
    find_hold,
    provenance_of,
    publications_since,
    stored_provenance,
    with_withdrawals,
    withdrawals_since,
    without_newer,
)
from leiomyo_site.editions.validate import Fault, edition_faults, lost_paths
from leiomyo_site.editorial import selectors
from leiomyo_site.handouts.pdf_responses import pdf_responses
from leiomyo_site.handouts.responses import handout_responses
from leiomyo_site.search.index_store import is_search_whole
from leiomyo_site.search.responses import search_paths, search_responses
from leiomyo_site.site.code_version import code_version
from leiomyo_site.site.headers import response_headers, security_headers
from leiomyo_site.site.html_check import outline_of
from leiomyo_site.site.input_key import input_key
from leiomyo_site.site.render_cache import RenderCache, load_render_cache
from leiomyo_site.site.responses import HTML, SiteResponse, contained
from leiomyo_site.site.routes import NOT_FOUND, live_paths, respond, retired_paths
from leiomyo_site.site.site_content import SiteContent, read_site_content
from leiomyo_site.site.static_files import media_responses, root_responses, static_responses


class BakeFailed(Exception):
    """Something is wrong with a page, so families go on reading the edition before; one sentence for each fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.errors = faults


@dataclass(frozen=True)
class BakeResult:
    """What a bake made: its number, how many addresses it has, and which of them were made anew.

    `held` says, by the name of a version such as HJ9BN.2, why families do not have it and read on what they had;
    `faults` is what is wrong besides, and stops nothing; `hold` is why nothing that is newer reaches families, if so.
    """

    number: int
    urls: int
    changed: tuple[str, ...]
    held: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    hold: str = ""

    @property
    def problems(self) -> list[str]:
        """All that is wrong, a sentence each."""
        return [*self.held.values(), *self.faults]


class PublishingHeld(Exception):
    """No edition may be made of this database; says why, what would be lost, and what to do."""

    def __init__(self, hold: Hold) -> None:
        super().__init__(hold.reason)
        self.hold = hold


def bake(
    where: Path, *, now: datetime, keep: int, progress: Progress = lambda done, of: None, accepts_loss: bool = False
) -> BakeResult:
    """Make a new edition from what is published, and let families read it; the same edition if nothing differs.

    A document that cannot be built stays as families have it, and everything else goes out. Where editions are held,
    families get nothing but what was taken down; `accepts_loss` says that a person wants the newest all the same.

    Raises:
        BakeFailed: there is no edition before, and none can be made; or nothing can be made at all.
        PublishingHeld: this is not the database of the stored editions; nothing changes for families.
        OSError: the disk failed; nothing changes for families.
    """
    job = BakeJob(where, now, keep, progress)
    with job.alone():
        hold = find_hold(where)
        if hold and not accepts_loss:
            return _bake_held(job, hold)
        is_same_site = not accepts_loss or (hold is not None and hold.is_own_database and not hold.lost)
        store.release(where)
        return _bake_newest(job, is_same_site=is_same_site)


def roll_back(where: Path, *, now: datetime, keep: int) -> BakeResult:
    """Let families read the edition before, but for what was taken down since, until a person lifts that.

    What only the newer edition has goes on answering.

    Raises:
        NoEarlierEdition: there is none before it.
        PublishingHeld: this is not the database of the stored editions; nothing changes for families.
    """
    job = BakeJob(where, now, keep)
    with job.alone():
        hold = find_hold(where)
        if hold and not hold.is_own_database:
            raise PublishingHeld(hold)
        newest, earlier = job.folder(current_edition(where) or 0), job.folder(store.edition_before(where))
        store.hold(where, int(earlier.name))
        base = read_responses(earlier)
        extra = {path: one for path, one in read_responses(newest).items() if path not in base}
        found = {**base, **{path: one.withheld() if version_of(path) else one for path, one in extra.items()}}
        stored = without_newer(read_provenance(earlier), read_provenance(newest))
        return _release_held(job, find_hold(where) or Hold(""), found, stored, beside=earlier)


def _bake_newest(job: BakeJob, *, is_same_site: bool) -> BakeResult:
    before = current_edition(job.where)
    # What another database made is no part of an edition of this one.
    old = read_responses(job.folder(before)) if before and is_same_site else {}
    memory = load_render_cache(job.folder(before) / "memory") if before else RenderCache()
    made = build_what_can_be(partial(_attempt, job=job, known=KnownResponses(old), memory=memory), old)
    stored = stored_provenance(job.where) if old else None
    is_known = stored is not None and stored.site == selectors.site_identity()
    if old and not is_known and (lost := lost_paths(made.faults)):
        # An edition of older code names no site: it is of this one if no address is lost.
        raise PublishingHeld(Hold(FOREIGN, lost))
    baked = [*with_old_responses(made, old).values()]
    is_as_before = not made.responses and len(baked) == len(old)
    if (made.faults or made.reasons) and (is_as_before or "/" not in {one.stored.path for one in baked}):
        raise BakeFailed([*made.held_versions().values(), *made.sentences()])
    result = partial(BakeResult, held=made.held_versions())
    fresh = tuple(one.stored.path for one in baked if one.is_new)
    langs = [site.lang for site in made.sites]
    is_same = is_known and not fresh and len(baked) == len(old)
    if before and is_same and is_search_whole(job.folder(before), langs):
        return result(before, len(baked), (), faults=tuple(made.sentences()))
    unwritten: list[str] = []
    write_beside = partial(write_search_and_packets, made.sites, memory, unwritten)
    number = release(job, baked, provenance_of(baked), write_beside)
    return result(number, len(baked), fresh, faults=(*made.sentences(), *unwritten))


def _bake_held(job: BakeJob, hold: Hold) -> BakeResult:
    """Take down what was taken down since, and change nothing else."""
    number, stored = current_edition(job.where), stored_provenance(job.where)
    found = read_responses(job.folder(number)) if number and stored and hold.is_own_database else {}
    if not (number and stored and found):
        raise PublishingHeld(hold)
    if not withdrawals_since(stored):
        return BakeResult(number, len(found), (), hold=hold.reason)
    return _release_held(job, hold, found, stored, beside=job.folder(number))


def _release_held(
    job: BakeJob, hold: Hold, found: Mapping[str, BuiltResponse], stored: Provenance, *, beside: Path
) -> BakeResult:
    """Let families read responses as they were, but for what was taken down since."""
    withdrawn = withdrawals_since(stored)
    write_beside = partial(copy_search_and_packets, beside)
    if withdrawn:
        memory, known = RenderCache(), KnownResponses(found)
        made = _attempt(publications_since(stored, found), job=job, known=known, memory=memory)
        while not made.responses and (broken := unreadable_documents(made)):
            made = _attempt({**made.held, **broken}, job=job, known=known, memory=memory)
        codes = {name.partition(".")[0] for name in withdrawn}
        found = with_withdrawals(found, with_old_responses(made, found), codes, is_whole=not hold.lost)
        write_beside = partial(write_search_and_packets, made.sites, memory, [])
    number = release(job, [*found.values()], stored.with_versions(withdrawn), write_beside)
    return BakeResult(number, len(found), tuple(path for path, one in found.items() if one.is_new), hold=hold.reason)


def _attempt(
    held: Held, anew: Set[str] = frozenset(), *, job: BakeJob, known: KnownResponses, memory: RenderCache
) -> Attempt:
    """Build all responses as if the publications held back had not been made; nothing is written.

    What is known is not built again, but for the paths in `anew`.
    """
    with selectors.holding_back(frozenset().union(*held.values())) as unreadable:
        try:
            sites = [read_site_content(lang, memory) for lang in selectors.languages()]
            planned = plan_responses(sites, now=job.now)
            if unreadable:
                raise DocumentErrors(unreadable)
        except DocumentErrors as error:
            return Attempt(held, faults=[Fault("", reason, code) for code, reason in error.reasons.items()])
        except OUTAGES:
            raise
        except Exception as error:
            return Attempt(held, faults=[Fault("", reason_of(error))])
        baked, faults = _bake_all(planned, known, anew, job.progress)
        known.earlier.update(baked)
        old = known.old
        # What stands under a document that cannot be shown at all is as it was.
        hidden = {code for code, keys in held.items() if keys == selectors.all_publications(code)}
        left = [path for path, one in old.items() if hidden and path not in baked and one.code in hidden]
        baked |= surviving(old, left)
        # A link to what failed leads to what stands there still.
        checked = {fault.path: old[fault.path] for fault in faults if fault.path in old} | baked
        return Attempt(held, sites, baked, faults + edition_faults(checked, set(old)))


def plan_responses(sites: list[SiteContent], *, now: datetime) -> dict[str, SiteResponse]:
    """Return the response of every URL of the site; page bodies are not rendered yet."""
    planned: dict[str, SiteResponse] = {}
    for site in sites:
        for path in (*live_paths(site), *retired_paths(site), *([] if NOT_FOUND in planned else [NOT_FOUND])):
            planned |= contained([path], partial(_responses_at, path, site, now))
        planned |= contained(search_paths(site.lang), partial(search_responses, site))
    handed_on = handout_responses(sites, now=now) | pdf_responses(sites, now=now)
    return planned | handed_on | media_responses() | static_responses() | root_responses()


def _responses_at(path: str, site: SiteContent, now: datetime) -> dict[str, SiteResponse]:
    return {path: respond(path, site, now=now)}


def bake_inputs(now: datetime) -> dict[str, Any]:
    """Return what an edition made now would be made of: it is to be made again when this changes."""
    return {
        "site": selectors.site_identity(),
        "stamp": selectors.content_revision(),
        "overdue": selectors.overdue_count(now),
        "code": code_version(),
    }


def _bake_all(
    planned: Mapping[str, SiteResponse], known: KnownResponses, anew: Set[str], progress: Progress
) -> tuple[dict[str, BuiltResponse], list[Fault]]:
    """Return every response as it is written, and what is wrong with each that could not be made."""
    # Templates, and the names of the style and script in them, are code: with new code everything is made anew.
    code = input_key(security_headers(), code_version(), timezone.get_default_timezone_name())
    baked: dict[str, BuiltResponse] = {}
    faults = []
    for at, (path, made) in enumerate(planned.items(), 1):
        progress(at, len(planned))
        try:
            key = input_key(code, made.key())
            same = None if path in anew else known.find(path, key)
            baked[path] = same or _bake_one(path, made, key)
        except OUTAGES:
            raise
        except Exception as error:
            faults.append(Fault(path, reason_of(error), document_code(path, made.source_versions)))
    return baked, faults


def _bake_one(path: str, made: SiteResponse, key: str) -> BuiltResponse:
    data = made.body_bytes()
    outline = outline_of(data.decode()) if made.media_type == HTML and data else None
    bodies = compressed(data, made.media_type)
    etags = {encoding: etag_of(body) for encoding, body in bodies.items()}
    packed = StoredResponse(
        path, 404 if path == NOT_FOUND else made.status, response_headers(path, made), bodies, etags
    )
    row = manifest_row(packed, made.source_versions, made.checked)
    return BuiltResponse(packed, key, outline, row, is_new=True)
