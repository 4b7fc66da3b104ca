"""Every upload of the table gets its answer; nothing but clean pixels comes through, in every size."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from leiomyo_site.pictures.checking import PictureRefused, check_picture
from leiomyo_site.pictures.renditions import SAVE_AS, make_renditions

from .uploads import UPLOADS, Maker, picture, turned_with_place

REFUSED = [(what, make, says) for what, make, says in UPLOADS if says]
TAKEN = [(what, make) for what, make, says in UPLOADS if not says]


@pytest.mark.parametrize(("what", "make", "says"), REFUSED, ids=[what for what, *_ in REFUSED])
def test_hostile_or_broken_uploads_are_refused_in_a_sentence(what: str, make: Maker, says: str) -> None:
    with pytest.raises(PictureRefused, match=says) as refused:
        check_picture(make())
    assert str(refused.value).endswith((".", "first."))


@pytest.mark.parametrize(("what", "make"), TAKEN, ids=[what for what, _ in TAKEN])
def test_pictures_come_through_clean_in_every_size_and_format(what: str, make: Maker, tmp_path: Path) -> None:
    made = make_renditions(check_picture(make()), tmp_path)
    assert made.widths == (min(320, made.width), made.width)[: 1 + (made.width > 320)]
    files = sorted((tmp_path / made.sha256).iterdir())
    assert len(files) == len(made.widths) * len(SAVE_AS)
    for file in files:
        data = file.read_bytes()
        image = Image.open(io.BytesIO(data))
        image.load()
        assert image.width == int(file.stem)
        assert not image.getexif() and "icc_profile" not in image.info and "comment" not in image.info
        assert not re.search(rb"<script|<\?php|PK\x03\x04|PhoneMaker", data)


def test_there_are_at_least_25_hostile_uploads() -> None:
    assert len(REFUSED) >= 25


def test_a_photo_on_its_side_stands_upright_afterwards() -> None:
    image = check_picture(turned_with_place())
    assert image.size == (300, 400)
    assert image.getpixel((280, 20)) == pytest.approx((0, 0, 0), abs=12)  # the dark corner went to the top right


def test_the_same_picture_in_two_files_is_one(tmp_path: Path) -> None:
    png = make_renditions(check_picture(picture("PNG")), tmp_path)
    again = make_renditions(check_picture(picture("PNG", compress_level=1)), tmp_path)
    assert png == again and len(list(tmp_path.iterdir())) == 1


def test_a_disk_that_fails_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", full)
    with pytest.raises(OSError, match="No space left"):
        make_renditions(Image.new("RGB", (400, 300)), tmp_path)
    assert list(tmp_path.iterdir()) == []


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
