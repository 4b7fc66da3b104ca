"""PDFs of an edition: one for each page and number on each paper, set again only where something in it changed."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from leiomyo_site.editions.archive import StoredResponse, etag_of, read_archive, write_archive
from leiomyo_site.editions.build import BakeResult
from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.handouts import pdf_responses as paper_addresses
from leiomyo_site.handouts.pdf import PdfError
from leiomyo_site.pages.models import Page

from .conftest import DO, NOON

pytestmark = pytest.mark.django_db
Bake = Callable[..., BakeResult]
Change = Callable[..., None]
NUMBERS = "## It is loud\n\n///// numbers | Open\nOf 10, 8 had it. [@hwang-1997]\n/////\n" + DO
MARKS = ("", ".a4", ".large", ".a4-large")
WITH_NUMBERS = (".numbers", ".a4-numbers", ".large-numbers", ".a4-large-numbers")


def papers_of(fresh: tuple[str, ...]) -> set[str]:
    return {path.removeprefix("/h/") for path in fresh if path.endswith(".pdf")}


def bodies(where: Path) -> dict[str, StoredResponse]:
    return {entry.path: entry for entry in read_archive(where / "current" / "packed")[1]}


def words(where: Path, path: str) -> str:
    pdf = PdfReader(io.BytesIO(bytes(bodies(where)[path].bodies["identity"])))
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def test_each_page_and_each_number_is_there_on_four_papers(three_pages: Path, bake_now: Bake) -> None:
    fresh = papers_of(bake_now().changed)
    assert fresh == {
        f"{code}{n}{marks}.pdf" for code in ("C7V74", "HJ9BN", "FNSXP") for n in ("", ".1") for marks in MARKS
    }


def test_survival_numbers_have_addresses_of_their_own(three_pages: Path, bake_now: Bake, change: Change) -> None:
    change("scans", NUMBERS)
    fresh = papers_of(bake_now().changed)
    assert {f"FNSXP{n}{marks}.pdf" for n in ("", ".2") for marks in WITH_NUMBERS} <= fresh
    assert "FNSXP.1.numbers.pdf" not in fresh


def test_a_number_that_is_read_now_is_the_very_paper_of_now(
    three_pages: Path, bake_now: Bake, editions_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper_addresses.render_once.cache_clear()
    bake_now()
    found = bodies(editions_dir)
    assert found["/h/HJ9BN.pdf"].etags == found["/h/HJ9BN.1.pdf"].etags
    assert paper_addresses.render_once.cache_info().misses == 12


def test_new_words_set_only_the_papers_of_that_page(three_pages: Path, bake_now: Bake, change: Change) -> None:
    bake_now()
    change("scans", "## It is loud\n\nVery loud. [@hwang-1997]" + DO)
    # The old number says from now on that there are newer words.
    assert papers_of(bake_now().changed) == {f"FNSXP{n}{marks}.pdf" for n in ("", ".1", ".2") for marks in MARKS}


def test_a_new_definition_sets_the_papers_that_show_it_but_no_old_number(
    three_pages: Path, bake_now: Bake, change: Change, editions_dir: Path
) -> None:
    bake_now()
    change("mri", "A scan with a magnet.\n")
    assert papers_of(bake_now().changed) == {f"FNSXP{marks}.pdf" for marks in MARKS}
    assert "A scan with a magnet." in words(editions_dir, "/h/FNSXP.pdf")
    assert "A small piece is taken out and looked at." in words(editions_dir, "/h/FNSXP.1.pdf")


def test_a_number_keeps_its_words_and_says_that_there_are_newer_ones(
    three_pages: Path, bake_now: Bake, change: Change, editions_dir: Path
) -> None:
    change("scans", "## It is loud\n\nVery loud. [@hwang-1997]" + DO)
    bake_now()
    old, new = words(editions_dir, "/h/FNSXP.1.pdf"), words(editions_dir, "/h/FNSXP.pdf")
    assert "An MRI is loud." in old
    assert "These are the words of version 1. There are newer ones:" in old
    assert "Very loud." in new
    assert "These are the words of version" not in new
    assert "Checked by Nora Test, December 1, 2026." in new


def test_a_page_taken_down_leads_to_why_and_its_numbers_warn(
    three_pages: Path, bake_now: Bake, nurse, editions_dir: Path
) -> None:
    bake_now()
    page = Page.objects.get(slug="scans")
    withdraw(page, by=nurse, at=NOON, note="A dose was wrong.", weight="safety", moved_to="surgery")
    bake_now()
    gone = bodies(editions_dir)["/h/FNSXP.a4.pdf"]
    assert (gone.status, dict(gone.headers)["Location"]) == (302, "/scans/")
    told = words(editions_dir, "/h/FNSXP.1.pdf")
    assert "This page was taken down on December 1, 2026. Please do not use it. A dose was wrong." in told


def test_numbers_that_a_page_has_no_more_lead_to_its_paper_without(
    three_pages: Path, bake_now: Bake, change: Change, editions_dir: Path
) -> None:
    change("scans", NUMBERS)
    bake_now()
    change("scans", "## It is loud\n\nVery loud. [@hwang-1997]" + DO)
    bake_now()
    gone = bodies(editions_dir)["/h/FNSXP.large-numbers.pdf"]
    assert (gone.status, dict(gone.headers)["Location"]) == (302, "/h/FNSXP.large.pdf")
    assert "Of 10, 8 had it." in words(editions_dir, "/h/FNSXP.2.numbers.pdf")


def test_papers_carry_what_browsers_and_search_engines_need(
    three_pages: Path, bake_now: Bake, editions_dir: Path
) -> None:
    bake_now()
    headers = dict(bodies(editions_dir)["/h/HJ9BN.1.a4.pdf"].headers)
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == 'inline; filename="surgery-HJ9BN.1.a4.pdf"'
    assert headers["X-Robots-Tag"] == "noindex"
    # Whether a text was checked is learned later, so nobody may keep a paper for ever.
    assert headers["Cache-Control"] == "no-cache"
    assert set(bodies(editions_dir)["/h/HJ9BN.1.a4.pdf"].bodies) == {"identity"}


def test_equal_bodies_stand_in_the_packed_file_once(tmp_path: Path) -> None:
    big = b"x" * 100_000
    headers = (("Content-Type", "application/pdf"),)
    twice = [StoredResponse(path, 200, headers, {"identity": big}, {"identity": etag_of(big)}) for path in ("/a", "/b")]
    write_archive(twice, {}, tmp_path / "packed")
    assert (tmp_path / "packed").stat().st_size < 101_000
    assert [bytes(entry.bodies["identity"]) for entry in read_archive(tmp_path / "packed")[1]] == [big, big]


def test_a_paper_that_cannot_be_set_is_named_and_keeps_nothing_up_that_was_taken_down(
    three_pages: Path, bake_now: Bake, monkeypatch: pytest.MonkeyPatch, editions_dir: Path, nurse
) -> None:
    bake_now()

    def fail(source: str, pictures: Path, at: int) -> bytes:
        raise PdfError("out of ink")

    page = Page.objects.get(slug="scans")
    withdraw(page, by=nurse, at=NOON, note="A dose was wrong.", weight="safety", moved_to="")
    monkeypatch.setattr(paper_addresses, "render_once", fail)
    assert "/h/FNSXP.1.pdf: the handout cannot be set: out of ink" in bake_now().faults
    assert "/h/FNSXP.1.pdf" not in bodies(editions_dir)
    # What was taken down is gone all the same.
    assert bodies(editions_dir)["/scans/"].status == 410
    assert bodies(editions_dir)["/h/FNSXP.pdf"].status == 302
