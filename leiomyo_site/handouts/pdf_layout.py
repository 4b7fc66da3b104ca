"""Sheets of paper as typst source: a page of the guide with all that stands around it."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.utils.translation import gettext

from leiomyo_site.handouts.handout import Publisher, TermItem, TypstParts
from leiomyo_site.handouts.svg_for_print import drawing
from leiomyo_site.handouts.typst_syntax import array, block, call, raw_string, string
from leiomyo_site.permalinks.qr import QUIET_ZONE, qr_svg
from leiomyo_site.permalinks.urls import PdfVariant, short_path
from leiomyo_site.text.condition import in_language
from leiomyo_site.text.titled_block import ICONS

TEMPLATE = Path(__file__).with_name("handout.typ")
PHONE = f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{ICONS["phone"]}"/></svg>'
SIDE = re.compile(r'viewBox="0 0 (\d+) ')


def handout_source(parts: TypstParts, publisher: Publisher, paper: PdfVariant) -> str:
    """Return the whole typst source of a handout."""
    path = short_path(parts.code, parts.version)
    entries = (*parts.terms, *(parts.statistics_terms if paper.has_numbers else ()))
    about = gettext("Version %(number)s, %(day)s.") % {"number": parts.version, "day": parts.published}
    lines = (
        f"{about} {parts.status}",
        gettext("Scan or type this to see if the words have changed."),
    )
    foot = f"{publisher.printed_url(path)}  ·  {about}"
    said = [
        footer(foot),
        masthead(publisher, parts.lang),
        title(parts.title),
        page_body(parts),
        card(parts.call),
        term_list(entries, gettext("Words on this page"), level=2),
        more_pages(parts.linked_pages),
        source_list(parts.sources),
        last_page(publisher, path, lines),
        statistics_page(parts, foot) if paper.has_numbers else "",
    ]
    return document(parts.title, said, publisher, paper, lang=parts.lang, listed=entries)


def document(
    name: str,
    said: Iterable[str],
    publisher: Publisher,
    paper: PdfVariant,
    *,
    lang: str,
    listed: Iterable[TermItem],
    look: str = "",
) -> str:
    """Return a typst source: how paper looks, then what it says.

    `listed` are the words in its list of words; `look` is typst that changes how handouts look.
    """
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
    words = ", ".join(f"{key}: {string(value)}" for key, value in wording.items())
    head = [
        f"#let sheet = {string('a4' if paper.is_a4 else 'us-letter')}",
        f"#let is-large = {str(paper.is_large).lower()}",
        f"#let with-numbers = {str(paper.has_numbers).lower()}",
        f"#let lang = {string(lang)}",
        f"#let listed = {array(sorted({string(slug) for _, slug, _ in listed}))}",
        f"#let wording = ({words})",
        f"#set document(title: {string(name)}, author: {string(publisher.site_name)})",
        template(),
        look,
    ]
    return "\n".join([*head, *(f"#{piece}" for piece in said if piece)]) + "\n"


@cache
def template() -> str:
    """Return how paper looks."""
    return TEMPLATE.read_text(encoding="utf-8")


def footer(words: str) -> str:
    """Set what stands at the foot of every sheet from here on."""
    return call("now-reading.update", string(words))


def masthead(publisher: Publisher, lang: str) -> str:
    """Return whose guide this is, in a line at the top."""
    return call("masthead", string(publisher.site_name), string(in_language(publisher.tagline, lang)))


def title(words: str, *, label: str = "") -> str:
    """Return the title of a page."""
    made = call("heading", string(words), level="1")
    return f"[#{made}#label({string(label)})]" if label else made


def heading(words: str, level: int = 2) -> str:
    """Return a heading of our own."""
    return call("heading", string(words), level=str(level))


def page_body(parts: TypstParts) -> str:
    """Return a page from its summary to its last words."""
    # Nothing may take the first lines of the first side from “call for an ambulance”.
    above = [
        "" if parts.checked else unchecked_note(parts.status),
        call("box-short", heading(gettext("In short")), parts.in_short) if parts.in_short else "",
    ]
    below = above[:1] if parts.starts_with_danger else []
    return block(
        call("box-note", call("strong", string(parts.version_note))) if parts.version_note else "",
        call("lede", parts.summary),
        *([] if parts.starts_with_danger else above),
        parts.body,
        *below,
    )


def unchecked_note(status: str) -> str:
    """Return who has not checked a text, in words that ask nobody to wait: a danger card may stand below them."""
    advice = gettext("Where your own team’s advice differs, follow your team.")
    return call("box-note", block(call("strong", string(status)), string(f" {advice}")))


def card(code: str) -> str:
    """Return the standard card on when to call."""
    if not code:
        return ""
    named = block(call("icon", raw_string(drawing(PHONE).svg), '""'), string(gettext("When to call, day or night")))
    return call("box-call", call("heading", named, level="2"), code)


def term_list(entries: Iterable[TermItem], name: str, *, level: int) -> str:
    """Return words and their meanings, each once, in the order of their names."""
    unique = {slug: (word, code) for word, slug, code in entries}
    if not unique:
        return ""
    ordered = sorted(unique.values(), key=lambda pair: pair[0].casefold())
    return block(heading(name, level), call("word-list", *(code for _, code in ordered)))


def more_pages(places: Iterable[tuple[str, str, str]]) -> str:
    """Return the pages that a text leads to, with the addresses that paper needs."""
    lines = [block(string(f"{name}: "), call("inside", raw_string(url), string(shown))) for name, shown, url in places]
    return block(heading(gettext("Pages named here")), call("list", *lines)) if lines else ""


def source_list(sources: Iterable[tuple[str, str]]) -> str:
    """Return the numbered list of sources."""
    lines = [call("link", raw_string(url), string(line)) if url else string(line) for line, url in sources]
    return block(heading(gettext("Sources")), call("source-list", *lines)) if lines else ""


def clinic_box(publisher: Publisher) -> str:
    """Return room to write for the clinic; it asks for nothing about the child."""
    rows = (gettext("Ask for:"), gettext("Next visit:"))
    return call(
        "clinic-box", heading(gettext("From %(clinic)s") % {"clinic": publisher.clinic}), *(string(row) for row in rows)
    )


def last_page(publisher: Publisher, path: str, lines: Iterable[str], *, is_wide: bool = False) -> str:
    """Return what a family keeps: room for the clinic, and the QR code with the address in words beside it.

    The code holds the address in capitals, which makes it coarser and so safer to scan; the site answers both.
    `is_wide` is for long addresses.
    """
    shown = publisher.printed_url(path)
    wide = str(is_wide).lower()
    code = call("kept", wide, *qr_code(publisher, path), *(string(line) for line in (shown, *lines)))
    return call("closing", wide, clinic_box(publisher), code)


def qr_code(publisher: Publisher, path: str) -> tuple[str, str, str]:
    """Return the QR code of an address: its drawing, how many squares wide it is, and what it is in words."""
    svg = qr_svg((publisher.site_url + path).upper()).decode()
    modules = int(SIDE.search(svg)[1]) - 2 * QUIET_ZONE  # type: ignore[index]
    alt = gettext("QR code. Opens %(address)s") % {"address": publisher.printed_url(path)}
    return raw_string(svg), str(modules), string(alt)


def statistics_page(parts: TypstParts, foot: str) -> str:
    """Return the survival numbers of a page, on a sheet of their own that can be put away."""
    if not parts.statistics:
        return ""
    whose = string(gettext("From the page “%(title)s”.") % {"title": parts.title})
    return block(
        "pagebreak()", footer(foot), heading(gettext("Survival numbers")), call("par", whose), parts.statistics
    )
