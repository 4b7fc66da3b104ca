"""The reading door: what families may see. Reads publications and nothing else; no draft can come through here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from leiomyo_site.editorial.content_files import read_drawings
from leiomyo_site.editorial.live_content import LivePageText as LivePageText
from leiomyo_site.editorial.live_content import all_publications as all_publications
from leiomyo_site.editorial.live_content import glossary as glossary
from leiomyo_site.editorial.live_content import (
    held_publications,
    live_publications,
    newest_publications,
    publications,
)
from leiomyo_site.editorial.live_content import holding_back as holding_back
from leiomyo_site.editorial.live_content import live_page_texts as live_page_texts
from leiomyo_site.editorial.live_content import site_identity as site_identity
from leiomyo_site.editorial.live_content import term_versions as term_versions
from leiomyo_site.editorial.live_content import unreleased_publications as unreleased_publications
from leiomyo_site.editorial.models import Document, PictureFile, Publication, Review
from leiomyo_site.editorial.review_dates import first_published, full_checks, next_check
from leiomyo_site.editorial.review_dates import is_overdue as is_overdue


@dataclass(frozen=True)
class LiveDocument:
    """One text as families read it now; `checked_by` is empty until a clinician has checked the whole text.

    `hash` is that of its words; a draft shown as a preview has none.
    """

    code: str
    kind: str
    lang: str
    slug: str
    number: int
    content: Mapping[str, Any]
    sources: Mapping[str, Mapping[str, str]]
    pictures: Mapping[str, Mapping[str, Any]]
    published_at: datetime
    first_published_at: datetime
    review_months: int
    note: str
    hash: str = ""
    checked_by: str = ""
    checked_at: datetime | None = None

    @property
    def checked(self) -> tuple[str, str]:
        """Return who checked the whole text and when, as plain values; both are empty if nobody has."""
        return self.checked_by, self.checked_at.isoformat() if self.checked_at else ""

    @property
    def next_check(self) -> datetime:
        """Return when the whole text is to be checked again."""
        return next_check(
            first_published_at=self.first_published_at, checked_at=self.checked_at, months=self.review_months
        )


@dataclass(frozen=True)
class PublishedVersion:
    """What was published under one number, or that the text was taken down under it; its words are read apart.

    `terms` are the numbers of the terms that a page showed then, by their slugs. `checked_by` is empty if no clinician
    had checked the whole text by the time the next number came. A withdrawal has no title.
    """

    code: str
    kind: str
    lang: str
    slug: str
    number: int
    is_withdrawal: bool
    title: str
    hash: str
    terms: Mapping[str, int]
    sources: Mapping[str, Mapping[str, str]]
    pictures: Mapping[str, Mapping[str, Any]]
    drawings: Mapping[str, str]
    published_at: datetime
    first_published_at: datetime
    review_months: int
    note: str
    weight: str
    moved_to: str
    checked_by: str
    checked_at: datetime | None

    @property
    def next_check(self) -> datetime:
        """Return when the whole text was to be checked again."""
        return next_check(
            first_published_at=self.first_published_at, checked_at=self.checked_at, months=self.review_months
        )


@dataclass(frozen=True)
class WithdrawnDocument:
    """A text that families can no longer read: why, and the page to read instead, empty if there is none."""

    kind: str
    slug: str
    note: str
    moved_to: str


def content_revision() -> int:
    """Return a number that grows with all that changes what families read; 0 when nothing has been published."""
    newest = Publication.objects.aggregate(newest=Max("pk"))["newest"]
    checks = Review.objects.filter(verdict=Review.Verdict.APPROVED).aggregate(newest=Max("pk"))["newest"]
    return (newest or 0) + (checks or 0) if newest else 0


def live_pages(lang: str) -> list[LiveDocument]:
    """Return the live pages of a language, in the order of their addresses."""
    return _live(Document.Kind.PAGE, lang)


def live_terms(lang: str) -> list[LiveDocument]:
    """Return the live glossary terms of a language, in the order of their addresses."""
    return _live(Document.Kind.TERM, lang)


def withdrawn_documents(lang: str) -> list[WithdrawnDocument]:
    """Return the texts of a language that were public and were withdrawn."""
    rows = newest_publications().filter(lang=lang, action=Publication.Action.WITHDRAW).order_by("slug")
    return [WithdrawnDocument(row.kind, row.slug, row.note, row.moved_to) for row in rows]


def redirects(lang: str) -> dict[tuple[str, str], str]:
    """Return the address of now for every (kind, slug) under which a text of this language was once public."""
    now = dict(newest_publications().filter(lang=lang).values_list("document_id", "slug"))
    then = publications().filter(lang=lang).values_list("kind", "slug", "document_id").distinct()
    return {(kind, slug): now[owner] for kind, slug, owner in then if now[owner] != slug}


def overdue_count(now: datetime) -> int:
    """Return how many of the live texts are to be checked again by now; their words are not read for it."""
    live = newest_publications().filter(action=Publication.Action.PUBLISH)
    checked = {check.document_id: check.at for check in full_checks()}
    first = first_published()
    return sum(
        is_overdue(next_check(first_published_at=first[key], checked_at=checked.get(key), months=months), now=now)
        for key, months in live.values_list("document_id", "review_months")
    )


def reserved_urls() -> list[tuple[str, str, str]]:
    """Return kind, language and slug of every address that was ever public in a language that is."""
    return list(publications().values_list("kind", "lang", "slug").distinct())


def versions() -> tuple[PublishedVersion, ...]:
    """Return all that was ever published or taken down, in every language: by code, then by number."""
    return _versions(content_revision(), held_publications())


def version_hashes() -> dict[str, str]:
    """Return the hash of the words of every number ever, such as TJ4MY.1; empty for a withdrawal.

    Reads the publications of every schema there was; a database without tables has none.
    """
    if Publication._meta.db_table not in connection.introspection.table_names():
        return {}
    rows = publications().order_by("code", "number").values_list("code", "number", "hash")
    return {f"{code}.{number}": digest for code, number, digest in rows}


def version_content(code: str, number: int) -> Mapping[str, Any]:
    """Return the words of one number; they never change. A withdrawal has none."""
    return Publication.objects.values_list("content", flat=True).get(code=code, number=number) or {}


@lru_cache(maxsize=1)
def _versions(stamp: int, held: frozenset[int]) -> tuple[PublishedVersion, ...]:
    found = list(publications().defer("content").order_by("code", "number"))
    titles = dict(Publication.objects.values_list("pk", Coalesce(KT("content__title"), KT("content__name"))))
    checks: dict[int, list[Review]] = {}
    for check in Review.objects.filter(verdict=Review.Verdict.APPROVED, scope=Review.Scope.FULL).order_by("at", "pk"):
        checks.setdefault(check.document_id, []).append(check)
    return tuple(
        _version(row, title=titles[row.pk] or "", rows=found, at=at, checks=checks.get(row.document_id, ()))
        for at, row in enumerate(found)
    )


def _version(
    row: Publication, *, title: str, rows: Sequence[Publication], at: int, checks: Sequence[Review]
) -> PublishedVersion:
    """Return what one of all rows says; the last check of words published by then, before the next number came."""
    own = [other for other in rows[at - row.number + 1 : at + 2] if other.document_id == row.document_id]
    until = own[-1].published_at if own[-1].number > row.number else None
    so_far = {(other.hash, other.facts_hash) for other in own if other.number <= row.number}
    about = [check for check in checks if (check.hash, check.facts_hash) in so_far]
    held = [check for check in about if until is None or check.at < until]
    last = held[-1] if held else None
    return PublishedVersion(
        code=row.code,
        kind=row.kind,
        lang=row.lang,
        slug=row.slug,
        number=row.number,
        is_withdrawal=row.action == Publication.Action.WITHDRAW,
        title=title,
        hash=row.hash,
        terms=row.frozen.get("terms", {}),
        sources=row.frozen.get("sources", {}),
        pictures=row.frozen.get("pictures", {}),
        drawings=row.frozen.get("drawings", {}),
        published_at=row.published_at,
        first_published_at=own[0].published_at,
        review_months=row.review_months,
        note=row.note,
        weight=row.weight,
        moved_to=row.moved_to,
        checked_by=last.name if last else "",
        checked_at=last.at if last else None,
    )


def languages() -> list[str]:
    """Return the languages in which anything is live."""
    return sorted(
        newest_publications().filter(action=Publication.Action.PUBLISH).values_list("lang", flat=True).distinct()
    )


def picture_hashes() -> frozenset[str]:
    """Return the hashes of all pictures that any publication, old or new, ever showed."""
    return _picture_hashes(content_revision(), held_publications())


@lru_cache(maxsize=1)
def _picture_hashes(stamp: int, held: frozenset[int]) -> frozenset[str]:
    shown = publications().filter(kind=Document.Kind.PAGE).values_list("frozen", flat=True)
    return frozenset(facts["sha256"] for frozen in shown for facts in frozen.get("pictures", {}).values())


def picture_file(sha256: str, name: str) -> bytes:
    """Return one file of a picture, such as 640.webp; nothing if it is missing."""
    found = PictureFile.objects.filter(sha256=sha256, name=name).values_list("data", flat=True).first()
    return bytes(found or b"")


def drawings() -> dict[str, str]:
    """Return the drawings that ship with the site by name, as SVG to be put into pages."""
    return read_drawings(settings.CONTENT_DIR)


def live_document(code: str) -> LiveDocument | None:
    """Return what families can read under a code; None if it was never published or was withdrawn."""
    row = newest_publications().filter(code=code, action=Publication.Action.PUBLISH).first()
    if row is None:
        return None
    check = full_checks().filter(document=row.document_id).last()
    return _live_document(row, first_published(document=row.document_id)[row.document_id], check)


def _live(kind: str, lang: str) -> list[LiveDocument]:
    rows = live_publications(kind, lang)
    checks = {check.document_id: check for check in full_checks().filter(document__kind=kind, document__lang=lang)}
    first = first_published(kind=kind, lang=lang)
    return [_live_document(row, first[row.document_id], checks.get(row.document_id)) for row in rows]


def _live_document(row: Publication, first_published_at: datetime, check: Review | None) -> LiveDocument:
    return LiveDocument(
        code=row.code,
        kind=row.kind,
        lang=row.lang,
        slug=row.slug,
        number=row.number,
        content=row.content or {},
        sources=row.frozen.get("sources", {}),
        pictures=row.frozen.get("pictures", {}),
        published_at=row.published_at,
        first_published_at=first_published_at,
        review_months=row.review_months,
        note=row.note,
        hash=row.hash,
        checked_by=check.name if check else "",
        checked_at=check.at if check else None,
    )
