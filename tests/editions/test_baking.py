"""An edition: whole, the same each time, made anew only where something changed, and never let out with a fault."""

import gzip
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from django.core.management import CommandError, call_command

from leiomyo_site.edition_status import current_edition, read_status, rollback_notice
from leiomyo_site.editions import build as baking
from leiomyo_site.editions import store
from leiomyo_site.editions.archive import read_archive
from leiomyo_site.editions.build import BakeFailed, BakeResult, roll_back
from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.pages.models import Page

from .conftest import NOON
from .edition_factories import site_of

pytestmark = pytest.mark.django_db
Bake = Callable[..., BakeResult]
Change = Callable[..., None]


def test_every_address_stands_there_with_its_smaller_forms(
    three_pages: Path, bake_now: Bake, editions_dir: Path
) -> None:
    edition = bake_now()
    files = site_of(editions_dir)
    assert {"index.html", "surgery/index.html", "glossary/biopsy/index.html", "404.html", "sitemap.xml"} <= set(files)
    page = files["surgery/index.html"]
    assert brotli.decompress(files["surgery/index.html.br"]) == page == gzip.decompress(files["surgery/index.html.gz"])
    handed_on = [
        path for path in edition.changed if path.startswith(("/h/", "/for-clinics/", "/.well-known/", "/feed"))
    ]
    assert edition.urls == len(edition.changed) == 17 + len(handed_on)


def test_the_same_publications_make_the_same_bytes(three_pages: Path, bake_now: Bake, tmp_path: Path) -> None:
    bake_now(tmp_path / "a")
    bake_now(tmp_path / "b")
    assert site_of(tmp_path / "a") == site_of(tmp_path / "b")
    for name in ("manifest.json", "packed"):
        assert (tmp_path / "a/current" / name).read_bytes() == (tmp_path / "b/current" / name).read_bytes()


# Never with a fault


def test_a_link_to_nowhere_holds_its_page_back_and_families_keep_what_they_had(
    three_pages: Path, bake_now: Bake, change: Change, editions_dir: Path, unchecked: None
) -> None:
    bake_now()
    before = site_of(editions_dir)
    change("surgery", "## New\n\n[Look](/nowhere/) and [there](/scans/#gone).\n")
    made = bake_now()
    assert dict(made.held) == {
        "HJ9BN.2": "“Surgery” (HJ9BN.2) stays as families had it: "
        "/surgery/: it links to /nowhere/, where nothing stands; "
        "/surgery/: it links to “gone” on /scans/, which has no such place"
    }
    assert (made.number, site_of(editions_dir)) == (1, before)


def test_pages_without_words_stop_the_first_edition(
    three_pages: Path, bake_now: Bake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leiomyo_site.site.responses._render", lambda *_: "<html lang=en><h1>x</h1><h1>y</h1>")
    with pytest.raises(BakeFailed) as refused:
        bake_now()
    assert any("/surgery/: it has 2 main headings instead of one" in error for error in refused.value.errors)


def test_an_address_that_once_answered_is_not_lost(
    three_pages: Path, bake_now: Bake, change: Change, editions_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bake_now()
    before = site_of(editions_dir)
    change("scans", slug="pictures")
    monkeypatch.setattr(baking, "retired_paths", lambda site: iter(()))
    made = bake_now()
    assert "/scans/: it has been public, and would not answer any more" in made.held["FNSXP.2"]
    assert site_of(editions_dir) == before
    monkeypatch.undo()
    assert not bake_now().held


def test_moved_and_taken_down_pages_go_on_answering(
    three_pages: Path, bake_now: Bake, change: Change, editions_dir: Path, nurse
) -> None:
    change("scans", slug="pictures")
    withdraw(Page.objects.get(slug="surgery"), by=nurse, at=NOON + timedelta(days=1), note="Wrong.", weight="safety")
    bake_now()
    _, entries = read_archive(editions_dir / "current/packed")
    by_path = {entry.path: entry for entry in entries}
    assert (by_path["/scans/"].status, dict(by_path["/scans/"].headers)["Location"]) == (301, "/pictures/")
    assert by_path["/surgery/"].status == 410
    assert b"Wrong." in by_path["/surgery/"].bodies["identity"]
    assert b"/surgery/" not in by_path["/sitemap.xml"].bodies["identity"]


# Swapping, keeping, going back


def test_the_last_editions_are_kept_and_one_can_go_back(
    three_pages: Path, bake_now: Bake, change: Change, editions_dir: Path
) -> None:
    for number in range(5):
        change("biopsy", f"Piece {number}.\n")
        bake_now(keep=3)
    assert store.edition_numbers(editions_dir) == [3, 4, 5]
    assert roll_back(editions_dir, now=NOON, keep=3).number == 6
    assert b"Piece 3." in site_of(editions_dir)["glossary/biopsy/index.html"]
    assert "went back to edition 4" in rollback_notice(editions_dir)
    with pytest.raises(store.NoEarlierEdition, match="no edition before"):
        roll_back(editions_dir, now=NOON, keep=3)


@pytest.mark.parametrize("name", ["packed", "kept", "memory"])
@pytest.mark.parametrize("damage", [b"", b"x", b"{}" * 400, None])
@pytest.mark.slow
def test_a_damaged_edition_is_made_anew(
    three_pages: Path,
    bake_now: Bake,
    change: Change,
    editions_dir: Path,
    tmp_path: Path,
    name: str,
    damage: bytes | None,
) -> None:
    bake_now()
    broken = editions_dir / "000001" / name
    broken.unlink()
    if damage is not None:
        broken.write_bytes(damage)
    change("biopsy", "A piece.\n")
    bake_now()
    bake_now(tmp_path / "whole")
    assert site_of(editions_dir) == site_of(tmp_path / "whole")


def test_what_a_killed_bake_left_behind_is_cleared_away(three_pages: Path, bake_now: Bake, editions_dir: Path) -> None:
    left = editions_dir / ".making-1"
    left.mkdir(parents=True)
    (left / "packed").write_text("half")
    bake_now()
    assert not left.exists() and store.edition_numbers(editions_dir) == [1]


def test_a_full_disk_leaves_the_last_edition_and_says_so(
    three_pages: Path, bake_now: Bake, change: Change, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = settings.EDITIONS_DIR
    settings.DATA_DIR = three_pages.parent
    settings.EDITIONS_DIR = settings.DATA_DIR / "editions"
    settings.CURRENT_EDITION_DIR = settings.EDITIONS_DIR / "current"
    where = settings.EDITIONS_DIR
    call_command("bake")
    change("biopsy", "A piece.\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(CommandError, match="No space left on device"):
        call_command("bake")
    monkeypatch.undo()
    assert current_edition(where) == 1
    assert read_status(where)["state"] == "failed"
    assert list(where.glob(".making-*")) == []
