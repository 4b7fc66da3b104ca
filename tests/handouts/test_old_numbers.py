"""Old numbers: for ever what was published under them, and how they stand today."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.editorial.images import add_image_version
from leiomyo_site.images.decoder import clean_image
from leiomyo_site.pages.models import Page
from tests.editions.conftest import DO, NOON
from tests.images.upload_samples import picture

from .http_client import banner, text_of

pytestmark = pytest.mark.django_db


def test_the_newest_number_says_that_it_is(three_pages, ask) -> None:
    got = ask("/H/HJ9BN.1")
    assert got.status == 200 and 'content="noindex"' in text_of(got)
    assert banner(got).startswith("This is the newest version You are reading version 1, published November 23, 2026.")
    assert 'href="/surgery/"' in text_of(got)


def test_an_old_number_shows_the_words_and_terms_of_then(three_pages, ask, change) -> None:
    change("biopsy", "A new meaning.\n")
    change("surgery", "## New words\n\nA biopsy is new. [@hwang-1997]" + DO, title="Operation")
    old, new = text_of(ask("/h/HJ9BN.1")), text_of(ask("/h/HJ9BN.2"))
    assert "<h1>Surgery</h1>" in old and "The goal is to take it all out" in old
    assert "A small piece is taken out and looked at." in old and "A new meaning." not in old
    assert "<h1>Operation</h1>" in new and "A new meaning." in new
    assert 'href="/glossary/biopsy/">biopsy</a>' in old and 'id="w-biopsy"' in old
    assert "A small piece is taken out and looked at." in text_of(ask("/h/TJ4MY.1"))


def test_an_old_number_is_the_same_for_ever_whatever_happens_to_its_words(three_pages, ask, change) -> None:
    def words(path: str) -> str:
        found = re.search(r'<div class="body">.*?</dl>', text_of(ask(path)), re.DOTALL)
        return found[0]

    before = words("/h/HJ9BN.1")
    change("biopsy", name="tissue test", spellings=["goal"])
    change("mri", name="biopsy")
    change("surgery", "## New\n\nNew. [@hwang-1997]" + DO)
    assert words("/h/HJ9BN.1") == before


def test_what_changed_since_is_told_safety_first(three_pages, ask, change) -> None:
    change("surgery", "## A\n\nA. [@hwang-1997]" + DO, note="Plainer words.", weight="wording")
    change("surgery", "## B\n\nB. [@hwang-1997]" + DO, note="Call sooner.", weight="safety")
    change("surgery", "## C\n\nC. [@hwang-1997]" + DO, note="More on food.", weight="content")
    told = banner(ask("/h/HJ9BN.1"))
    assert told.startswith("This page has changed, and it matters for safety")
    assert "The newest is version 4." in told and "Read the page as it is now" in told
    assert told.index("Matters for safety: Call sooner.") < told.index("More on food.") < told.index("Plainer words.")
    assert banner(ask("/h/HJ9BN.3")).startswith("This page has changed since")
    assert "Call sooner." not in banner(ask("/h/HJ9BN.3"))


def test_the_numbers_of_a_text_taken_down_say_so_and_what_to_read(three_pages, ask, change, nurse) -> None:
    at = NOON + timedelta(days=1)
    withdraw(Page.objects.get(slug="surgery"), by=nurse, at=at, note="It was wrong.", weight="safety", moved_to="scans")
    for number in (1, 2):
        got = ask(f"/h/HJ9BN.{number}")
        assert got.status == 200
        assert "This page was taken down" in banner(got)
        assert "Matters for safety: It was wrong." in banner(got)
        assert 'href="/scans/"' in text_of(got)
    assert "The goal is to take it all out" in text_of(ask("/h/HJ9BN.1"))


def test_old_numbers_are_not_in_the_sitemap_or_the_search(three_pages, ask, change) -> None:
    change("surgery", "## Words of yesterday\n\nOld. [@hwang-1997]" + DO)
    assert "Words of yesterday" in text_of(ask("/search/index.json"))
    change("surgery", "## New words\n\nNew. [@hwang-1997]" + DO)
    assert "/h/" not in text_of(ask("/sitemap.xml"))
    assert "Words of yesterday" not in text_of(ask("/search/index.json"))
    assert "Words of yesterday" in text_of(ask("/h/HJ9BN.2"))


def test_links_that_an_old_number_keeps_never_stop_an_edition(three_pages, ask, change) -> None:
    change("scans", "## Loud\n\n[See](/surgery/#the-goal-is-to-take-it-all-out). [@hwang-1997]" + DO)
    change("scans", "## Loud\n\nVery. [@hwang-1997]" + DO)
    change("surgery", "## New words\n\nNew. [@hwang-1997]" + DO)
    assert ask("/h/FNSXP.2").status == 200


def test_a_new_number_makes_none_of_the_others_anew(three_pages, bake_now, change) -> None:
    change("scans", "## One\n\nOne. [@hwang-1997]" + DO)
    bake_now()
    change("surgery", "## New words\n\nNew. [@hwang-1997]" + DO)
    fresh = {path for path in bake_now().changed if path.startswith("/h/")}
    assert fresh and all(path.startswith("/h/HJ9BN") for path in fresh)


# Pictures and checks of then


def test_an_old_number_keeps_its_picture(
    three_pages, ask, change, writer, bake_now, editions_dir, settings, tmp_path: Path
) -> None:
    words = {"alt": "A bed by a window.", "decorative": False, "credit": ""}
    add_image_version("ward", clean_image(picture(size=(400, 300))), by=writer, at=NOON, **words)
    change("surgery", "## New\n\n/// figure | ward\nOur ward.\n///\n[@hwang-1997]" + DO)
    add_image_version("ward", clean_image(picture(size=(320, 240))), by=writer, at=NOON, **{**words, "alt": "A door."})
    change("surgery", "## Newer\n\n/// figure | ward\nOur ward.\n///\n[@hwang-1997]" + DO)
    change("surgery", "## Newest\n\nNo picture. [@hwang-1997]" + DO)
    old = text_of(ask("/h/HJ9BN.2"))
    assert 'alt="A bed by a window." width="400" height="300"' in old and "A door." not in old
    assert "A door." in text_of(ask("/h/HJ9BN.3"))
    for number in (2, 3):
        for file in re.findall(r'src="(/media/images/[^"]+)"', text_of(ask(f"/h/HJ9BN.{number}"))):
            assert ask(file).status == 200, file


def test_who_checked_a_number_is_said_as_it_was(three_pages, ask, change) -> None:
    assert "Not yet checked by a clinician" in text_of(ask("/h/HJ9BN.1"))
    change("surgery", "## New words\n\nNew. [@hwang-1997]" + DO)
    assert "Nora Test" in text_of(ask("/h/HJ9BN.2"))
    assert "Not yet checked by a clinician" in text_of(ask("/h/HJ9BN.1"))
    assert "Nora Test" not in text_of(ask("/h/HJ9BN.1"))


def test_an_old_number_keeps_its_drawing(three_pages, ask, change, monkeypatch: pytest.MonkeyPatch) -> None:
    shows = "/// figure | ward\nOur ward.\n///\n[@hwang-1997]" + DO
    monkeypatch.setattr(published, "drawings", lambda: {"ward": '<svg viewBox="0 0 1 1"><path d="M1 1"/></svg>'})
    change("surgery", "## New\n\n" + shows)
    assert 'd="M1 1"' in text_of(ask("/h/HJ9BN.2"))
    monkeypatch.setattr(published, "drawings", lambda: {"ward": '<svg viewBox="0 0 1 1"><path d="M2 2"/></svg>'})
    change("surgery", "## Newer\n\n" + shows)
    old, new = text_of(ask("/h/HJ9BN.2")), text_of(ask("/h/HJ9BN.3"))
    assert 'd="M1 1"' in old and 'd="M2 2"' not in old and 'd="M2 2"' in new
