"""The addresses that clinic staff hand on: short ones, QR codes, PDFs. Once printed, each answers for ever."""

from dataclasses import dataclass
from itertools import product

SHORT_PREFIX = "/h/"
# Every code that was ever issued, for programs.
REGISTRY_PATH = "/.well-known/handouts.json"


@dataclass(frozen=True)
class PdfVariant:
    """How a handout is set: on A4 or Letter, in large print, with the survival numbers or without."""

    is_a4: bool = False
    is_large: bool = False
    has_numbers: bool = False

    @property
    def suffix(self) -> str:
        """What the address of a PDF says of its paper; nothing for the usual one.

        >>> PdfVariant().suffix, PdfVariant(is_a4=True, is_large=True).suffix, PdfVariant(has_numbers=True).suffix
        ('', '.a4-large', '.numbers')
        """
        said = [("a4", self.is_a4), ("large", self.is_large), ("numbers", self.has_numbers)]
        marks = "-".join(name for name, is_so in said if is_so)
        return f".{marks}" if marks else ""


def pdf_variants(*, has_numbers: bool) -> tuple[PdfVariant, ...]:
    """Return every paper that a page is set on; with numbers only where a page has some.

    >>> len(pdf_variants(has_numbers=False)), len(pdf_variants(has_numbers=True))
    (4, 8)
    """
    choices = product((False, True), (False, True), (False, True) if has_numbers else (False,))
    return tuple(PdfVariant(is_a4=a4, is_large=large, has_numbers=numbers) for a4, large, numbers in choices)


def short_path(code: str, version: int | None = None) -> str:
    """Return the short address of a text as it is now, or as it was published under a number.

    >>> short_path("HJ9BN"), short_path("HJ9BN", 2)
    ('/h/HJ9BN', '/h/HJ9BN.2')
    """
    return f"{SHORT_PREFIX}{code}" + (f".{version}" if version else "")


def qr_path(code: str, version: int | None = None, *, ending: str = "svg") -> str:
    """Return the address of a QR code, as `svg` or `png`.

    >>> qr_path("HJ9BN"), qr_path("HJ9BN", 2, ending="png")
    ('/h/HJ9BN.svg', '/h/HJ9BN.2.png')
    """
    return f"{short_path(code, version)}.{ending}"


def pdf_path(code: str, version: int | None = None, *, variant: PdfVariant = PdfVariant()) -> str:
    """Return the address of a PDF handout.

    >>> pdf_path("HJ9BN"), pdf_path("HJ9BN", 2, variant=PdfVariant(is_a4=True))
    ('/h/HJ9BN.pdf', '/h/HJ9BN.2.a4.pdf')
    """
    return f"{short_path(code, version)}{variant.suffix}.pdf"
