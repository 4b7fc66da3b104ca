"""QR codes of short addresses with their number: small, for paper, the same bytes each time."""

import io
from functools import lru_cache

import segno

from .addresses import short_path

# A quarter of the squares may be dirty in a copy of a copy; M mends 15 of 100, and segno takes more where it is free.
LEAST_LEVEL = "m"
QUIET_ZONE = 4
# 33 squares or more at ten dots each print at 25 mm with over 300 dots an inch.
DOTS = 10
# Any pattern may be laid over the squares; looking for the prettiest takes five times as long as all the rest.
MASK = 2


def qr_words(site_url: str, code: str, number: int | None) -> str:
    """Return what a QR code says: the address in capitals, which need the fewest squares.

    >>> qr_words("https://lms.example.org", "HJ9BN", 2)
    'HTTPS://LMS.EXAMPLE.ORG/H/HJ9BN.2'
    """
    return f"{site_url}{short_path(code, number)}".upper()


def qr_svg(words: str) -> bytes:
    """Return a QR code as a drawing that fills its place, black on white."""
    drawn = io.BytesIO()
    _qr(words).save(drawn, kind="svg", border=QUIET_ZONE, omitsize=True, xmldecl=False, nl=False, light="#fff")
    return drawn.getvalue()


def qr_inline(words: str) -> str:
    """Return a QR code as a drawing to stand inside a page; the page says what it is."""
    return _qr(words).svg_inline(border=QUIET_ZONE, omitsize=True, svgclass=None, lineclass=None, light="#fff")


def qr_png(words: str) -> bytes:
    """Return a QR code as a picture to be put into documents."""
    drawn = io.BytesIO()
    _qr(words).save(drawn, kind="png", border=QUIET_ZONE, scale=DOTS)
    return drawn.getvalue()


@lru_cache(maxsize=64)
def _qr(words: str) -> segno.QRCode:
    return segno.make_qr(words, error=LEAST_LEVEL, mask=MASK)
