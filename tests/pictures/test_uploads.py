"""Every upload of the table gets its answer; nothing but clean pixels comes through, in every size."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from leiomyo_site.pictures.checking import PictureRefused, check_picture
from leiomyo_site.pictures.renditions import SAVE_AS, make_renditions, pixel_hash, widths_of

from .uploads import UPLOADS, Maker, picture, turned_with_place

REFUSED = [(what, make, says) for what, make, says in UPLOADS if says]
TAKEN = [(what, make) for what, make, says in UPLOADS if not says]


@pytest.mark.parametrize(("what", "make", "says"), REFUSED, ids=[what for what, *_ in REFUSED])
def test_hostile_or_broken_uploads_are_refused_in_a_sentence(what: str, make: Maker, says: str) -> None:
    with pytest.raises(PictureRefused, match=says) as refused:
        check_picture(make())
    assert str(refused.value).endswith((".", "first."))


@pytest.mark.parametrize(("what", "make"), TAKEN, ids=[what for what, _ in TAKEN])
def test_pictures_come_through_clean_in_every_size_and_format(what: str, make: Maker) -> None:
    clean = check_picture(make())
    assert widths_of(clean) == (min(320, clean.width), clean.width)[: 1 + (clean.width > 320)]
    files = make_renditions(clean)
    assert len(files) == len(widths_of(clean)) * len(SAVE_AS)
    for name, data in files.items():
        image = Image.open(io.BytesIO(data))
        image.load()
        assert image.width == int(Path(name).stem)
        assert not image.getexif() and "icc_profile" not in image.info and "comment" not in image.info
        assert not re.search(rb"<script|<\?php|PK\x03\x04|PhoneMaker", data)


def test_there_are_at_least_25_hostile_uploads() -> None:
    assert len(REFUSED) >= 25


def test_a_photo_on_its_side_stands_upright_afterwards() -> None:
    image = check_picture(turned_with_place())
    assert image.size == (300, 400)
    assert image.getpixel((280, 20)) == pytest.approx((0, 0, 0), abs=12)  # the dark corner went to the top right


def test_the_same_picture_in_two_files_is_one() -> None:
    one, other = (check_picture(picture("PNG", compress_level=level)) for level in (1, 9))
    assert pixel_hash(one) == pixel_hash(other) != pixel_hash(one.rotate(90))


def answer(make: Maker) -> str:
    try:
        image = check_picture(make())
    except PictureRefused as refused:
        return f"refused: {refused}"
    return f"taken: {image.width} by {image.height} pixels, all else left behind"


def test_the_table_in_docs_says_what_each_upload_got() -> None:
    rows = "".join(f"| {what} | {answer(make)} |\n" for what, make, _ in UPLOADS)
    page = (Path(__file__).parents[2] / "docs/uploads.md").read_text(encoding="utf-8")
    assert page.endswith(f"| upload | answer |\n|---|---|\n{rows}"), rows
