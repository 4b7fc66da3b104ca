"""An edition: whole, the same each time, made anew only where something changed, and never let out with a fault."""

import gzip
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from django.core.management import CommandError, call_command

from leiomyo_site.edition import baking, shelf
from leiomyo_site.edition.baking import BakeRefused, Edition
from leiomyo_site.edition.packing import PackError, pack, unpack
from leiomyo_site.edition.places import edition_folder
from leiomyo_site.editorial.publishing import withdraw
from leiomyo_site.pages.models import Page

from .conftest import DO, NOON

pytestmark = pytest.mark.django_db
Bake = Callable[..., Edition]
Change = Callable[..., None]


def site_of(where: Path) -> dict[str, bytes]:
    root = where / "current" / "site"
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_every_address_is_a_file_with_its_smaller_forms_beside_it(
    three_pages: Path, bake_now: Bake, shelf_folder: Path
) -> None:
    edition = bake_now()
    files = site_of(shelf_folder)
    assert {"index.html", "surgery/index.html", "glossary/biopsy/index.html", "404.html", "sitemap.xml"} <= set(files)
    page = files["surgery/index.html"]
    assert brotli.decompress(files["surgery/index.html.br"]) == page == gzip.decompress(files["surgery/index.html.gz"])
    handed_on = [path for path in edition.fresh if path.startswith(("/h/", "/for-clinics/", "/.well-known/", "/feed"))]
    assert edition.addresses == len(edition.fresh) == 14 + len(handed_on)


def test_the_same_publications_make_the_same_bytes(three_pages: Path, bake_now: Bake, tmp_path: Path) -> None:
    bake_now(tmp_path / "a")
    bake_now(tmp_path / "b")
    assert site_of(tmp_path / "a") == site_of(tmp_path / "b")
    for name in ("manifest.json", "packed"):
        assert (tmp_path / "a/current" / name).read_bytes() == (tmp_path / "b/current" / name).read_bytes()


def test_where_nothing_changed_no_edition_is_made(three_pages: Path, bake_now: Bake, shelf_folder: Path) -> None:
    assert bake_now().number == bake_now().number == 1
    assert bake_now().fresh == ()


