"""Every upload of the table gets its answer; nothing but clean pixels comes through, in every size."""

import contextlib
import io
import random
import re
from pathlib import Path

import pytest
from PIL import Image

from leiomyo_site.images.renditions import SAVE_AS, make_renditions, pixel_hash, rendition_widths
from leiomyo_site.images.uploads import FORMATS, ImageRefused, decode_upload

from .upload_samples import (
    DATA,
    POLYGLOTS,
    UPLOADS,
    Maker,
    palette_with_hole,
    picture,
    red_by_profile,
    turned_with_place,
    with_second_view,
)

REFUSED = [(what, make, says) for what, make, says in UPLOADS if says]
TAKEN = [(what, make) for what, make, says in UPLOADS if not says]


@pytest.mark.parametrize(("what", "make", "says"), REFUSED, ids=[what for what, *_ in REFUSED])
def test_hostile_or_broken_uploads_are_refused_in_a_sentence(what: str, make: Maker, says: str) -> None:
    with pytest.raises(ImageRefused, match=says) as refused:
        decode_upload(make())
    assert str(refused.value).endswith((".", "first."))


@pytest.mark.parametrize(("what", "make"), TAKEN, ids=[what for what, _ in TAKEN])
def test_pictures_come_through_clean_in_every_size_and_format(what: str, make: Maker) -> None:
    clean = decode_upload(make())
    assert rendition_widths(clean) == (min(320, clean.width), clean.width)[: 1 + (clean.width > 320)]
    files = make_renditions(clean)
    assert len(files) == len(rendition_widths(clean)) * len(SAVE_AS)
    for name, data in files.items():
        image = Image.open(io.BytesIO(data))
        image.load()
        assert image.width == int(Path(name).stem)
        assert not image.getexif() and "icc_profile" not in image.info and "comment" not in image.info
        assert not re.search(rb"<script|<\?php|PK\x03\x04|PhoneMaker", data)


def test_there_are_at_least_25_hostile_uploads() -> None:
    assert len(REFUSED) >= 25


def test_a_photo_on_its_side_stands_upright_afterwards() -> None:
    image = decode_upload(turned_with_place())
    assert image.size == (300, 400)
    assert image.getpixel((280, 20)) == pytest.approx((0, 0, 0), abs=12)  # the dark corner went to the top right


def test_the_same_picture_in_two_files_is_one() -> None:
    one, other = (decode_upload(picture("PNG", compress_level=level)) for level in (1, 9))
    assert pixel_hash(one) == pixel_hash(other) != pixel_hash(one.rotate(90))


@pytest.mark.parametrize(("kind", "rest"), [case[1:] for case in POLYGLOTS], ids=[case[0] for case in POLYGLOTS])
def test_no_byte_behind_a_picture_comes_through(kind: str, rest: bytes) -> None:
    plain, both = picture(kind), picture(kind) + rest
    assert make_renditions(decode_upload(both)) == make_renditions(decode_upload(plain))


@pytest.mark.parametrize("name", ["samsung-trailer.jpg", "motion-photo.jpg"])
@pytest.mark.slow
def test_what_a_phone_appends_is_left_behind(name: str) -> None:
    data = (DATA / name).read_bytes()
    end = data.index(b"\xff\xd9") + 2
    assert len(data[end:]) > 40
    image = decode_upload(data)
    assert image.size == (640, 480)
    assert image.tobytes() == Image.open(io.BytesIO(data[:end])).tobytes()
    pieces = [data[at : at + 8] for at in range(end, len(data) - 8)]
    assert not [piece for piece in pieces for made in make_renditions(image).values() if piece in made]


def test_only_the_first_of_two_views_is_shown() -> None:
    assert decode_upload(with_second_view()).getpixel((200, 150)) == pytest.approx((254, 0, 0), abs=2)


def test_a_damaged_color_profile_counts_as_srgb() -> None:
    data = (DATA / "damaged-icc.jpg").read_bytes()
    assert decode_upload(data).tobytes() == Image.open(io.BytesIO(data)).tobytes()


@pytest.mark.parametrize("make", [(DATA / "trns-and-icc.png").read_bytes, palette_with_hole], ids=["RGB", "palette"])
def test_a_color_that_means_see_through_stays_so_under_a_profile(make: Maker) -> None:
    image = decode_upload(make())
    assert image.mode == "RGBA"
    assert image.getpixel((0, 0))[3] == 0 and image.getpixel((image.width - 1, image.height - 1))[3] == 255


def test_colors_follow_the_profile() -> None:
    assert decode_upload(red_by_profile()).getpixel((5, 5)) == pytest.approx((255, 0, 0), abs=1)


@pytest.mark.parametrize("kind", FORMATS)
def test_any_damage_is_refused_or_mended_and_never_an_error(kind: str) -> None:
    chance, whole = random.Random(13), picture(kind, size=(64, 48))
    for _ in range(200):
        data = bytearray(whole)
        for at in chance.sample(range(len(data)), 3):
            data[at] = chance.randrange(256)
        with contextlib.suppress(ImageRefused):
            assert decode_upload(bytes(data)).mode in ("RGB", "RGBA")


def answer(make: Maker) -> str:
    try:
        image = decode_upload(make())
    except ImageRefused as refused:
        return f"refused: {refused}"
    return f"taken: {image.width} by {image.height} pixels, all else left behind"


def test_the_table_in_docs_says_what_each_upload_got() -> None:
    rows = "".join(f"| {what} | {answer(make)} |\n" for what, make, _ in UPLOADS)
    page = (Path(__file__).parents[2] / "docs/uploads.md").read_text(encoding="utf-8")
    assert page.endswith(f"| upload | answer |\n|---|---|\n{rows}"), rows
