"""QR codes of short addresses with their number: small, for paper, the same bytes each time."""

import io
from functools import lru_cache

import segno
from PIL import Image, ImageOps

from leiomyo_site.permalinks.urls import PdfForm, short_path

# A quarter of the squares may be dirty in a copy of a copy; M mends 15 of 100, and segno takes more where it is free.
MIN_ERROR_LEVEL = "m"
QUIET_ZONE = 4
# 33 squares or more at ten dots each print at 25 mm with over 300 dots an inch.
MODULE_PIXELS = 10
# Any pattern may be laid over the squares; looking for the prettiest takes five times as long as all the rest.
MASK = 2
SVG_NAMES = "http://www.w3.org/2000/svg"
# A code stands on its page, on that of its number and in files: worked out once for a site of a few thousand texts.
CACHE_SIZE = 8192
# Of a page as it is now and of its newest number, which are made one after the other.
PNG_CACHE_SIZE = 64
DARK_OR_LIGHT = bytes([255, 0]).ljust(256)


def qr_content(site_url: str, code: str, version: int | None, *, form: PdfForm = PdfForm.PAGE) -> str:
    """Return what a QR code says: the address in capitals, which need the fewest squares.

    >>> qr_content("https://guide.example.org", "HJ9BN", 2)
    'HTTPS://GUIDE.EXAMPLE.ORG/H/HJ9BN.2'
    """
    return f"{site_url}{short_path(code, version, form=form)}".upper()


def qr_svg(content: str) -> bytes:
    """Return a QR code as a drawing that fills its place, black on white."""
    return qr_inline(content).replace("<svg ", f'<svg xmlns="{SVG_NAMES}" ', 1).encode()


@lru_cache(maxsize=CACHE_SIZE)
def qr_inline(content: str) -> str:
    """Return a QR code as a drawing to stand inside a page; the page says what it is."""
    return _qr(content).svg_inline(border=QUIET_ZONE, omitsize=True, svgclass=None, lineclass=None, light="#fff")


@lru_cache(maxsize=PNG_CACHE_SIZE)
def qr_png(content: str) -> bytes:
    """Return a QR code as a picture to be put into documents."""
    rows = [bytes(row).translate(DARK_OR_LIGHT) for row in _qr(content).matrix]
    squares = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows)).convert("1")
    picture = ImageOps.scale(ImageOps.expand(squares, QUIET_ZONE, fill=1), MODULE_PIXELS, Image.Resampling.NEAREST)
    drawn = io.BytesIO()
    picture.save(drawn, "PNG")
    return drawn.getvalue()


@lru_cache(maxsize=CACHE_SIZE)
def _qr(content: str) -> segno.QRCode:
    return segno.make_qr(content, error=MIN_ERROR_LEVEL, mask=MASK)
