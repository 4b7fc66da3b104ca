"""What the template of a content page needs, decided here so that the template only shows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext

from leiomyo_site.editorial.selectors import LiveDocument, is_overdue
from leiomyo_site.permalinks.qr import qr_content
from leiomyo_site.permalinks.urls import PdfForm, pdf_path, qr_path, short_path
from leiomyo_site.site.call_menu import CallChoice, emergency_first
from leiomyo_site.site.input_key import SharedInput
from leiomyo_site.site.site_content import LivePage, SiteContent, clinic, condition
from leiomyo_site.text.page import PageContent, RenderedPage
from leiomyo_site.text.rendering import Heading
from leiomyo_site.text.urls import page_path, term_path


@dataclass(frozen=True)
class Link:
    """A link with its words; `about` is one more line below it."""

    path: str
    title: str
    about: str = ""


@dataclass(frozen=True)
class GlossaryEntry(SharedInput):
    """A term as it stands in “Words on this page” and in the A–Z list."""

    slug: str
    path: str
    name: str
    say: str
    other_names: tuple[str, ...]
    definition: str


@dataclass(frozen=True)
class Citation:
    """One line of the list of sources."""

    citation: str
    year: str
    studied: str
    url: str


@dataclass(frozen=True)
class PageMetadata:
    """Who checked a text and when; `grade` is the measured US school grade, 0 where there is no running text."""

    code: str
    number: int
    updated: datetime
    next_check: datetime
    is_overdue: bool
    checked_by: str
    note: str
    grade: int


@dataclass(frozen=True)
class EmergencyCard(SharedInput):
    """The standard card: reasons to call as HTML, the clinic’s numbers, and where all reasons stand."""

    reasons: str
    phones: str
    all_reasons: Link
    terms: tuple[str, ...]


@dataclass(frozen=True)
class ShareLinks:
    """How a text is handed on; `link` is to be copied, `spoken` is the same for people to read.

    `paper_spoken` and `paper_words` are what a printed sheet carries in words and as a QR code: the address of exactly
    these words. A term has neither a file of its QR code nor a PDF. `sheets` are the other papers of the page on when
    to call.
    """

    path: str
    link: str
    spoken: str
    qr: str
    pdf: str
    feed: str
    paper_spoken: str
    paper_words: str
    sheets: tuple[Link, ...] = ()


@dataclass(frozen=True)
class ContentPageContext:
    """A content page, ready to be shown; `content` has its fields as they were published."""

    path: str
    content: PageContent
    summary: str
    summary_text: str
    in_short: str
    body: str
    first_calls: tuple[CallChoice, ...]
    starts_with_danger: bool
    crumbs: tuple[Link, ...]
    contents: tuple[Heading, ...]
    children: tuple[Link, ...]
    words: tuple[GlossaryEntry, ...]
    sources: tuple[Citation, ...]
    facts: PageMetadata
    call: EmergencyCard | None
    share: ShareLinks
    back: Link | None
    next: Link | None


def glossary_entry(term: LiveDocument, site: SiteContent) -> GlossaryEntry:
    """Return a term as a line of a word list; its definition carries no links of its own."""
    if term.slug not in site.glossary_entries:
        site.glossary_entries[term.slug] = _glossary_entry(term, site)
    return site.glossary_entries[term.slug]


def _glossary_entry(term: LiveDocument, site: SiteContent) -> GlossaryEntry:
    return GlossaryEntry(
        slug=term.slug,
        path=term_path(term.slug, site.lang),
        name=term.content["name"],
        say=term.content["say"],
        other_names=tuple(term.content["other_names"]),
        definition=site.definition(term.hash, term.content["body"]).html,
    )


def glossary_entries(slugs: Iterable[str], site: SiteContent) -> tuple[GlossaryEntry, ...]:
    """Return the word list for some terms, each once, in the order of their names."""
    entries = (glossary_entry(site.terms[slug], site) for slug in set(slugs))
    return tuple(sorted(entries, key=lambda entry: entry.name.casefold()))


def page_link(page: LivePage) -> Link:
    """Return a link to a page with its summary below."""
    return Link(page.path, page.content.title, page.html.summary.text)


def page_metadata(publication: LiveDocument, grade: int, *, now: datetime) -> PageMetadata:
    """Return what a family can know about the making of a text."""
    return PageMetadata(
        code=publication.code,
        number=publication.number,
        updated=publication.published_at,
        next_check=publication.next_check,
        is_overdue=is_overdue(publication.next_check, now=now),
        checked_by=publication.checked_by,
        note=publication.note,
        grade=grade,
    )


def content_page_context(page: LivePage, site: SiteContent, *, now: datetime) -> ContentPageContext:
    """Return a page with everything around it."""
    html = page.html
    back, following = _neighbours(page, site)
    call = None if has_own_card(page.content, html) else emergency_card(site)
    return ContentPageContext(
        path=page.path,
        content=page.content,
        summary=html.summary.html,
        summary_text=html.summary.text,
        in_short=html.in_short.html,
        body=html.body.html,
        first_calls=emergency_first(clinic()) if html.body.starts_with_danger and not page.content.call_first else (),
        starts_with_danger=html.body.starts_with_danger,
        crumbs=_breadcrumbs(page, site),
        contents=html.body.headings,
        children=site.once("children", lambda: _children(site)).get(page.slug, ()),
        words=glossary_entries((*html.terms, *(call.terms if call else ())), site),
        sources=tuple(citation(page, key) for key in page.content.sources),
        facts=page_metadata(page.publication, page.grade, now=now),
        call=call,
        share=replace(
            share_links(page.publication.code, paper_number=page.publication.number), sheets=page_sheets(page)
        ),
        back=back,
        next=following,
    )


def share_links(code: str, number: int | None = None, *, paper_number: int = 0, has_paper: bool = True) -> ShareLinks:
    """Return how a text is handed on as it is now, or, with a number, exactly as it was under that number."""
    path, exact = short_path(code, number), number or paper_number
    host = settings.SITE_URL.partition("://")[2]
    return ShareLinks(
        path=path,
        link=f"{settings.SITE_URL}{path}",
        spoken=f"{host}{path}",
        qr=qr_path(code, number) if has_paper else "",
        pdf=pdf_path(code, number) if has_paper else "",
        feed=f"{short_path(code)}.xml" if has_paper else "",
        paper_spoken=f"{host}{short_path(code, exact)}",
        paper_words=qr_content(settings.SITE_URL, code, exact),
    )


def page_sheets(page: LivePage) -> tuple[Link, ...]:
    """Return the short links of the fridge sheet and the card to fold, which the page on when to call has."""
    if page.slug != condition().call_page:
        return ()
    names = {PdfForm.FRIDGE: gettext("Sheet for the fridge"), PdfForm.CARD: gettext("Card for the emergency room")}
    return tuple(Link(short_path(page.publication.code, form=form), name) for form, name in names.items())


def citation(page: LivePage, key: str) -> Citation:
    """Return a source as it was when the page was published; a preview shows the key of one it does not know."""
    known = page.publication.sources.get(key, {"citation": key, "year": "", "studied": "", "url": ""})
    return Citation(**known)


def has_own_card(content: PageContent, html: RenderedPage) -> bool:
    """Return whether the standard card is left out: the page has its own, or sends nobody to an ambulance first."""
    return bool(content.call_first) or html.body.has_box("call")


def emergency_card(site: SiteContent) -> EmergencyCard | None:
    """Return the card that stands on every page without its own: the “In short” of the page on when to call."""
    return site.once("call card", lambda: _emergency_card(site))


def _emergency_card(site: SiteContent) -> EmergencyCard | None:
    page = site.pages.get(condition().call_page)
    if not page:
        return None
    in_short = page.html.in_short
    return EmergencyCard(in_short.html, site.phones_html(), page_link(page), in_short.terms)


def _breadcrumbs(page: LivePage, site: SiteContent) -> tuple[Link, ...]:
    """Return the way from home to a page, without the page itself."""
    parts = page.slug.split("/")
    above = [site.pages.get("/".join(parts[:end])) for end in range(1, len(parts))]
    return (Link(page_path("home", site.lang), ""), *(page_link(parent) for parent in above if parent))


def _neighbours(page: LivePage, site: SiteContent) -> tuple[Link | None, Link | None]:
    """Return the pages before and after in reading order; pages about the guide itself stand apart."""
    order = site.once("reading order", lambda: _reading_order(site))
    place = order.get(page.slug)
    if place is None:
        return None, None
    pages = list(order)
    back = page_link(site.pages[pages[place - 1]]) if place else None
    return back, page_link(site.pages[pages[place + 1]]) if place + 1 < len(pages) else None


def _children(site: SiteContent) -> dict[str, tuple[Link, ...]]:
    """Return the pages below each page, at any depth, in the order of the menu."""
    found: dict[str, tuple[Link, ...]] = {}
    for page in site.pages.values():
        parts = page.slug.split("/")
        for end in range(1, len(parts)):
            above = "/".join(parts[:end])
            found[above] = (*found.get(above, ()), page_link(page))
    return found


def _reading_order(site: SiteContent) -> dict[str, int]:
    ordered = [page.slug for page in site.pages.values() if page.content.section not in ("home", "about")]
    return {slug: place for place, slug in enumerate(ordered)}
