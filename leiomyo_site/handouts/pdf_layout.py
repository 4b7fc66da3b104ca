"""Sheets of paper as typst source: a page of the guide with all that stands around it."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.utils.translation import gettext

from leiomyo_site.handouts.handout import Entry, Imprint, Parts
from leiomyo_site.handouts.svg_for_print import drawing
from leiomyo_site.handouts.typst_syntax import array, block, call, exactly, quoted
from leiomyo_site.permalinks.qr import QUIET_ZONE, qr_svg
from leiomyo_site.permalinks.urls import PdfVariant, short_path
from leiomyo_site.text.condition import in_language
from leiomyo_site.text.rendering import ICONS

TEMPLATE = Path(__file__).with_name("handout.typ")
PHONE = f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{ICONS["phone"]}"/></svg>'
SIDE = re.compile(r'viewBox="0 0 (\d+) ')


def handout_source(parts: Parts, imprint: Imprint, paper: PdfVariant) -> str:
    """Return the whole typst source of a handout."""
    path = short_path(parts.code, parts.number)
    entries = (*parts.words, *(parts.number_words if paper.has_numbers else ()))
    about = gettext("Version %(number)s, %(day)s.") % {"number": parts.number, "day": parts.published}
    lines = (
        f"{about} {parts.status}",
        gettext("Scan or type this to see if the words have changed."),
    )
    foot = f"{imprint.shown(path)}  ·  {about}"
    said = [
        running(foot),
        masthead(imprint, parts.lang),
        title(parts.title),
        page_body(parts),
        card(parts.call),
        word_list(entries, gettext("Words on this page"), level=2),
        more_pages(parts.places),
        source_list(parts.sources),
        closing(imprint, path, lines),
        numbers_sheet(parts, foot) if paper.has_numbers else "",
    ]
    return document(parts.title, said, imprint, paper, lang=parts.lang, listed=entries)


def document(
    name: str, said: Iterable[str], imprint: Imprint, paper: PdfVariant, *, lang: str, listed: Iterable[Entry]
) -> str:
    """Return a typst source: how paper looks, then what it says; `listed` are the words in its list of words."""
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
        f"#let listed = {array(sorted({quoted(slug) for _, slug, _ in listed}))}",
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


def masthead(imprint: Imprint, lang: str) -> str:
    """Return whose guide this is, in a line at the top."""
    return call("masthead", quoted(imprint.site_name), quoted(in_language(imprint.tagline, lang)))


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
        call("box-note", call("strong", quoted(parts.standing))) if parts.standing else "",
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


def word_list(entries: Iterable[Entry], name: str, *, level: int) -> str:
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


def source_list(sources: Iterable[tuple[str, str]]) -> str:
    """Return the numbered list of sources."""
    lines = [call("link", exactly(url), quoted(line)) if url else quoted(line) for line, url in sources]
    return block(heading(gettext("Sources")), call("source-list", *lines)) if lines else ""


def clinic_box(imprint: Imprint) -> str:
    """Return room to write for the clinic; it asks for nothing about the child."""
    rows = (gettext("Ask for:"), gettext("Next visit:"))
    return call(
        "clinic-box", heading(gettext("From %(clinic)s") % {"clinic": imprint.clinic}), *(quoted(row) for row in rows)
    )


def closing(imprint: Imprint, path: str, lines: Iterable[str], *, is_wide: bool = False) -> str:
    """Return what a family keeps: room for the clinic, and the QR code with the address in words beside it.

    The code holds the address in capitals, which makes it coarser and so safer to scan; the site answers both.
    `is_wide` is for long addresses.
    """
    shown = imprint.shown(path)
    svg = qr_svg((imprint.site_url + path).upper()).decode()
    modules = int(SIDE.search(svg)[1]) - 2 * QUIET_ZONE  # type: ignore[index]
    alt = gettext("QR code. Opens %(address)s") % {"address": shown}
    wide = str(is_wide).lower()
    code = call("kept", wide, exactly(svg), str(modules), *(quoted(line) for line in (alt, shown, *lines)))
    return call("closing", wide, clinic_box(imprint), code)


def numbers_sheet(parts: Parts, foot: str) -> str:
    """Return the survival numbers of a page, on a sheet of their own that can be put away."""
    if not parts.numbers:
        return ""
    whose = quoted(gettext("From the page “%(title)s”.") % {"title": parts.title})
    return block("pagebreak()", running(foot), heading(gettext("Survival numbers")), call("par", whose), parts.numbers)
