"""A page of the guide as it goes on paper: what it is made of, and the same as pieces of typst code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from leiomyo_site.handouts.html_to_typst import Around, Place, convert
from leiomyo_site.handouts.typst_syntax import array, quoted
from leiomyo_site.permalinks.urls import short_path
from leiomyo_site.text.condition import Localized
from leiomyo_site.text.page import PageContent

# Name, slug and typst code of a word in a list of words.
Entry = tuple[str, str, str]


@dataclass(frozen=True)
class Imprint:
    """Whose guide this is, what it is about by language, and where it is, such as https://guide.example.org."""

    site_name: str
    tagline: Localized
    site_url: str
    clinic: str

    def shown(self, path: str) -> str:
        """Return an address as it is read from paper.

        >>> Imprint("Guide", {"en": "measles"}, "https://guide.example.org", "").shown("/h/HJ9BN")
        'guide.example.org/h/HJ9BN'
        """
        return f"{urlsplit(self.site_url).netloc}{path}"

    def place(self, code: str, title: str) -> Place:
        """Return another page of the guide as paper leads to it: by its short address."""
        return Place(title, self.shown(short_path(code)), self.site_url + short_path(code))


@dataclass(frozen=True)
class WordEntry:
    """A glossary word with its meaning as HTML."""

    slug: str
    name: str
    say: str
    meaning: str


@dataclass(frozen=True)
class Handout:
    """A page as it was published under a number; texts are HTML but for words to say and sources.

    `content` has the fields as they were published, such as the title; `sources` are lines with their addresses;
    `call` is the standard card, empty where the page has one of its own; `pages` gives code and title of the pages it
    leads to, by their path; `checked_by` is empty until a clinician has checked the whole text; `standing` says what is
    to be known first of words that are not those of now.
    """

    code: str
    number: int
    lang: str
    slug: str
    content: PageContent
    summary: str
    in_short: str
    body: str
    call: str
    words: tuple[WordEntry, ...]
    sources: tuple[tuple[str, str], ...]
    published_at: datetime
    pages: Mapping[str, tuple[str, str]]
    checked_by: str = ""
    checked_at: datetime | None = None
    standing: str = ""

    @property
    def has_numbers(self) -> bool:
        """Are there survival numbers, which are set only for who asks for them?"""
        return 'class="numbers"' in self.body


@dataclass(frozen=True)
class Parts:
    """A handout as pieces of typst code, the same for every paper; plain JSON values, so that packets can use them.

    `words` and `number_words` are name, slug and code of each word, of the text and of the survival numbers; `places`
    are title, address as read and address as followed; `at` is when it was published, in seconds since 1970; `status`
    says who checked it.
    """

    code: str
    number: int
    lang: str
    title: str
    at: int
    published: str
    status: str
    checked: bool
    standing: str
    lede: str
    short: str
    body: str
    numbers: str
    call: str
    words: tuple[Entry, ...]
    number_words: tuple[Entry, ...]
    sources: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Card:
    """The standard card on when to call, as typst code, and the words in it as in `Parts`."""

    code: str
    words: tuple[Entry, ...]


def card_of(call: str, words: Iterable[WordEntry], imprint: Imprint) -> Card:
    """Return the standard card from its HTML."""
    around = Around("", {}, imprint.site_url)
    made = convert(call, around, level=2)
    return Card(made.body, _entries(made.terms, {entry.slug: entry for entry in words}, around))


def parts_of(handout: Handout, imprint: Imprint) -> Parts:
    """Return a handout as pieces of typst code."""
    places = {path: imprint.place(*page) for path, page in handout.pages.items() if page[0] != handout.code}
    around = Around(handout.code, places, imprint.site_url)
    lede = convert(handout.summary, around)
    short = convert(handout.in_short, around, level=2, known=lede.terms)
    body = convert(handout.body, around, level=2 if handout.in_short else 1, known={**lede.terms, **short.terms})
    call_card = convert(handout.call, around, level=2, known={**lede.terms, **short.terms, **body.terms})
    known = {entry.slug: entry for entry in handout.words}
    met = {**lede.terms, **short.terms, **body.terms, **call_card.terms}
    leads = {**lede.places, **short.places, **body.places}
    return Parts(
        code=handout.code,
        number=handout.number,
        lang=handout.lang,
        title=handout.content.title,
        at=int(handout.published_at.timestamp()),
        published=day(handout.published_at),
        status=status_of(handout),
        checked=bool(handout.checked_by),
        standing=handout.standing,
        lede=lede.body,
        short=short.body if handout.in_short else "",
        body=body.body,
        numbers=body.numbers,
        call=call_card.body if handout.call else "",
        words=_entries(met, known, around),
        number_words=_entries([slug for slug in body.number_terms if slug not in met], known, around),
        sources=handout.sources,
        places=tuple((place.title, place.shown, place.url) for place in leads.values()),
    )


def _entries(slugs: Iterable[str], known: Mapping[str, WordEntry], around: Around) -> tuple[Entry, ...]:
    """Return name, slug and code of some words, in the order of their names."""
    found = sorted((known[slug] for slug in slugs if slug in known), key=lambda entry: entry.name.casefold())
    return tuple(
        (
            entry.name,
            entry.slug,
            array([quoted(entry.slug), quoted(entry.name), quoted(entry.say), convert(entry.meaning, around).body]),
        )
        for entry in found
    )


def status_of(handout: Handout) -> str:
    """Return who checked a text and when, in a sentence."""
    if handout.checked_by and handout.checked_at:
        return gettext("Checked by %(name)s, %(day)s.") % {"name": handout.checked_by, "day": day(handout.checked_at)}
    return gettext("Not yet checked by a clinician.")


def day(at: datetime) -> str:
    """Return a day in words."""
    return date_format(at, pgettext("a day, as in November 23, 2026", "F j, Y"))
