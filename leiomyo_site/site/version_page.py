"""What was published under one number, shown for ever with what it showed then, and how it stands today."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from leiomyo_site.editorial.selectors import PublishedVersion, is_overdue
from leiomyo_site.permalinks.urls import short_path
from leiomyo_site.site.content_page import (
    Citation,
    EmergencyCard,
    GlossaryEntry,
    Link,
    PageMetadata,
    emergency_card,
    glossary_entry,
    has_own_card,
    share_links,
)
from leiomyo_site.site.input_key import input_key
from leiomyo_site.site.layout import layout, utility_page
from leiomyo_site.site.responses import HTML, LazyBody, SiteResponse
from leiomyo_site.site.site_content import LivePage, SiteContent, condition, reading_grade
from leiomyo_site.site.version_catalogue import VersionCatalogue
from leiomyo_site.site.version_history import SAFETY, VersionHistory, VersionStatus, replacement_of, version_path
from leiomyo_site.text.glossary import PublishedGlossary
from leiomyo_site.text.images import ResponsiveImage
from leiomyo_site.text.page import PageContent, RenderedPage, render_page, term_from_content
from leiomyo_site.text.rendering import EMPTY, RenderedText, render
from leiomyo_site.text.urls import lang_prefix


@dataclass(frozen=True)
class LaterVersion:
    """One number that came after: what it changed, in the editors’ words."""

    number: int
    path: str
    at: datetime
    note: str
    is_safety: bool
    is_withdrawal: bool


@dataclass(frozen=True)
class VersionBanner:
    """How a number stands today; `now` is the page as it is now, or the one to read instead of one taken down."""

    standing: str
    number: int
    at: datetime
    newest: int
    now: Link | None
    taken_down: LaterVersion | None
    changes: tuple[LaterVersion, ...]
    has_safety: bool


@dataclass(frozen=True)
class ArchivedContent:
    """The content of one version; that of a term has a title only. The body is in `html`, rendered."""

    content: PageContent
    say: str
    other_names: tuple[str, ...]
    html: RenderedPage
    words: tuple[GlossaryEntry, ...]
    sources: tuple[Citation, ...]
    grade: int


def version_response(version: PublishedVersion, catalogue: VersionCatalogue) -> SiteResponse:
    """Return what stands at the address of a number; the page is made only when something in it has changed."""
    text = catalogue.histories[version.code]
    context = {
        "banner": version_banner(text, version, catalogue),
        "crumbs": _breadcrumbs(text, catalogue.site),
        "call": catalogue.site.once("call of numbers", lambda: _emergency_card_without_links(catalogue.site)),
        "share": share_links(version.code, version.number, has_paper=version.kind == "page"),
    }
    is_overdue = _is_overdue(text, version, catalogue.now)
    site = catalogue.site
    inputs = (catalogue.digest(version), text.title, is_overdue, context, layout(site), site.archive_key)
    made_from = (f"{version.code}.{version.number}",)
    return SiteResponse(
        200, HTML, LazyBody(inputs, lambda: _page(version, catalogue, context).make()), source_versions=made_from
    )


def _page(version: PublishedVersion, catalogue: VersionCatalogue, context: Mapping[str, Any]) -> LazyBody[str]:
    text = catalogue.histories[version.code]
    old = None if version.is_withdrawal else _archived_content(version, catalogue)
    title = old.content.title if old else text.title
    facts = _page_metadata(version, text, old.grade, catalogue.now) if old else None
    heading = gettext("%(title)s, version %(number)s") % {"title": title, "number": version.number}
    shown = {**context, "title": title, "old": old, "facts": facts}
    if old and has_own_card(old.content, old.html):
        shown["call"] = None
    return utility_page("version.html", catalogue.site, heading=heading, **shown)


def _is_overdue(text: VersionHistory, version: PublishedVersion, now: datetime) -> bool:
    return text.status(version.number) is VersionStatus.CURRENT and is_overdue(version.next_check, now=now)


def _page_metadata(version: PublishedVersion, text: VersionHistory, grade: int, now: datetime) -> PageMetadata:
    return PageMetadata(
        code=version.code,
        number=version.number,
        updated=version.published_at,
        next_check=version.next_check,
        is_overdue=_is_overdue(text, version, now),
        checked_by=version.checked_by,
        note=version.note,
        grade=grade,
    )


def version_banner(text: VersionHistory, version: PublishedVersion, catalogue: VersionCatalogue) -> VersionBanner:
    """Return how a number stands today."""
    changes = tuple(_later_version(after) for after in text.changes_since(version.number))
    taken_down = _later_version(text.newest) if text.is_withdrawn else None
    there = replacement_of(text.newest, catalogue.histories) if text.is_withdrawn else text
    return VersionBanner(
        standing=text.status(version.number).value,
        number=version.number,
        at=version.published_at,
        newest=text.newest.number,
        now=Link(there.path, there.title) if there else None,
        taken_down=taken_down,
        changes=tuple(change for change in changes if change != taken_down),
        has_safety=any(change.is_safety for change in changes),
    )


def _later_version(version: PublishedVersion) -> LaterVersion:
    return LaterVersion(
        number=version.number,
        path=short_path(version.code, version.number),
        at=version.published_at,
        note=version.note,
        is_safety=version.weight == SAFETY,
        is_withdrawal=version.is_withdrawal,
    )


def _breadcrumbs(text: VersionHistory, site: SiteContent) -> tuple[Link, ...]:
    """Return the way from home, over the page as it is now if there is one."""
    home = Link(lang_prefix(site.lang), "")
    return (home,) if text.is_withdrawn else (home, Link(text.path, text.title))


def _emergency_card_without_links(site: SiteContent) -> EmergencyCard | None:
    """Return when to call as it is said today, since that must be right; without links to words, which are of then."""
    card = emergency_card(site)
    if not card:
        return None
    content = site.pages[condition().call_page].content
    context = replace(site.render_context_without_terms(), sources=content.sources)
    return replace(card, reasons=render(content.in_short_markdown, context).html, terms=())


def _archived_content(version: PublishedVersion, catalogue: VersionCatalogue) -> ArchivedContent:
    if version.kind == "page":
        return archived_page(version, catalogue)
    name, say, other_names, html, grade = _cached_term(version, catalogue)
    return ArchivedContent(
        content=PageContent(title=name, summary="", in_short=(), section="", position=0, sources=(), body=""),
        say=say,
        other_names=other_names,
        html=RenderedPage(summary=EMPTY, in_short=EMPTY, body=RenderedText.from_plain(html)),
        words=(),
        sources=(),
        grade=grade,
    )


def archived_page(version: PublishedVersion, catalogue: VersionCatalogue) -> ArchivedContent:
    """Return a page as it was published under a number, with its terms and sources of then."""
    page = catalogue.site.by_code.get(version.code)
    if page and _is_shown_alike(page, version, catalogue):
        content, html, grade = page.content, page.html, page.grade
    else:
        key = _render_key(version, catalogue)
        known = catalogue.site.render_cache.get(key, lambda: _render_page(version, catalogue))
        content, html, grade = PageContent.from_content(known[0]), RenderedPage.from_plain(known[1]), known[2]
    words = [_glossary_entry(term, catalogue) for term in catalogue.terms_of(version)]
    return ArchivedContent(
        content=replace(content, body=""),
        say="",
        other_names=(),
        html=html,
        words=tuple(sorted(words, key=lambda entry: entry.name.casefold())),
        sources=tuple(Citation(**version.sources[key]) for key in content.sources),
        grade=grade,
    )


def _is_shown_alike(page: LivePage, version: PublishedVersion, catalogue: VersionCatalogue) -> bool:
    """Does the page as it is now show the very words and links of this number? Then they need not be made again."""
    terms = {slug: catalogue.site.terms[slug].number for slug in page.html.terms}
    drawings = {name: catalogue.site.drawings.get(name) for name in version.drawings}
    shown = (page.publication.number, terms, drawings)
    return shown == (version.number, dict(version.terms), dict(version.drawings))


def _render_key(version: PublishedVersion, catalogue: VersionCatalogue) -> str:
    terms = [(term.code, term.number, term.hash) for term in catalogue.terms_of(version)]
    shown = input_key(terms, version.drawings, version.pictures)
    return f"version {version.code}.{version.number} {version.hash} {shown} {catalogue.site.archive_key}"


def _render_page(version: PublishedVersion, catalogue: VersionCatalogue) -> tuple[dict[str, Any], Any, int]:
    """Return the content without its body, the HTML and the grade of a page, as plain values."""
    content = PageContent.from_content(catalogue.content_of(version))
    terms = PublishedGlossary((_term(term, catalogue) for term in catalogue.terms_of(version)), lang=version.lang)
    images = {name: ResponsiveImage.from_facts(facts) for name, facts in version.pictures.items()}
    context = catalogue.site.render_context(images=images)
    drawings = {**catalogue.site.drawings, **version.drawings}
    html = render_page(content, replace(context, glossary=terms, drawings=drawings))
    return replace(content, body="").to_content(), html.to_plain(), reading_grade(html.blocks, terms)


def _term(version: PublishedVersion, catalogue: VersionCatalogue) -> Any:
    """Return a term as it was; its link leads to where the term stood then, which answers for ever."""
    return term_from_content(catalogue.content_of(version), slug=version.slug, url=version_path(version))


def _glossary_entry(version: PublishedVersion, catalogue: VersionCatalogue) -> GlossaryEntry:
    """Return a term as it stood in “Words on this page” then."""
    live = catalogue.site.terms.get(version.slug)
    if live and (live.code, live.number, live.hash) == (version.code, version.number, version.hash):
        return glossary_entry(live, catalogue.site)
    name, say, other_names, html, _ = _cached_term(version, catalogue)
    definition = RenderedText.from_plain(html).html
    return GlossaryEntry(version.slug, version_path(version), name, say, other_names, definition)


def _cached_term(version: PublishedVersion, catalogue: VersionCatalogue) -> tuple[str, str, tuple[str, ...], Any, int]:
    key = _render_key(version, catalogue)
    known: tuple[str, str, tuple[str, ...], Any, int]
    known = catalogue.site.render_cache.get(key, lambda: _render_term(version, catalogue))
    return known


def _render_term(version: PublishedVersion, catalogue: VersionCatalogue) -> tuple[str, str, tuple[str, ...], Any, int]:
    """Return name, how to say it, other names, definition and grade of a term, as plain values."""
    content = catalogue.content_of(version)
    html = catalogue.site.definition(version.hash, content["body"])
    grade = reading_grade(html.blocks, catalogue.site.render_context_without_terms().glossary)
    return content["name"], content["say"], tuple(content["other_names"]), html.to_plain(), grade
