"""An upload is decoded in a process of its own, one at a time, within limits: what it does there ends there."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from subprocess import CalledProcessError

import pytest

from leiomyo_site.images import decoder
from leiomyo_site.images.decoder import MEMORY_BYTES, TOO_MUCH, clean_image, clean_upload
from leiomyo_site.images.uploads import ImageRefused

from .upload_samples import picture

# 48 million pixels, as phones take them.
PHOTO = (8064, 6048)


def decoders() -> dict[str, int]:
    """Return the most memory, in bytes, that each decoder running now has had so far."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            if decoder.__name__ in (process / "cmdline").read_text().split("\0"):
                status = (process / "status").read_text()
                found[process.name] = int(status.partition("VmHWM:")[2].split()[0]) * 1024
    return found


def test_the_picture_is_the_same_as_one_decoded_here() -> None:
    assert clean_upload(BytesIO(picture()).read) == clean_image(picture())


def test_a_refusal_comes_with_its_sentence() -> None:
    with pytest.raises(ImageRefused, match="This is an SVG drawing"):
        clean_upload(BytesIO(b"<svg/>").read)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads processes as Linux shows them")
def test_large_photos_sent_together_are_decoded_one_after_the_other_in_little_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # On a slow machine the last one waits long.
    for limit in ("TURN_SECONDS", "TIMEOUT_SECONDS"):
        monkeypatch.setattr(decoder, limit, 600)
    photo = picture(size=PHOTO)
    done, most_at_once, memory = threading.Event(), 0, 0
    with ThreadPoolExecutor() as editors:
        sent = [editors.submit(clean_upload, BytesIO(photo).read) for _ in range(3)]
        sent[-1].add_done_callback(lambda _: done.set())
        while not done.wait(0.01):
            now = decoders()
            most_at_once, memory = max(most_at_once, len(now)), max(memory, *now.values(), 0)
    assert most_at_once == 1
    assert memory < MEMORY_BYTES / 2
    images = [one.result() for one in sent]
    assert {(image.width, image.height, image.widths) for image in images} == {(2016, 1512, (320, 640, 960, 1280))}


def test_an_upload_that_takes_more_memory_than_it_may_is_refused_in_a_sentence() -> None:
    see_through = picture("PNG", size=PHOTO, mode="RGBA")
    with pytest.raises(ImageRefused) as refused:
        clean_upload(BytesIO(see_through).read)
    assert str(refused.value) == TOO_MUCH


def test_a_decoder_that_is_broken_is_no_fault_of_the_picture(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(decoder, "ROOT", tmp_path)  # where it cannot be found
    with pytest.raises(CalledProcessError):
        clean_upload(BytesIO(picture()).read)


def test_who_would_wait_too_long_for_others_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoder, "TURN_SECONDS", 0)
    with decoder.ONE_AT_A_TIME, pytest.raises(ImageRefused, match="Other pictures are being made ready"):
        clean_upload(BytesIO(picture()).read)
