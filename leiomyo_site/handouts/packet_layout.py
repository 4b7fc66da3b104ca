"""A packet as typst source: a cover with its contents, the card on when to call, the pages, and one list of words."""

from collections.abc import Sequence

from django.utils.translation import gettext

from leiomyo_site.handouts.handout import CardFragment, Publisher, TermItem, TypstParts
from leiomyo_site.handouts.packet_request import PacketSelection
from leiomyo_site.handouts.pdf_layout import (
    card,
    document,
    footer,
    heading,
    last_page,
    masthead,
    page_body,
    source_list,
    statistics_page,
    term_list,
    title,
    unchecked_note,
)
from leiomyo_site.handouts.typst_syntax import block, call, string
from leiomyo_site.permalinks.urls import PdfVariant, short_path


def packet_source(
    parts: Sequence[TypstParts],
    choice: PacketSelection,
    publisher: Publisher,
    *,
    call_card: CardFragment | None,
    notes: Sequence[str] = (),
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
    words = term_list(listed, gettext("Words"), level=1)
    said = [
        *_cover(parts, choice, publisher, name=name, call_card=call_card, notes=notes),
        *(piece for one in parts for piece in _page(one, publisher)),
        block("pagebreak()", footer(gettext("Words")), words) if words else "",
        *(statistics_page(one, _foot(one, publisher)) for one in parts if paper.has_numbers),
    ]
    return document(name, said, publisher, paper, lang=parts[0].lang, listed=listed)


def _cover(
    parts: Sequence[TypstParts],
    choice: PacketSelection,
    publisher: Publisher,
    *,
    name: str,
    call_card: CardFragment | None,
    notes: Sequence[str],
) -> list[str]:
    """Return the first sheets: what is inside, when to call, room for the clinic, and how to find it all again."""
    lines = (
        gettext("Scan or type this to get the same pages, with the newest words."),
        gettext("Versions in this packet: %(versions)s.") % {"versions": ", ".join(_versions(parts))},
    )
    unchecked = sum(not one.checked for one in parts)
    return [
        footer(publisher.printed_url(choice.path)),
        masthead(publisher, parts[0].lang),
        call("cover-title", string(name)),
        *(call("box-note", string(note)) for note in notes),
        block(heading(gettext("What is inside")), "contents()"),
        card(call_card.source) if call_card else "",
        _warning(unchecked, len(parts)) if unchecked else "",
        last_page(publisher, choice.path, lines, is_wide=True),
    ]


def _warning(unchecked: int, of: int) -> str:
    said = (
        gettext("Not yet checked by a clinician.")
        if unchecked == of
        else gettext("Some of these pages are not yet checked by a clinician; each says so.")
    )
    return unchecked_note(said)


def _versions(parts: Sequence[TypstParts]) -> list[str]:
    return [f"{one.code}.{one.version}" for one in parts]


def _page(parts: TypstParts, publisher: Publisher) -> list[str]:
    words = block(title(parts.title), page_body(parts), source_list(parts.sources))
    return ["pagebreak()", footer(_foot(parts, publisher)), call("in-lang", string(parts.lang), words)]


def _foot(parts: TypstParts, publisher: Publisher) -> str:
    about = gettext("Version %(number)s, %(day)s.") % {"number": parts.version, "day": parts.published}
    return f"{parts.title}  ·  {publisher.printed_url(short_path(parts.code, parts.version))}  ·  {about}"


def _listed(parts: Sequence[TypstParts], paper: PdfVariant, call_card: CardFragment | None) -> list[TermItem]:
    own = [entry for one in parts for entry in (*one.terms, *(one.statistics_terms if paper.has_numbers else ()))]
    return [*own, *(call_card.terms if call_card else ())]
