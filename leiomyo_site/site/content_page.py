"""What the template of a content page needs, decided here so that the template only shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from leiomyo_site.editorial.selectors import Published
from leiomyo_site.permalinks.qr import qr_words
from leiomyo_site.permalinks.urls import pdf_path, qr_path, short_path
from leiomyo_site.site.responses import told_once
from leiomyo_site.site.site_content import Library, LivePage
from leiomyo_site.text.rendering import Heading
from leiomyo_site.text.urls import page_path, term_path


@dataclass(frozen=True)
class Link:
    """A link with its words; `about` is one more line below it."""

    path: str
    title: str
    about: str = ""


@told_once
@dataclass(frozen=True)
class Word:
    """A term as it stands in “Words on this page” and in the A–Z list."""

    slug: str
    path: str
    name: str
    say: str
    other_names: tuple[str, ...]
    definition: str


@dataclass(frozen=True)
class SourceLine:
    """One line of the list of sources."""

    citation: str
    year: str
    studied: str
    url: str


@dataclass(frozen=True)
class Facts:
    """Who checked a text and when; `grade` is the measured US school grade, 0 where there is no running text."""

    code: str
    number: int
    updated: datetime
    next_check: datetime
    is_overdue: bool
    checked_by: str
    note: str
    grade: int


@told_once
@dataclass(frozen=True)
class CallCard:
    """The standard card: reasons to call as HTML, the clinic’s numbers, and where all reasons stand."""

    reasons: str
    phones: str
    all_reasons: Link
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Share:
    """How a text is handed on; `link` is to be copied, `spoken` is the same for people to read.

    `paper_spoken` and `paper_words` are what a printed sheet carries in words and as a QR code: the address of exactly
    these words. A term has neither a file of its QR code nor a PDF.
    """

    path: str
    link: str
    spoken: str
    qr: str
    pdf: str
    feed: str
    paper_spoken: str
    paper_words: str


@dataclass(frozen=True)
class ReadingPage:
    """A content page, ready to be shown."""

    path: str
    title: str
    summary: str
    summary_text: str
    in_short: str
    body: str
    crumbs: tuple[Link, ...]
    contents: tuple[Heading, ...]
    children: tuple[Link, ...]
    words: tuple[Word, ...]
    sources: tuple[SourceLine, ...]
    facts: Facts
    call: CallCard | None
    share: Share
    back: Link | None
    next: Link | None


def word(term: Published, library: Library) -> Word:
    """Return a term as a line of a word list; its definition carries no links of its own."""
    if term.slug not in library.words:
        library.words[term.slug] = _word(term, library)
    return library.words[term.slug]


def _word(term: Published, library: Library) -> Word:
    return Word(
        slug=term.slug,
        path=term_path(term.slug, library.lang),
        name=term.content["name"],
        say=term.content["say"],
        other_names=tuple(term.content["other_names"]),
        definition=library.meaning(term.hash, term.content["body"]),
    )


def words(slugs: Iterable[str], library: Library) -> tuple[Word, ...]:
    """Return the word list for some terms, each once, in the order of their names."""
    entries = (word(library.terms[slug], library) for slug in set(slugs))
    return tuple(sorted(entries, key=lambda entry: entry.name.casefold()))


def link(page: LivePage) -> Link:
    """Return a link to a page with its summary below."""
    return Link(page.path, page.text.title, page.summary_text)


def facts(publication: Published, grade: int, *, now: datetime) -> Facts:
    """Return what a family can know about the making of a text."""
    return Facts(
        code=publication.code,
        number=publication.number,
        updated=publication.published_at,
        next_check=publication.next_check,
        is_overdue=now >= publication.next_check,
        checked_by=publication.checked_by,
        note=publication.note,
        grade=grade,
    )


def reading_page(page: LivePage, library: Library, *, now: datetime) -> ReadingPage:
    """Return a page with everything around it."""
    html = page.html
    back, following = _neighbours(page, library)
    call = None if 'class="call"' in html.body else call_card(library)
    return ReadingPage(
        path=page.path,
        title=page.text.title,
        summary=html.summary,
        summary_text=page.summary_text,
        in_short=html.in_short,
        body=html.body,
        crumbs=_crumbs(page, library),
        contents=html.headings,
        children=library.once("children", lambda: _children(library)).get(page.slug, ()),
        words=words((*html.terms, *(call.terms if call else ())), library),
        sources=tuple(reading_source(page, key) for key in page.text.sources),
        facts=facts(page.publication, page.grade, now=now),
        call=call,
        share=share(page.publication.code, paper_number=page.publication.number),
        back=back,
        next=following,
    )


def share(code: str, number: int | None = None, *, paper_number: int = 0, has_paper: bool = True) -> Share:
    """Return how a text is handed on as it is now, or, with a number, exactly as it was under that number."""
    path, exact = short_path(code, number), number or paper_number
    host = settings.SITE_URL.partition("://")[2]
    return Share(
        path=path,
        link=f"{settings.SITE_URL}{path}",
        spoken=f"{host}{path}",
        qr=qr_path(code, number) if has_paper else "",
        pdf=pdf_path(code, number) if has_paper else "",
        feed=f"{short_path(code)}.xml" if has_paper else "",
        paper_spoken=f"{host}{short_path(code, exact)}",
        paper_words=qr_words(settings.SITE_URL, code, exact),
    )


def reading_source(page: LivePage, key: str) -> SourceLine:
    """Return a source as it was when the page was published; a preview shows the key of one it does not know."""
    known = page.publication.sources.get(key, {"citation": key, "year": "", "studied": "", "url": ""})
    return SourceLine(**known)


def call_card(library: Library) -> CallCard | None:
    """Return the card that stands on every page without its own: the “In short” of the page on when to call."""
    return library.once("call card", lambda: _call_card(library))


def _call_card(library: Library) -> CallCard | None:
    page = library.pages.get("when-to-call")
    if not page:
        return None
    return CallCard(page.html.in_short, library.phones(), link(page), page.html.short_terms)


def _crumbs(page: LivePage, library: Library) -> tuple[Link, ...]:
    """Return the way from home to a page, without the page itself."""
    parts = page.slug.split("/")
    above = [library.pages.get("/".join(parts[:end])) for end in range(1, len(parts))]
    return (Link(page_path("home", library.lang), ""), *(link(parent) for parent in above if parent))


def _neighbours(page: LivePage, library: Library) -> tuple[Link | None, Link | None]:
    """Return the pages before and after in reading order; pages about the guide itself stand apart."""
    order = library.once("reading order", lambda: _reading_order(library))
    place = order.get(page.slug)
    if place is None:
        return None, None
    pages = list(order)
    back = link(library.pages[pages[place - 1]]) if place else None
    return back, link(library.pages[pages[place + 1]]) if place + 1 < len(pages) else None


def _children(library: Library) -> dict[str, tuple[Link, ...]]:
    """Return the pages below each page, at any depth, in the order of the menu."""
    found: dict[str, tuple[Link, ...]] = {}
    for page in library.pages.values():
        parts = page.slug.split("/")
        for end in range(1, len(parts)):
            above = "/".join(parts[:end])
            found[above] = (*found.get(above, ()), link(page))
    return found


def _reading_order(library: Library) -> dict[str, int]:
    ordered = [page.slug for page in library.pages.values() if page.text.section not in ("home", "about")]
    return {slug: place for place, slug in enumerate(ordered)}
