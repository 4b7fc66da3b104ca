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
MAX_PAGES = 20
MAX_PROBLEMS = 10
MAX_PATH_LENGTH = 400
USUAL = PdfVariant()
SEPARATORS = re.compile(r"[.,;+\s/]+")
MARKS = frozenset({"letter", "a4", "large", "numbers"})


@dataclass(frozen=True)
class PacketSelection:
    """Codes of pages in their order, and the paper they are set on."""

    codes: tuple[str, ...] = ()
    paper: PdfVariant = USUAL

    @property
    def path(self) -> str:
        """Return the path of this selection.

        >>> PacketSelection(("6N9JC", "HJ9BN"), PdfVariant(is_a4=True, is_large=True)).path, PacketSelection().path
        ('/packet/6N9JC.HJ9BN.a4-large', '/packet/')
        """
        return f"{PACKET}{'.'.join(self.codes)}{self.paper.suffix}" if self.codes else PACKET

    @property
    def pdf_path(self) -> str:
        """Return the address of the PDF."""
        return f"{self.path}.pdf"

    def moved_up(self, code: str) -> "PacketSelection":
        """Return the choice with one page a place earlier.

        >>> PacketSelection(("6N9JC", "HJ9BN")).moved_up("HJ9BN").codes
        ('HJ9BN', '6N9JC')
        """
        at = self.codes.index(code)
        rest = [other for other in self.codes if other != code]
        rest.insert(max(0, at - 1), code)
        return PacketSelection(tuple(rest), self.paper)

    def without(self, code: str) -> "PacketSelection":
        """Return the choice with one page less."""
        return PacketSelection(tuple(other for other in self.codes if other != code), self.paper)


@dataclass(frozen=True)
class SelectablePage:
    """A page that can be chosen, or that was taken down: then `note` says why and `instead` is a code or empty."""

    code: str
    title: str
    is_gone: bool = False
    note: str = ""
    instead: str = ""


@dataclass(frozen=True)
class PacketProblem:
    """Why something that was asked for is not in the packet, and pages to take in its place: code and title."""

    sentence: str
    instead: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class PacketRequest:
    """What was asked for: the pages of it that there are, and a problem for each that there is not."""

    choice: PacketSelection
    problems: tuple[PacketProblem, ...]


def parse_path(rest: str) -> tuple[list[str], PdfVariant, bool]:
    """Return the codes as typed, the paper, and whether the PDF was asked for, from what stands after `/packet/`.

    >>> parse_path("6n9jc.HJ9-BN.A4-Large.pdf")
    (['6n9jc', 'HJ9-BN'], PdfVariant(is_a4=True, is_large=True, has_numbers=False, form=<PdfForm.PAGE: ''>), True)
    """
    typed = [part for part in SEPARATORS.split(rest[:MAX_PATH_LENGTH]) if part]
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


def parse_codes(typed: Sequence[str], known: Mapping[str, SelectablePage], paper: PdfVariant) -> PacketRequest:
    """Return the pages that were asked for, in their order, each once, and what is wrong with the rest."""
    codes: dict[str, None] = {}
    problems: list[PacketProblem] = []
    for one in typed:
        found, problem = _read(one, known)
        if found:
            codes[found] = None
        elif problem:
            problems.append(problem)
    too_many = list(codes)[MAX_PAGES:]
    if too_many:
        left_out = ngettext(
            "A packet holds up to %(most)s pages. The last one is left out. Make a second packet for it.",
            "A packet holds up to %(most)s pages. The last %(count)s are left out. Make a second packet for them.",
            len(too_many),
        )
        problems.insert(0, PacketProblem(left_out % {"most": MAX_PAGES, "count": len(too_many)}))
    return PacketRequest(PacketSelection(tuple(codes)[:MAX_PAGES], paper), tuple(problems[:MAX_PROBLEMS]))


def _read(typed: str, known: Mapping[str, SelectablePage]) -> tuple[str, PacketProblem | None]:
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
    return "", PacketProblem(sentence, tuple((found, known[found].title) for found in offered))
