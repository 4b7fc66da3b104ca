"""All that was ever published or taken down, by code and number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from leiomyo_site.document_errors import RenderError
from leiomyo_site.editorial.live_content import (
    held_publications,
    holding_back,
    publications,
    read_each,
    report_unreadable,
)
from leiomyo_site.editorial.models import Document, Publication, Review, Weight
from leiomyo_site.editorial.review_dates import next_check
from leiomyo_site.text.urls import SlugError, check_slug


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


def content_revision() -> int:
    """Return a number that grows with all that changes what families read; 0 when nothing has been published."""
    newest = Publication.objects.aggregate(newest=Max("pk"))["newest"]
    checks = Review.objects.filter(verdict=Review.Verdict.APPROVED).aggregate(newest=Max("pk"))["newest"]
    return (newest or 0) + (checks or 0) if newest else 0


def versions() -> tuple[PublishedVersion, ...]:
    """Return all that was ever published or taken down, in every language: by code, then by number."""
    found, unreadable = _versions(content_revision(), held_publications())
    report_unreadable(unreadable)
    return found


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
def _versions(stamp: int, held: frozenset[int]) -> tuple[tuple[PublishedVersion, ...], Mapping[str, str]]:
    """Return all versions, and why those of some documents cannot be read, by code."""
    rows = publications().defer("content").order_by("code", "number")
    titles = dict(Publication.objects.values_list("pk", Coalesce(KT("content__title"), KT("content__name"))))
    checks: dict[int, list[Review]] = {}
    for check in Review.objects.filter(verdict=Review.Verdict.APPROVED, scope=Review.Scope.FULL).order_by("at", "pk"):
        checks.setdefault(check.document_id, []).append(check)

    def read(own: list[Publication]) -> list[PublishedVersion]:
        _require_readable(own)
        known = checks.get(own[0].document_id, ())
        return [_version(row, title=titles[row.pk] or "", own=own, checks=known) for row in own]

    with holding_back(held) as unreadable:
        documents = ((code, list(own)) for code, own in groupby(rows, key=attrgetter("code")))
        found = tuple(version for own in read_each(documents, read) for version in own)
    return found, unreadable


def _require_readable(own: Sequence[Publication]) -> None:
    """Check what the rules for publishing hold, and a database that was changed by other hands may not.

    Raises:
        RenderError: these publications of a document cannot be shown.
    """
    newest = own[-1]
    if [row.number for row in own] != list(range(1, len(own) + 1)) or own[0].action == Publication.Action.WITHDRAW:
        raise RenderError("its versions are not numbered from 1 on")
    if newest.kind not in Document.Kind.values or newest.lang not in dict(settings.LANGUAGES):
        raise RenderError(f"there is no {newest.kind} in the language {newest.lang}")
    if unknown := {row.weight for row in own}.difference(Weight.values):
        raise RenderError(f"no change has the weight {', '.join(sorted(map(repr, unknown)))}")
    try:
        check_slug(newest.slug, is_term=newest.kind == Document.Kind.TERM)
    except SlugError as error:
        raise RenderError(str(error)) from error


def _version(row: Publication, *, title: str, own: Sequence[Publication], checks: Sequence[Review]) -> PublishedVersion:
    """Return what one row of a document says; its check is the last of words published by then, before the next row."""
    until = own[row.number].published_at if row.number < len(own) else None
    so_far = {(other.hash, other.facts_hash) for other in own[: row.number]}
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
