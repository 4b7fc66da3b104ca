"""Which pages go into a packet, and on what paper. The whole choice stands in its address, and nothing else does:

/packet/6N9JC.HJ9BN             two pages in this order
/packet/6N9JC.HJ9BN.a4-large    the same on A4 in large print
/packet/6N9JC.HJ9BN.a4.pdf      the PDF
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from leiomyo_site.permalinks.code_suggestions import similar_codes
from leiomyo_site.permalinks.permanent_codes import CodeError, parse_code
from leiomyo_site.permalinks.urls import PdfVariant

PACKET = "/packet/"
MOST_PAGES = 20
MOST_SLIPS = 10
LONGEST = 400
USUAL = PdfVariant()
BETWEEN = re.compile(r"[.,;+\s/]+")
MARKS = frozenset({"letter", "a4", "large", "numbers"})


@dataclass(frozen=True)
class Choice:
    """Codes of pages in their order, and the paper they are set on."""

    codes: tuple[str, ...] = ()
    paper: PdfVariant = USUAL

    @property
    def path(self) -> str:
        """Return the short address of this choice.

        >>> Choice(("6N9JC", "HJ9BN"), PdfVariant(is_a4=True, is_large=True)).path, Choice().path
        ('/packet/6N9JC.HJ9BN.a4-large', '/packet/')
        """
        return f"{PACKET}{'.'.join(self.codes)}{self.paper.suffix}" if self.codes else PACKET

    @property
    def pdf_path(self) -> str:
        """Return the address of the PDF."""
        return f"{self.path}.pdf"

    def moved_up(self, code: str) -> "Choice":
        """Return the choice with one page a place earlier.

        >>> Choice(("6N9JC", "HJ9BN")).moved_up("HJ9BN").codes
        ('HJ9BN', '6N9JC')
        """
        at = self.codes.index(code)
        rest = [other for other in self.codes if other != code]
        rest.insert(max(0, at - 1), code)
        return Choice(tuple(rest), self.paper)

    def without(self, code: str) -> "Choice":
        """Return the choice with one page less."""
        return Choice(tuple(other for other in self.codes if other != code), self.paper)


@dataclass(frozen=True)
class Known:
    """A page that can be chosen, or that was taken down: then `note` says why and `instead` is a code or empty."""

    code: str
    title: str
    is_gone: bool = False
    note: str = ""
    instead: str = ""


@dataclass(frozen=True)
class Slip:
    """Why something that was asked for is not in the packet, and pages to take in its place: code and title."""

    sentence: str
    instead: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Asked:
    """What was asked for: the pages of it that there are, and a slip for each that is not."""

    choice: Choice
    slips: tuple[Slip, ...]


def read_address(rest: str) -> tuple[list[str], PdfVariant, bool]:
    """Return the codes as typed, the paper, and whether the PDF was asked for, from what stands after `/packet/`.

    >>> read_address("6n9jc.HJ9-BN.A4-Large.pdf")
    (['6n9jc', 'HJ9-BN'], PdfVariant(is_a4=True, is_large=True, has_numbers=False), True)
    """
    typed = [part for part in BETWEEN.split(rest[:LONGEST]) if part]
    is_pdf = bool(typed) and typed[-1].lower() == "pdf"
    marks: set[str] = set()
    codes = []
    for part in typed[: len(typed) - is_pdf]:
        said = set(part.lower().split("-"))
        if said <= MARKS:
            marks |= said
        else:
            codes.append(part)
    return codes, paper_of(marks), is_pdf


def paper_of(said: Iterable[str]) -> PdfVariant:
    """Return the paper that some words name; whatever is not said is usual."""
    words = {word.lower() for word in said}
    return PdfVariant(is_a4="a4" in words, is_large="large" in words, has_numbers="numbers" in words)


def read_codes(typed: Sequence[str], known: Mapping[str, Known], paper: PdfVariant) -> Asked:
    """Return the pages that were asked for, in their order, each once, and what is wrong with the rest."""
    codes: dict[str, None] = {}
    slips: list[Slip] = []
    for one in typed:
        found, slip = _read(one, known)
        if found:
            codes[found] = None
        elif slip:
            slips.append(slip)
    too_many = list(codes)[MOST_PAGES:]
    if too_many:
        left_out = ngettext(
            "A packet holds up to %(most)s pages. The last one is left out. Make a second packet for it.",
            "A packet holds up to %(most)s pages. The last %(count)s are left out. Make a second packet for them.",
            len(too_many),
        )
        slips.insert(0, Slip(left_out % {"most": MOST_PAGES, "count": len(too_many)}))
    return Asked(Choice(tuple(codes)[:MOST_PAGES], paper), tuple(slips[:MOST_SLIPS]))


def _read(typed: str, known: Mapping[str, Known]) -> tuple[str, Slip | None]:
    try:
        code = parse_code(typed)
    except CodeError:
        code = ""
    page = known.get(code)
    if page and not page.is_gone:
        return code, None
    if page:
        sentence = gettext("“%(title)s” was taken down. %(note)s") % {"title": page.title, "note": page.note}
        offered = [page.instead] if page.instead in known else []
    else:
        shown = typed if len(typed) <= 12 else f"{typed[:12]}…"
        sentence = gettext("No page has the code “%(typed)s”. Look at the paper again.") % {"typed": shown}
        offered = [found for found in similar_codes(typed, list(known)) if not known[found].is_gone]
    return "", Slip(sentence, tuple((found, known[found].title) for found in offered))