def test_a_new_definition_makes_exactly_the_pages_anew_that_show_it(
    three_pages: Path, bake_now: Bake, change: Change
) -> None:
    bake_now()
    change("biopsy", "A small piece is taken out. A doctor looks at it.\n")
    assert {path for path in bake_now().fresh if not path.endswith(".pdf")} == {
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
    fresh = set(bake_now().fresh)
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
    addresses = bake_now().addresses
    monkeypatch.setattr(baking, "code_version", lambda: "another")
    assert len(bake_now().fresh) == addresses


def test_unchanged_files_are_the_very_files_of_before(
    three_pages: Path, bake_now: Bake, change: Change, shelf_folder: Path
) -> None:
    bake_now()
    change("biopsy", "A small piece is taken out.\n")
    bake_now()
    old, new = (shelf_folder / folder / "site/scans/index.html" for folder in ("000001", "000002"))
    assert old.stat().st_ino == new.stat().st_ino


def test_a_page_is_made_anew_when_its_check_falls_overdue(three_pages: Path, bake_now: Bake) -> None:
    bake_now()
    fresh = bake_now(now=NOON + timedelta(days=800)).fresh
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
]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_edited_a_step_makes_the_same_bytes_as_a_whole(
    three_pages: Path, bake_now: Bake, change: Change, tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    where = "scans"
    bake_now(tmp_path / "steps")
    for number in range(6):
        edit = dice.choice(EDITS)
        try:
            edit(lambda which, *rest, **more: change(where if which == "scans" else which, *rest, **more), dice)  # noqa: B023
        except Exception as refused:
            assert "exactly these words already" in str(refused)
        where = Page.objects.get(code="FNSXP").slug
        bake_now(tmp_path / "steps")
        bake_now(tmp_path / f"whole{number}")
        assert site_of(tmp_path / "steps") == site_of(tmp_path / f"whole{number}")


# Never with a fault


def test_a_link_to_nowhere_stops_it_and_families_keep_the_last_edition(
    three_pages: Path, bake_now: Bake, change: Change, shelf_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bake_now()
    before = site_of(shelf_folder)
    monkeypatch.setattr("leiomyo_site.editorial.publishing.check_mended", lambda *_: None)
    change("surgery", "## New\n\n[Look](/nowhere/) and [there](/scans/#gone).\n")
    with pytest.raises(BakeRefused) as refused:
        bake_now()
    assert refused.value.faults == [
        "/surgery/: it links to /nowhere/, where nothing stands",
        "/surgery/: it links to “gone” on /scans/, which has no such place",
    ]
    assert (shelf.current(shelf_folder), site_of(shelf_folder)) == (1, before)


def test_a_page_without_words_stops_it(three_pages: Path, bake_now: Bake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leiomyo_site.edition.answers.View.html", lambda view: "<html lang=en><h1>x</h1><h1>y</h1>")
    with pytest.raises(BakeRefused) as refused:
        bake_now()
    assert "/surgery/: it has 2 main headings instead of one" in refused.value.faults
    assert "/surgery/: it has no title" in refused.value.faults
    assert "/surgery/: it is empty" in refused.value.faults


def test_an_address_that_once_answered_may_not_be_lost(
    three_pages: Path, bake_now: Bake, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    bake_now()
    change("scans", slug="pictures")
    monkeypatch.setattr(baking, "left_addresses", lambda library: iter(()))
    with pytest.raises(BakeRefused, match="/scans/: it has been public, and would not answer any more"):
        bake_now()
    monkeypatch.undo()
    bake_now()


def test_moved_and_taken_down_pages_go_on_answering(
    three_pages: Path, bake_now: Bake, change: Change, shelf_folder: Path, nurse
) -> None:
    change("scans", slug="pictures")
    withdraw(Page.objects.get(slug="surgery"), by=nurse, at=NOON + timedelta(days=1), note="Wrong.", weight="safety")
    bake_now()
    _, entries = unpack(shelf_folder / "current/packed")
    by_path = {entry.path: entry for entry in entries}
    assert (by_path["/scans/"].status, dict(by_path["/scans/"].headers)["Location"]) == (301, "/pictures/")
    assert by_path["/surgery/"].status == 410
    assert b"Wrong." in by_path["/surgery/"].bodies["identity"]
    assert b"/surgery/" not in by_path["/sitemap.xml"].bodies["identity"]


def test_danger_comes_down_even_when_another_page_fails(
    three_pages: Path, bake_now: Bake, change: Change, shelf_folder: Path, nurse, monkeypatch: pytest.MonkeyPatch
) -> None:
    bake_now()
    monkeypatch.setattr("leiomyo_site.editorial.publishing.check_mended", lambda *_: None)
    change("scans", "## New\n\n[Look](/nowhere/).\n")
    withdraw(Page.objects.get(slug="surgery"), by=nurse, at=NOON + timedelta(days=1), note="Wrong.", weight="safety")
    with pytest.raises(BakeRefused, match="/nowhere/"):
        bake_now()
    by_path = {entry.path: entry for entry in unpack(shelf_folder / "current/packed")[1]}
    assert by_path["/surgery/"].status == 410
    assert b"is loud." in site_of(shelf_folder)["scans/index.html"]


# Swapping, keeping, going back


def test_the_last_editions_are_kept_and_one_can_go_back(
    three_pages: Path, bake_now: Bake, change: Change, shelf_folder: Path
) -> None:
    for number in range(5):
        change("biopsy", f"Piece {number}.\n")
        bake_now(keep=3)
    assert shelf.numbers(shelf_folder) == [3, 4, 5]
    assert shelf.go_back(shelf_folder) == 4
    assert b"Piece 3." in site_of(shelf_folder)["glossary/biopsy/index.html"]
    shelf.go_back(shelf_folder)
    with pytest.raises(shelf.ShelfError, match="no edition before"):
        shelf.go_back(shelf_folder)


def test_after_going_back_the_next_edition_gets_a_number_of_its_own(
    three_pages: Path, bake_now: Bake, change: Change, shelf_folder: Path
) -> None:
    bake_now()
    change("biopsy", "Second.\n")
    bake_now()
    shelf.go_back(shelf_folder)
    change("biopsy", "Third.\n")
    assert bake_now().number == 3
    assert b"Third." in site_of(shelf_folder)["glossary/biopsy/index.html"]


@pytest.mark.parametrize("name", ["packed", "manifest.json", "memory"])
@pytest.mark.parametrize("damage", [b"", b"x", b"{}" * 400, None])
def test_a_damaged_edition_is_made_anew(
    three_pages: Path,
    bake_now: Bake,
    change: Change,
    shelf_folder: Path,
    tmp_path: Path,
    name: str,
    damage: bytes | None,
) -> None:
    bake_now()
    broken = shelf_folder / "000001" / name
    broken.unlink()
    if damage is not None:
        broken.write_bytes(damage)
    change("biopsy", "A piece.\n")
    bake_now()
    bake_now(tmp_path / "whole")
    assert site_of(shelf_folder) == site_of(tmp_path / "whole")


def test_what_a_killed_bake_left_behind_is_cleared_away(three_pages: Path, bake_now: Bake, shelf_folder: Path) -> None:
    left = shelf_folder / ".making-1" / "site"
    left.mkdir(parents=True)
    (left / "index.html").write_text("half")
    bake_now()
    assert not left.exists() and shelf.numbers(shelf_folder) == [1]


def test_a_full_disk_leaves_the_last_edition_and_says_so(
    three_pages: Path, bake_now: Bake, change: Change, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = edition_folder()
    settings.DATA_DIR = three_pages.parent
    where = edition_folder()
    call_command("bake")
    change("biopsy", "A piece.\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(CommandError, match="No space left on device"):
        call_command("bake")
    monkeypatch.undo()
    assert shelf.current(where) == 1
    assert shelf.read_status(where)["state"] == "refused"
    assert list(where.glob(".making-*")) == []


def test_a_packed_edition_that_was_cut_short_is_known(tmp_path: Path, three_pages: Path, bake_now: Bake) -> None:
    bake_now(tmp_path / "a")
    packed = tmp_path / "a/current/packed"
    packed.write_bytes(packed.read_bytes()[:-1])
    with pytest.raises(PackError, match="bytes"):
        unpack(packed)
    pack([], {}, tmp_path / "none")
    assert unpack(tmp_path / "none") == ({}, [])
