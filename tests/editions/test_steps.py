"""An edition is made anew only where something changed, and a step makes the same bytes as a whole bake."""

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from leiomyo_site.editions import build as baking
from leiomyo_site.editions.build import BakeResult
from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.glossary.models import Term
from leiomyo_site.pages.models import Page

from .conftest import DO, NOON
from .edition_factories import beside_of, site_of

pytestmark = pytest.mark.django_db
Bake = Callable[..., BakeResult]
Change = Callable[..., None]


def test_where_nothing_changed_no_edition_is_made(three_pages: Path, bake_now: Bake, editions_dir: Path) -> None:
    assert bake_now().number == bake_now().number == 1
    assert bake_now().changed == ()


def test_a_new_definition_makes_exactly_the_pages_anew_that_show_it(
    three_pages: Path, bake_now: Bake, change: Change
) -> None:
    bake_now()
    change("biopsy", "A small piece is taken out. A doctor looks at it.\n")
    assert {path for path in bake_now().changed if not path.endswith(".pdf")} == {
        "/",
        "/surgery/",
        "/glossary/",
        "/glossary/biopsy/",
        "/sitemap.xml",
        "/search/index.json",
        "/feed.xml",
        "/.well-known/handouts.json",
        "/h/TJ4MY.1",
        "/h/TJ4MY.2",
    }


def test_new_words_on_a_page_make_only_that_page_anew(three_pages: Path, bake_now: Bake, change: Change) -> None:
    bake_now()
    change("scans", "## It is loud\n\nVery loud. [@hwang-1997]" + DO)
    fresh = set(bake_now().changed)
    assert {path for path in fresh if not path.startswith(("/h/FNSXP", "/for-clinics/"))} <= {
        "/scans/",
        "/sitemap.xml",
        "/glossary/mri/",
        "/search/index.json",
        "/feed.xml",
        "/.well-known/handouts.json",
    }


def test_new_code_or_style_makes_everything_anew(
    three_pages: Path, bake_now: Bake, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = bake_now().urls
    monkeypatch.setattr(baking, "code_version", lambda: "another")
    assert len(bake_now().changed) == addresses


def test_a_new_summary_makes_only_the_pages_anew_that_show_it(
    three_pages: Path, bake_now: Bake, change: Change
) -> None:
    bake_now()
    change("scans", summary="What scans do for us.")
    fresh = bake_now().changed
    handed_on = ("/h/FNSXP", "/for-clinics/", "/feed.xml", "/.well-known/handouts.json")
    assert {path for path in fresh if not path.startswith(handed_on)} <= {
        *("/", "/scans/", "/surgery/", "/glossary/mri/", "/sitemap.xml", "/search/index.json")
    }


def test_a_page_is_made_anew_when_its_check_falls_overdue(three_pages: Path, bake_now: Bake) -> None:
    bake_now()
    fresh = bake_now(now=NOON + timedelta(days=800)).changed
    assert "/surgery/" in fresh


EDITS = [
    lambda change, dice: change("biopsy", f"A small piece number {dice.randrange(99)} is taken out.\n"),
    lambda change, dice: change("mri", f"A scan with a magnet, {dice.randrange(99)}.\n"),
    lambda change, dice: change("scans", f"## New\n\nA biopsy and an MRI, {dice.randrange(99)}. [@hwang-1997]{DO}"),
    lambda change, dice: change("surgery", f"## New\n\nNo words here, {dice.randrange(99)}. [@hwang-1997]{DO}"),
    lambda change, dice: change("surgery", title=f"Surgery {dice.randrange(99)}"),
    lambda change, dice: change("scans", summary=f"What scans do, {dice.randrange(99)}."),
    lambda change, dice: change("mri", spellings=["scan", f"scan{dice.randrange(99)}"]),
    lambda change, dice: change("scans", slug=dice.choice(["scans", "pictures"])),
    lambda change, dice: change("surgery", position=dice.randrange(99)),
    lambda change, dice: change("scans", section=dice.choice(["treatment", "diagnosis"])),
    lambda change, dice: change("biopsy", name=dice.choice(["biopsy", "punch biopsy", "test"])),
    lambda change, dice: take_down(dice.choice(["surgery", "biopsy", "mri"]), dice),
]


def take_down(slug: str, dice: random.Random) -> None:
    """Withdraw a text; a later edit publishes it again."""
    text = (Page.objects.filter(slug=slug) or Term.objects.filter(slug=slug)).get()
    at = NOON + timedelta(seconds=dice.randrange(50))
    withdraw(text, by=User.objects.get(username="nora"), at=at, note=f"Wrong, {dice.randrange(99)}.", weight="safety")


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.slow
def test_whatever_is_edited_a_step_makes_the_same_bytes_as_a_whole(
    three_pages: Path, bake_now: Bake, change: Change, tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    where = "scans"
    bake_now(tmp_path / "steps")
    for number in range(8):
        edit = dice.choice(EDITS)
        try:
            edit(lambda which, *rest, **more: change(where if which == "scans" else which, *rest, **more), dice)  # noqa: B023
        except PublishRefused as refused:
            refusals = ("exactly these words already", "taken down", "not public", "nothing to take down")
            assert any(words in str(refused) for words in refusals), refused
        where = Page.objects.get(code="FNSXP").slug
        bake_now(tmp_path / "steps")
        bake_now(tmp_path / f"whole{number}")
        assert site_of(tmp_path / "steps") == site_of(tmp_path / f"whole{number}")
        assert beside_of(tmp_path / "steps") == beside_of(tmp_path / f"whole{number}") != {}
