"""What is stored is composed letters (NFC) and otherwise as typed, however it came in."""

import unicodedata
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from leiomyo_site.editorial.images import add_image_version
from leiomyo_site.editorial.models import PictureVersion, Source
from leiomyo_site.editorial.sources import save_source
from leiomyo_site.glossary.models import Term
from leiomyo_site.images.decoder import clean_image
from leiomyo_site.pages.models import Page
from tests.conftest import sign_in
from tests.images.upload_samples import picture

from .conftest import NOON

pytestmark = pytest.mark.django_db
# Apart from the accents, which become one letter with theirs, every sign stays: curly and odd ones, ligatures, blanks.
TYPED = "Cafe\u0301\u00a0\ufb01ne \u2018x\u2019 2\u2212\u00bd \u2126 so\u00adft\u200b"
KEPT = "Café\u00a0\ufb01ne \u2018x\u2019 2\u2212\u00bd \u03a9 so\u00adft\u200b"


def test_typed_words_are_kept_composed_and_otherwise_as_typed(write, page: Page) -> None:
    page.title = page.summary = TYPED
    page.in_short = [TYPED]
    write(f"## {TYPED}\n")
    page.refresh_from_db()
    last = page.revisions.get(version=page.version)
    assert (page.title, page.summary, page.in_short) == (KEPT, KEPT, [KEPT])
    assert page.body.startswith(f"## {KEPT}\n") and last.content == page.to_content()
    page.title = TYPED
    write(f"## {TYPED}\n")
    assert page.version == last.version, "the same words in other letters are no change"


def test_what_stands_beside_the_words_is_kept_so_too(page: Page, writer: User) -> None:
    source = Source.objects.get()
    source.citation = TYPED
    save_source(source, by=writer, at=NOON)
    add_image_version("ward", clean_image(picture()), alt=TYPED, decorative=False, credit=TYPED, by=writer, at=NOON)
    shown = PictureVersion.objects.get()
    assert (Source.objects.get().citation, shown.alt, shown.credit) == (KEPT, KEPT, KEPT)


def test_files_are_read_composed_and_stay_in_agreement(small_content: Path) -> None:
    for name in ("glossary/en/biopsy.md", "sources.yaml"):
        path = small_content / name
        text = path.read_text(encoding="utf-8").replace("looked at", TYPED).replace("Leiomyosarcoma", TYPED)
        path.write_text(text, encoding="utf-8")
    for _ in range(2):
        call_command("import_content", root=small_content, verbosity=0)
    term = Term.objects.get()
    assert KEPT in term.definition and term.version == 1 and term.synced_hash == term.draft_hash
    assert KEPT in Source.objects.get().citation
    assert all(unicodedata.is_normalized("NFC", text) for text in (term.definition, Source.objects.get().citation))


@pytest.mark.parametrize(("words", "offered"), [("so\u00adft", True), ("soft", False)])
def test_the_check_panel_offers_to_take_invisible_signs_out(
    write, page: Page, client: Client, writer: User, words: str, offered: bool
) -> None:
    write(f"## New\n\n{words}\n")
    html = sign_in(client, writer).get(reverse("admin:pages_page_change", args=[page.pk])).content.decode()
    assert ("data-invisible" in html) == offered
