"""QR codes: read back by another program, with a quiet zone and a level that survives the copier."""

import io

import pytest
import segno
import zxingcpp
from PIL import Image

from leiomyo_site.permalinks.qr import QUIET_ZONE, qr_content, qr_inline, qr_png, qr_svg

SITES = ["https://lms.example.org", "http://127.0.0.1:8000", "https://guide.some-large-childrens-hospital.example.org"]


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("code", ["HJ9BN", "00B00", "YYYY5", "50K21"])
def test_another_reader_reads_the_address_in_capitals(site: str, code: str) -> None:
    words = qr_content(site, code, 12)
    picture = Image.open(io.BytesIO(qr_png(words)))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [f"{site}/h/{code}.12".upper()]


def test_a_code_is_no_micro_code_and_mends_at_least_15_of_100() -> None:
    made = segno.make_qr(qr_content(SITES[0], "HJ9BN", 2), error="m")
    assert not made.is_micro and made.mode == "alphanumeric"
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr_png(qr_content(SITES[0], "HJ9BN", 2)))))[0]
    assert found.ec_level in ("M", "Q", "H")


def test_a_quiet_zone_of_four_squares_is_white() -> None:
    picture = Image.open(io.BytesIO(qr_png(qr_content(SITES[0], "HJ9BN", 2)))).convert("L")
    edge = QUIET_ZONE * 10
    assert QUIET_ZONE >= 4
    assert picture.crop((0, 0, picture.width, edge)).getextrema() == (255, 255)
    assert picture.crop((0, 0, edge, picture.height)).getextrema() == (255, 255)
    assert picture.getpixel((edge, edge)) == 0


def test_the_same_words_make_the_same_bytes_and_drawings_carry_no_style() -> None:
    words = qr_content(SITES[0], "HJ9BN", 2)
    assert (qr_svg(words), qr_png(words)) == (qr_svg(words), qr_png(words))
    assert b"style=" not in qr_svg(words) and "style=" not in qr_inline(words)
