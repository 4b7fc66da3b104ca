"""The reading door: what families may see. Reads publications and nothing else; no draft can come through here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from leiomyo_site.document_errors import RenderError
from leiomyo_site.editorial.content_files import read_drawings
from leiomyo_site.editorial.live_content import LivePageText as LivePageText
from leiomyo_site.editorial.live_content import all_publications as all_publications
from leiomyo_site.editorial.live_content import glossary as glossary
from leiomyo_site.editorial.live_content import (
    held_publications,
    live_publications,
    newest_publications,
    publications,
    read_each,
)
from leiomyo_site.editorial.live_content import holding_back as holding_back
from leiomyo_site.editorial.live_content import live_page_texts as live_page_texts
from leiomyo_site.editorial.live_content import newest_numbers as newest_numbers
from leiomyo_site.editorial.live_content import site_identity as site_identity
from leiomyo_site.editorial.live_content import term_versions as term_versions
from leiomyo_site.editorial.live_content import unreleased_publications as unreleased_publications
from leiomyo_site.editorial.models import Document, PictureFile, Publication, Review
from leiomyo_site.editorial.published_versions import PublishedVersion as PublishedVersion
from leiomyo_site.editorial.published_versions import content_revision as content_revision
from leiomyo_site.editorial.published_versions import version_content as version_content
from leiomyo_site.editorial.published_versions import version_hashes as version_hashes
from leiomyo_site.editorial.published_versions import versions as versions
from leiomyo_site.editorial.review_dates import first_published, full_checks, next_check
from leiomyo_site.editorial.review_dates import is_overdue as is_overdue
from leiomyo_site.text.front_matter import TERM_SCHEMA
from leiomyo_site.text.page import PAGE_SCHEMA, PageContent, term_from_content


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
class WithdrawnDocument:
    """A text that families can no longer read: why, and the page to read instead, empty if there is none."""

    kind: str
    slug: str
    note: str
    moved_to: str


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
    return {(kind, slug): now[owner] for kind, slug, owner in then if now.get(owner, slug) != slug}


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


def languages() -> list[str]:
    """Return the languages of the site in which anything is live."""
    live = newest_publications().filter(action=Publication.Action.PUBLISH)
    return sorted(dict(settings.LANGUAGES).keys() & set(live.values_list("lang", flat=True)))


def picture_hashes() -> frozenset[str]:
    """Return the hashes of all pictures that any publication, old or new, ever showed."""
    return _picture_hashes(content_revision(), held_publications())


@lru_cache(maxsize=1)
def _picture_hashes(stamp: int, held: frozenset[int]) -> frozenset[str]:
    rows = publications().filter(kind=Document.Kind.PAGE).values_list("code", "frozen")
    shown = read_each(rows, lambda frozen: [facts["sha256"] for facts in frozen.get("pictures", {}).values()])
    return frozenset(sha256 for found in shown for sha256 in found)


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

    def read(row: Publication) -> LiveDocument:
        _require_whole(row)
        return _live_document(row, first[row.document_id], checks.get(row.document_id))

    return list(read_each(((row.code, row) for row in rows), read))


def _require_whole(row: Publication) -> None:
    """Check that a publication has all its words, as text that can be sent; other documents show some of them too.

    Raises:
        RenderError: a word is none.
        Exception: it is broken in another way.
    """
    json.dumps([row.content, row.frozen, row.note], ensure_ascii=False).encode()
    content, is_term = row.content or {}, row.kind == Document.Kind.TERM
    lists = (TERM_SCHEMA if is_term else PAGE_SCHEMA).lists
    if wrong := [key for key, value in content.items() if not _is_text(value, is_list=key in lists)]:
        raise RenderError(f"its words are no text: {', '.join(wrong)}")
    if is_term:
        term_from_content(content, slug=row.slug, url="")
    else:
        PageContent.from_content(content)


def _is_text(value: Any, *, is_list: bool) -> bool:
    """Is a value of some words a text, or a list of texts?"""
    return (
        isinstance(value, list) and all(isinstance(line, str) for line in value) if is_list else isinstance(value, str)
    )


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
