"""A handout and a packet show the picture of their page, though pictures are rows and the setter reads files."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pypdf import PdfReader

from leiomyo_site.editions.archive import read_archive
from leiomyo_site.editorial.images import add_image_version
from leiomyo_site.images.decoder import clean_image
from tests.images.upload_samples import picture

from .conftest import DO, NOON

pytestmark = pytest.mark.django_db


def pictures_in(pdf: bytes) -> list[tuple[int, int]]:
    return [image.image.size for page in PdfReader(BytesIO(pdf)).pages for image in page.images if image.image]


def test_a_handout_and_a_packet_show_the_picture_of_a_page(
    three_pages: Path, bake_now: Callable, change: Callable, writer: User, settings, tmp_path: Path
) -> None:
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "no-such-folder"
    settings.EDITIONS_DIR = settings.DATA_DIR / "editions"
    settings.CURRENT_EDITION_DIR = settings.EDITIONS_DIR / "current"
    add_image_version(
        "ward", clean_image(picture(size=(400, 300))), alt="A bed.", decorative=False, credit="", by=writer, at=NOON
    )
    change("surgery", "## New\n\n/// figure | ward\nOur ward.\n///\n[@hwang-1997]" + DO)
    bake_now(settings.EDITIONS_DIR)
    pdfs = {entry.path: entry.bodies for entry in read_archive(settings.EDITIONS_DIR / "current/packed")[1]}
    assert pictures_in(pdfs["/h/HJ9BN.pdf"]["identity"]) == [(400, 300)]
    assert pictures_in(pdfs["/h/HJ9BN.1.pdf"]["identity"]) == []
    packet = Client().get("/packet/HJ9BN.C7V74.pdf")
    assert packet.status_code == 200
    assert pictures_in(packet.content) == [(400, 300)]
