"""What is live, read by hash: content that is known already is not read from the database again."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, takewhile
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from leiomyo_site.document_errors import DocumentErrors, errors_of
from leiomyo_site.editorial.content_cache import ContentCache
from leiomyo_site.editorial.models import DatabaseIdentity, Document, Publication
from leiomyo_site.log import log_event
from leiomyo_site.text.glossary import Glossary, PublishedGlossary, TermText
from leiomyo_site.text.page import PageContent, term_from_content
from leiomyo_site.text.urls import term_path

MAX_HASHES_IN_QUERY = 200
Item = TypeVar("Item")
Made = TypeVar("Made")
_held: ContextVar[frozenset[int]] = ContextVar("held publications", default=frozenset())
_unreadable: ContextVar[dict[str, str] | None] = ContextVar("documents that cannot be read", default=None)
_page_texts: ContentCache[str, PageContent] = ContentCache(10_000)
_terms: ContentCache[tuple[str, str], TermText] = ContentCache(10_000)
_glossaries: ContentCache[tuple[object, ...], Glossary] = ContentCache(8)


@dataclass(frozen=True)
class LivePageText:
    """What a live page says, and under which number; without the other facts of its publication."""

    code: str
    slug: str
    number: int
    text: PageContent


@contextmanager
def holding_back(primary_keys: Iterable[int]) -> Iterator[Mapping[str, str]]:
    """Read as if some publications had not been made: the newest ones of documents that a bake cannot build.

    Gives why documents could not be read, by code, as they are met.
    """
    unreadable: dict[str, str] = {}
    held_before, unreadable_before = _held.set(frozenset(primary_keys)), _unreadable.set(unreadable)
    try:
        yield unreadable
    finally:
        _held.reset(held_before)
        _unreadable.reset(unreadable_before)


def read_each(items: Iterable[tuple[str, Item]], read: Callable[[Item], Made]) -> Iterator[Made]:
    """Yield what is read of each document, given by its code; one that cannot be read is named and left out."""
    for code, item in items:
        try:
            with errors_of(code):
                made = read(item)
        except DocumentErrors as error:
            report_unreadable(error.reasons)
        else:
            yield made


def report_unreadable(reasons: Mapping[str, str]) -> None:
    """Tell a bake why documents cannot be read, so that it holds them back; anybody else goes on without them."""
    found = _unreadable.get()
    if found is not None:
        found.update(reasons)
        return
    for code, reason in reasons.items():
        _log_once(code, reason)


@lru_cache(maxsize=1000)
def _log_once(code: str, reason: str) -> None:
    log_event("document unreadable", level=logging.ERROR, code=code, reason=reason)


def held_publications() -> frozenset[int]:
    """Return the primary keys of the publications that are held back now."""
    return _held.get()


def publications() -> QuerySet[Publication]:
    """Return all publications but those that are held back."""
    held = _held.get()
    return Publication.objects.exclude(pk__in=held) if held else Publication.objects.all()


def unreleased_publications(is_released: Callable[[str, int], bool]) -> dict[str, frozenset[int]]:
    """Return by code the primary keys of the newest publications that are not released; a withdrawal ends them."""
    rows = Publication.objects.order_by("code", "-number").values_list("code", "number", "pk", "action")
    found = {}
    for code, versions in groupby(rows, key=lambda row: row[0]):
        news = takewhile(lambda row: row[3] == Publication.Action.PUBLISH and not is_released(*row[:2]), versions)
        if keys := frozenset(pk for _, _, pk, _ in news):
            found[code] = keys
    return found


def newest_numbers() -> dict[str, tuple[int, bool]]:
    """Return the newest number of every document by code, held back or not, and whether it is a withdrawal."""
    rows = Publication.objects.order_by("number").values_list("code", "number", "action")
    return {code: (number, action == Publication.Action.WITHDRAW) for code, number, action in rows}


def all_publications(code: str) -> frozenset[int]:
    """Return the primary keys of all publications of a document."""
    return frozenset(Publication.objects.filter(code=code).values_list("pk", flat=True))


def site_identity() -> str:
    """Return which site this database is of; empty if it does not say, such as one that an older version made."""
    if DatabaseIdentity._meta.db_table not in connection.introspection.table_names():
        return ""
    return DatabaseIdentity.objects.values_list("identity", flat=True).first() or ""


def newest_publications() -> QuerySet[Publication]:
    """Return the newest publication of every document, a withdrawal too."""
    newer = publications().filter(document=OuterRef("document"), number__gt=OuterRef("number"))
    return publications().filter(~Exists(newer))


def live_publications(kind: str, lang: str) -> QuerySet[Publication]:
    """Return the live documents of a kind and language, in the order of their addresses."""
    live = newest_publications().filter(kind=kind, lang=lang, action=Publication.Action.PUBLISH)
    return live.order_by("slug")


def live_page_texts(lang: str) -> list[LivePageText]:
    """Return the text of every live page of a language, in the order of their addresses; known texts are not read."""
    rows = list(live_publications(Document.Kind.PAGE, lang).values_list("code", "slug", "number", "hash"))
    content = _unknown_content(Document.Kind.PAGE, lang, [digest for *_, digest in rows if not _page_texts.get(digest)])

    def text_of(row: tuple[str, str, int, str]) -> LivePageText:
        code, slug, number, digest = row
        text = _page_texts.get_or_make(digest, lambda: PageContent.from_content(content[digest]))
        return LivePageText(code, slug, number, text)

    return list(read_each(((row[0], row) for row in rows), text_of))


def glossary(lang: str) -> Glossary:
    """Return the live terms as the glossary that links them; the same object until one of them changes."""
    rows = tuple(live_publications(Document.Kind.TERM, lang).values_list("code", "slug", "hash"))
    return _glossaries.get_or_make((lang, rows), lambda: _make_glossary(lang, rows))


def _make_glossary(lang: str, rows: Sequence[tuple[str, str, str]]) -> Glossary:
    unknown = [digest for *_, digest in rows if not _terms.get((lang, digest))]
    content = _unknown_content(Document.Kind.TERM, lang, unknown)

    def term_of(row: tuple[str, str, str]) -> TermText:
        _, slug, digest = row
        return _terms.get_or_make(
            (lang, digest), lambda: term_from_content(content[digest], slug=slug, url=term_path(slug, lang))
        )

    return PublishedGlossary(read_each(((row[0], row) for row in rows), term_of), lang=lang)


def _unknown_content(kind: str, lang: str, hashes: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Return the content that has these hashes; all live content of its kind is read where most of it is wanted."""
    rows = live_publications(kind, lang)
    wanted = rows.filter(hash__in=hashes) if len(hashes) <= MAX_HASHES_IN_QUERY else rows
    return {digest: content or {} for digest, content in wanted.values_list("hash", "content")} if hashes else {}


def term_versions(lang: str) -> dict[str, int]:
    """Return the version of every live term, by its slug."""
    return dict(live_publications(Document.Kind.TERM, lang).values_list("slug", "number"))


def live_codes(kind: str, lang: str) -> dict[str, str]:
    """Return the code of every live document of a kind, by its slug."""
    return dict(live_publications(kind, lang).values_list("slug", "code"))
