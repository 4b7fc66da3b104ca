"""A packet as typst source: a cover with its contents, the card on when to call, the pages, and one list of words."""

from collections.abc import Sequence

from django.utils.translation import gettext

from leiomyo_site.handouts.handout import Card, Entry, Imprint, Parts
from leiomyo_site.handouts.packet_request import Choice
from leiomyo_site.handouts.pdf_layout import (
    card,
    closing,
    document,
    heading,
    masthead,
    numbers_sheet,
    page_body,
    running,
    source_list,
    title,
    word_list,
)
from leiomyo_site.handouts.typst_syntax import block, call, quoted
from leiomyo_site.permalinks.urls import PdfVariant, short_path


def packet_source(
    parts: Sequence[Parts], choice: Choice, imprint: Imprint, *, call_card: Card | None, notes: Sequence[str] = ()
) -> str:
    """Return the whole typst source of a packet; `notes` tell of pages that are not in it any more.

    Raises:
        ValueError: there is no page in it.
    """
    if not parts:
        raise ValueError("a packet has at least one page")
    paper = choice.paper
    name = gettext("Pages for your family")
    listed = _listed(parts, paper, call_card)
    words = word_list(listed, gettext("Words"), level=1)
    said = [
        *_cover(parts, choice, imprint, name=name, call_card=call_card, notes=notes),
        *(piece for one in parts for piece in _page(one, imprint)),
        block("pagebreak()", running(gettext("Words")), words) if words else "",
        *(numbers_sheet(one, _foot(one, imprint)) for one in parts if paper.has_numbers),
    ]
    return document(name, said, imprint, paper, lang=parts[0].lang, listed=listed)


def _cover(
    parts: Sequence[Parts], choice: Choice, imprint: Imprint, *, name: str, call_card: Card | None, notes: Sequence[str]
) -> list[str]:
    """Return the first sheets: what is inside, when to call, room for the clinic, and how to find it all again."""
    lines = (
        gettext("Scan or type this to get the same pages, with the newest words."),
        gettext("Versions in this packet: %(versions)s.") % {"versions": ", ".join(_versions(parts))},
    )
    unchecked = sum(not one.checked for one in parts)
    return [
        running(imprint.shown(choice.path)),
        masthead(imprint, parts[0].lang),
        call("cover-title", quoted(name)),
        _warning(unchecked, len(parts)) if unchecked else "",
        *(call("box-note", quoted(note)) for note in notes),
        block(heading(gettext("What is inside")), "contents()"),
        card(call_card.code) if call_card else "",
        closing(imprint, choice.path, lines, is_wide=True),
    ]


def _warning(unchecked: int, of: int) -> str:
    said = (
        gettext("Not yet checked by a clinician.")
        if unchecked == of
        else gettext("Some of these pages are not yet checked by a clinician; each says so.")
    )
    more = gettext("Please talk with your child’s care team before you act on what you read here.")
    return call("box-note", block(call("strong", quoted(said)), quoted(f" {more}")))


def _versions(parts: Sequence[Parts]) -> list[str]:
    return [f"{one.code}.{one.number}" for one in parts]


def _page(parts: Parts, imprint: Imprint) -> list[str]:
    words = block(title(parts.title), page_body(parts), source_list(parts.sources))
    return ["pagebreak()", running(_foot(parts, imprint)), call("in-lang", quoted(parts.lang), words)]


def _foot(parts: Parts, imprint: Imprint) -> str:
    about = gettext("Version %(number)s, %(day)s.") % {"number": parts.number, "day": parts.published}
    return f"{parts.title}  ·  {imprint.shown(short_path(parts.code, parts.number))}  ·  {about}"


def _listed(parts: Sequence[Parts], paper: PdfVariant, call_card: Card | None) -> list[Entry]:
    own = [entry for one in parts for entry in (*one.words, *(one.number_words if paper.has_numbers else ()))]
    return [*own, *(call_card.words if call_card else ())]
