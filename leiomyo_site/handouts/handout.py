"""A page of the guide as it goes on paper: what it is made of, and the same as pieces of typst code."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext
from lxml import html as parser

from leiomyo_site.handouts.html_to_typst import ConversionContext, PageLink, convert
from leiomyo_site.handouts.svg_for_print import SVG
from leiomyo_site.handouts.typst_syntax import array, string
from leiomyo_site.permalinks.urls import short_path
from leiomyo_site.site.template_engine import day
from leiomyo_site.text.condition import Localized
from leiomyo_site.text.page import PageContent

# Which boxes of the page on when to call make which part of its sheets; what can wait is on none.
SHEET_BOXES = {
    "signs": ("emergency", "hospital", "team"),
    "say": ("avoid", "say"),
    "say_hospital": ("say-hospital",),
}

# Name, slug and typst code of a word in a list of words.
TermItem = tuple[str, str, str]


@dataclass(frozen=True)
class Publisher:
    """Whose guide this is, what it is about by language, and where it is, such as https://guide.example.org.

    `numbers` are whom families call, in order: of which kind, who answers, and the number, empty where none is set.
    """

    site_name: str
    tagline: Localized
    site_url: str
    clinic: str
    numbers: tuple[tuple[str, str, str], ...] = ()

    def printed_url(self, path: str) -> str:
        """Return an address as it is read from paper.

        >>> Publisher("Guide", {"en": "measles"}, "https://guide.example.org", "").printed_url("/h/HJ9BN")
        'guide.example.org/h/HJ9BN'
        """
        return f"{urlsplit(self.site_url).netloc}{path}"

    def page_link(self, code: str, title: str) -> PageLink:
        """Return another page of the guide as paper leads to it: by its short address."""
        return PageLink(title, self.printed_url(short_path(code)), self.site_url + short_path(code))


@dataclass(frozen=True)
class HandoutTerm:
    """A glossary word with its meaning as HTML."""

    slug: str
    name: str
    pronunciation: str
    definition_html: str


@dataclass(frozen=True)
class Handout:
    """A page as it was published under a number; texts are HTML but for words to say and sources.

    `content` has the fields as they were published, such as the title; `sources` are lines with their addresses;
    `call` is the standard card, empty where the page has one of its own; `pages` gives code and title of the pages it
    leads to, by their path; `checked_by` is empty until a clinician has checked the whole text; `standing` says what is
    to be known first of words that are not those of now; `has_sheets` marks the page on when to call, whose signs go on
    the fridge.
    """

    code: str
    version: int
    lang: str
    slug: str
    content: PageContent
    summary: str
    in_short: str
    body: str
    starts_with_danger: bool
    call: str
    terms: tuple[HandoutTerm, ...]
    sources: tuple[tuple[str, str], ...]
    published_at: datetime
    pages: Mapping[str, tuple[str, str]]
    checked_by: str = ""
    checked_at: datetime | None = None
    version_note: str = ""
    has_sheets: bool = False

    @property
    def has_statistics(self) -> bool:
        """Are there survival numbers, which are set only for who asks for them?"""
        return 'class="numbers"' in self.body


@dataclass(frozen=True)
class TypstParts:
    """A handout as pieces of typst code, the same for every paper; plain JSON values, so that packets can use them.

    `terms` and `statistics_terms` are name, slug and code of each term; `linked_pages`
    are title, address as read and address as followed; `at` is when it was published, in seconds since 1970; `status`
    says who checked it. `sheet` is what the sheets of the page on when to call are made of; other pages have none.
    """

    code: str
    version: int
    lang: str
    title: str
    timestamp: int
    published: str
    status: str
    checked: bool
    version_note: str
    summary: str
    in_short: str
    body: str
    starts_with_danger: bool
    statistics: str
    call: str
    terms: tuple[TermItem, ...]
    statistics_terms: tuple[TermItem, ...]
    sources: tuple[tuple[str, str], ...]
    linked_pages: tuple[tuple[str, str, str], ...]
    sheet: Mapping[str, str] | None


@dataclass(frozen=True)
class CardFragment:
    """The standard card on when to call, as typst code, and the words in it as in `TypstParts`."""

    source: str
    terms: tuple[TermItem, ...]


def card_fragment(call: str, words: Iterable[HandoutTerm], publisher: Publisher) -> CardFragment:
    """Return the standard card from its HTML."""
    context = ConversionContext("", {}, publisher.site_url)
    made = convert(call, context, level=2)
    return CardFragment(made.body, _entries(made.terms, {entry.slug: entry for entry in words}, context))


def typst_parts(handout: Handout, publisher: Publisher) -> TypstParts:
    """Return a handout as pieces of typst code."""
    places = {path: publisher.page_link(*page) for path, page in handout.pages.items() if page[0] != handout.code}
    context = ConversionContext(handout.code, places, publisher.site_url)
    lede = convert(handout.summary, context)
    short = convert(handout.in_short, context, level=2, known=lede.terms)
    body = convert(handout.body, context, level=2 if handout.in_short else 1, known={**lede.terms, **short.terms})
    call_card = convert(handout.call, context, level=2, known={**lede.terms, **short.terms, **body.terms})
    known = {entry.slug: entry for entry in handout.terms}
    met = {**lede.terms, **short.terms, **body.terms, **call_card.terms}
    leads = {**lede.places, **short.places, **body.places}
    return TypstParts(
        code=handout.code,
        version=handout.version,
        lang=handout.lang,
        title=handout.content.title,
        timestamp=int(handout.published_at.timestamp()),
        published=day(handout.published_at),
        status=review_status(handout),
        checked=bool(handout.checked_by),
        version_note=handout.version_note,
        summary=lede.body,
        in_short=short.body if handout.in_short else "",
        body=body.body,
        starts_with_danger=handout.starts_with_danger,
        statistics=body.numbers,
        call=call_card.body if handout.call else "",
        terms=_entries(met, known, context),
        statistics_terms=_entries([slug for slug in body.number_terms if slug not in met], known, context),
        sources=handout.sources,
        linked_pages=tuple((place.title, place.printed_url, place.url) for place in leads.values()),
        sheet=_sheet_parts(handout.body, context) if handout.has_sheets else None,
    )


def _sheet_parts(body: str, context: ConversionContext) -> Mapping[str, str]:
    """Return the boxes of a page that its sheets show, by sheet part; the page is where their words are written."""
    return {name: convert(_only_boxes(body, kinds), context).body for name, kinds in SHEET_BOXES.items()}


def _only_boxes(text: str, kinds: Container[str]) -> str:
    """Return the boxes of some kinds from HTML, without their drawings, telephone numbers and numbers of sources."""
    root = parser.fragment_fromstring(SVG.sub("", text), create_parent="div")
    for part in root.xpath('.//dl[@class="phones"] | .//sup[@class="cite"]'):
        part.drop_tree()
    boxes = (box for box in root.iter("section") if any(kind in kinds for kind in (box.get("class") or "").split()))
    return "".join(parser.tostring(box, encoding="unicode", with_tail=False) for box in boxes)


def _entries(
    slugs: Iterable[str], known: Mapping[str, HandoutTerm], context: ConversionContext
) -> tuple[TermItem, ...]:
    """Return name, slug and code of some words, in the order of their names."""
    found = sorted((known[slug] for slug in slugs if slug in known), key=lambda entry: entry.name.casefold())
    return tuple(
        (
            entry.name,
            entry.slug,
            array(
                [
                    string(entry.slug),
                    string(entry.name),
                    string(entry.pronunciation),
                    convert(entry.definition_html, context).body,
                ]
            ),
        )
        for entry in found
    )


def review_status(handout: Handout) -> str:
    """Return who checked a text and when, in a sentence."""
    if handout.checked_by and handout.checked_at:
        return gettext("Checked by %(name)s, %(day)s.") % {
            "name": handout.checked_by,
            "day": day(handout.checked_at),
        }
    return gettext("Not yet checked by a clinician.")
