"""The addresses that clinic staff hand on: short ones, QR codes, PDFs. Once printed, each answers for ever."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import product

SHORT_PREFIX = "/h/"
# Every code that was ever issued, for programs.
REGISTRY_PATH = "/.well-known/handouts.json"


class PdfForm(StrEnum):
    """What of a page goes on paper: all of it, its danger signs on one sheet, or a card to fill in and fold."""

    PAGE = ""
    FRIDGE = "fridge"
    CARD = "card"


# The page on when to call has these besides its own.
SHEETS = (PdfForm.FRIDGE, PdfForm.CARD)


@dataclass(frozen=True)
class PdfVariant:
    """How a handout is set: on A4 or Letter, in large print, with the survival numbers or without, in which form."""

    is_a4: bool = False
    is_large: bool = False
    has_numbers: bool = False
    form: PdfForm = PdfForm.PAGE

    @property
    def suffix(self) -> str:
        """What the address of a PDF says of its paper; nothing for the usual one.

        >>> PdfVariant().suffix, PdfVariant(is_a4=True, is_large=True).suffix, PdfVariant(has_numbers=True).suffix
        ('', '.a4-large', '.numbers')
        >>> PdfVariant(is_a4=True, form=PdfForm.FRIDGE).suffix
        '.fridge-a4'
        """
        said = [
            (self.form.value, bool(self.form)),
            ("a4", self.is_a4),
            ("large", self.is_large),
            ("numbers", self.has_numbers),
        ]
        marks = "-".join(name for name, is_so in said if is_so)
        return f".{marks}" if marks else ""


def pdf_variants(*, has_numbers: bool, has_sheets: bool = False) -> tuple[PdfVariant, ...]:
    """Return every paper that a page is set on; with numbers, and in the other forms, only where a page has them.

    >>> len(pdf_variants(has_numbers=False)), len(pdf_variants(has_numbers=True))
    (4, 8)
    >>> len(pdf_variants(has_numbers=False, has_sheets=True))
    12
    """
    forms = [(PdfForm.PAGE, False), *([(PdfForm.PAGE, True)] if has_numbers else [])]
    forms += [(form, False) for form in SHEETS] if has_sheets else []
    choices = product((False, True), (False, True), forms)
    return tuple(PdfVariant(a4, large, numbers, form) for a4, large, (form, numbers) in choices)


def short_path(code: str, version: int | None = None, *, form: PdfForm = PdfForm.PAGE) -> str:
    """Return the short address of a text as it is now, or as it was published under a number, or of a form of it.

    >>> short_path("HJ9BN"), short_path("HJ9BN", 2), short_path("HJ9BN", form=PdfForm.FRIDGE)
    ('/h/HJ9BN', '/h/HJ9BN.2', '/h/HJ9BN.fridge')
    """
    return ".".join([f"{SHORT_PREFIX}{code}", *([str(version)] if version else []), *([form.value] if form else [])])


def qr_path(code: str, version: int | None = None, *, ending: str = "svg", form: PdfForm = PdfForm.PAGE) -> str:
    """Return the address of a QR code, as `svg` or `png`.

    >>> qr_path("HJ9BN"), qr_path("HJ9BN", 2, ending="png")
    ('/h/HJ9BN.svg', '/h/HJ9BN.2.png')
    """
    return f"{short_path(code, version, form=form)}.{ending}"


def pdf_path(code: str, version: int | None = None, *, variant: PdfVariant = PdfVariant()) -> str:
    """Return the address of a PDF handout.

    >>> pdf_path("HJ9BN"), pdf_path("HJ9BN", 2, variant=PdfVariant(is_a4=True))
    ('/h/HJ9BN.pdf', '/h/HJ9BN.2.a4.pdf')
    """
    return f"{short_path(code, version)}{variant.suffix}.pdf"
