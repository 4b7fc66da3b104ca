"""One page of the guide on paper: what it is made of, and its typst source on any paper."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import segno
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from leiomyo_site.prose.rendering import ICONS

from .addresses import Paper, short_path
from .drawings import drawing
from .from_html import Around, Place, convert
from .typst_code import array, block, call, exactly, quoted

TEMPLATE = Path(__file__).with_name("handout.typ")
QUIET_MODULES = 4
PHONE = f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{ICONS["phone"]}"/></svg>'


@dataclass(frozen=True)
class Imprint:
    """Whose guide this is, and where it stands, such as https://lms.example.org."""

    site_name: str
    site_url: str
    clinic: str

    def shown(self, path: str) -> str:
        """Return an address as it is read from paper.

        >>> Imprint("Guide", "https://lms.example.org", "").shown("/h/HJ9BN")
        'lms.example.org/h/HJ9BN'
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
    """A page as it was published under a number; texts are HTML but for titles, words to say and sources.

    `sources` are lines with their addresses; `call` is the standard card, empty where the page has one of its own; `pages` gives code and title of every page of
    the guide by its path; `checked_by` is empty until a clinician has checked the whole text.
    """

    code: str
    number: int
    lang: str
    title: str
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


@dataclass(frozen=True)
class Parts:
    """A handout as pieces of typst code, the same for every paper; plain JSON values, so that packets can use them.

    `words` and `number_words` are name, slug and code of each word, of the text and of the survival numbers; `at` is when it
    was published, in seconds since 1970; `status` says who checked it.
    """

    code: str
    number: int
    lang: str
    title: str
    at: int
    published: str
    status: str
    checked: bool
    lede: str
    short: str
    body: str
    numbers: str
    call: str
    words: tuple[tuple[str, str, str], ...]
    number_words: tuple[tuple[str, str, str], ...]
    sources: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str, str], ...]


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
        title=handout.title,
        at=int(handout.published_at.timestamp()),
        published=day(handout.published_at),
        status=status_of(handout),
        checked=bool(handout.checked_by),
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


def _entries(slugs: Iterable[str], known: Mapping[str, WordEntry], around: Around) -> tuple[tuple[str, str, str], ...]:
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


def handout_source(parts: Parts, imprint: Imprint, paper: Paper) -> str:
    """Return the whole typst source of a handout."""
    path = short_path(parts.code, parts.number)
    entries = (*parts.words, *(parts.number_words if paper.has_numbers else ()))
    about = gettext("Version %(number)s, %(day)s.") % {"number": parts.number, "day": parts.published}
    lines = (
        f"{about} {parts.status}",
        gettext("Scan the code, or type the address. It shows these words, and says if they have changed."),
    )
    said = [
        running(f"{imprint.shown(path)}  ·  {about}"),
        masthead(imprint),
        title(parts.title),
        page_body(parts),
        card(parts.call),
        word_list(entries, gettext("Words on this page"), level=2),
        more_pages(parts.places),
        source_list(parts.sources),
        call("closing", clinic_box(), kept(imprint.site_url + path, imprint.shown(path), lines)),
        numbers_sheet(parts.numbers) if paper.has_numbers else "",
    ]
    return document(parts.title, said, imprint, paper, lang=parts.lang)


def document(name: str, said: Iterable[str], imprint: Imprint, paper: Paper, *, lang: str) -> str:
    """Return a typst source: how paper looks, then what it says."""
    wording = {
        "say": gettext("say:"),
        "numbers-left-out": gettext(
            "The numbers are not on this paper, so that nobody meets them by surprise. They are on the page online, "
            "closed until you open them. Your team can go through them with you."
        ),
        "numbers-at-end": gettext(
            "The numbers are on a sheet of their own, at the end. You do not have to read it now, or at all."
        ),
        "sources-online": gettext("The sources are on the page online."),
    }
    words = ", ".join(f"{key}: {quoted(value)}" for key, value in wording.items())
    head = [
        f"#let sheet = {quoted('a4' if paper.is_a4 else 'us-letter')}",
        f"#let is-large = {str(paper.is_large).lower()}",
        f"#let with-numbers = {str(paper.has_numbers).lower()}",
        f"#let lang = {quoted(lang)}",
        f"#let wording = ({words})",
        f"#set document(title: {quoted(name)}, author: {quoted(imprint.site_name)})",
        template(),
    ]
    return "\n".join([*head, *(f"#{piece}" for piece in said if piece)]) + "\n"


@cache
def template() -> str:
    """Return how paper looks."""
    return TEMPLATE.read_text(encoding="utf-8")


def running(words: str) -> str:
    """Set what stands at the foot of every sheet from here on."""
    return call("now-reading.update", quoted(words))


def masthead(imprint: Imprint) -> str:
    """Return whose guide this is, in a line at the top."""
    return call("masthead", quoted(imprint.site_name), quoted(gettext("childhood leiomyosarcoma")))


def title(words: str, *, label: str = "") -> str:
    """Return the title of a page."""
    made = call("heading", quoted(words), level="1")
    return f"[#{made}#label({quoted(label)})]" if label else made


def heading(words: str, level: int = 2) -> str:
    """Return a heading of our own."""
    return call("heading", quoted(words), level=str(level))


def page_body(parts: Parts) -> str:
    """Return a page from its summary to its last words."""
    warning = gettext("Please talk with your child’s care team before you act on what you read here.")
    note = call("box-note", block(call("strong", quoted(parts.status)), quoted(f" {warning}")))
    return block(
        call("lede", parts.lede),
        "" if parts.checked else note,
        call("box-short", heading(gettext("In short")), parts.short) if parts.short else "",
        parts.body,
    )


def card(code: str) -> str:
    """Return the standard card on when to call."""
    if not code:
        return ""
    named = block(call("icon", exactly(drawing(PHONE).svg), '""'), quoted(gettext("When to call, day or night")))
    return call("box-call", call("heading", named, level="2"), code)


def word_list(entries: Iterable[tuple[str, str, str]], name: str, *, level: int) -> str:
    """Return words and their meanings, each once, in the order of their names."""
    unique = {slug: (word, code) for word, slug, code in entries}
    if not unique:
        return ""
    ordered = sorted(unique.values(), key=lambda pair: pair[0].casefold())
    return block(heading(name, level), call("word-list", *(code for _, code in ordered)))


def more_pages(places: Iterable[tuple[str, str, str]]) -> str:
    """Return the pages that a text leads to, with the addresses that paper needs."""
    lines = [block(quoted(f"{name}: "), call("inside", exactly(url), quoted(shown))) for name, shown, url in places]
    return block(heading(gettext("Pages named here")), call("list", *lines)) if lines else ""


def source_list(sources: tuple[tuple[str, str], ...]) -> str:
    """Return the numbered list of sources."""
    if not sources:
        return ""
    lines = [call("link", exactly(url), quoted(line)) if url else quoted(line) for line, url in sources]
    return block(heading(gettext("Sources")), call("source-list", *lines))


def clinic_box() -> str:
    """Return room to write for the clinic; it asks for nothing about the child."""
    rows = (gettext("Ask for:"), gettext("Next visit:"))
    return call("clinic-box", heading(gettext("From your clinic")), *(quoted(row) for row in rows))


def kept(url: str, shown: str, lines: Iterable[str]) -> str:
    """Return the QR code with the address in words beside it.

    The code holds the address in capitals, which makes it coarser and so safer to scan; the site answers both.
    """
    code = segno.make(url.upper(), error="m", micro=False)
    alt = gettext("QR code. Opens %(address)s") % {"address": shown}
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", border=QUIET_MODULES, xmldecl=False, omitsize=True, nl=False)
    modules = code.symbol_size(border=0)[0]
    said = (quoted(line) for line in (alt, shown, *lines))
    return call("kept", exactly(drawn.getvalue().decode()), str(modules), *said)


def numbers_sheet(code: str) -> str:
    """Return the survival numbers, on a sheet of their own that can be put away."""
    return block("pagebreak()", heading(gettext("Survival numbers")), code) if code else ""
