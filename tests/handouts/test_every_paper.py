"""Every page on every paper: what a screen reader, a printer and a phone's camera need is there, and no number is."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import outloud
import pytest

from leiomyo_site.handouts.pdf_worker import render_in_subprocess
from leiomyo_site.permalinks.urls import PdfVariant, pdf_path

from .conftest import Guide, Sheets
from .pdf_reader import POINTS, codes_on, elements, fonts, is_white_at_the_edges, opened, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
MOST_BYTES = 200_000
# The budget is 0.2; twice that here, since other tests may be at work beside these.
# A grid that is a whole table with its header cells; the validator of PDF/UA passes it.
FALSE_ALARM = {"TBL-014"}
OUTLOOK = "Outlook: what may happen"
# What only the closed box of the outlook page says.
NUMBERS = (
    "84 of 100",
    "98 of 100",
    "75 of 100",
    "70 of 100",
    "in 10 were alive",
    "in 10 alive",
    "had died",
    "Who was studied: 569",
)


def test_there_are_four_papers_of_each_page_and_four_more_with_numbers(guide: Guide, every_sheet: list[Sheets]) -> None:
    assert len(guide.pages) >= 17
    with_numbers = [page for page in guide.pages.values() if page.statistics]
    assert [page.title for page in with_numbers] == [OUTLOOK]
    assert len(every_sheet) == 4 * len(guide.pages) + 4


def test_each_address_stands_in_the_list_of_those_ever_issued(every_sheet: list[Sheets]) -> None:
    issued = (Path(__file__).parent.parent / "site/issued.txt").read_text(encoding="utf-8").split()
    made = {
        pdf_path(one.parts.code, number, variant=one.paper)
        for one in every_sheet
        for number in (None, one.parts.version)
    }
    assert made - set(issued) == set()


@pytest.mark.slow
def test_a_checker_of_accessible_pdfs_finds_no_error(every_sheet: list[Sheets], tmp_path: Path) -> None:
    wrong = {}
    for one in every_sheet:
        path = tmp_path / f"{one}.pdf"
        path.write_bytes(one.pdf)
        result = outloud.check(str(path), skip=FALSE_ALARM, layers={"conformance"})
        assert result.error is None
        if result.errors:
            wrong[str(one)] = result.findings
    assert wrong == {}


def test_each_says_that_it_is_pdf_ua_its_language_and_its_title(every_sheet: list[Sheets]) -> None:
    for one in every_sheet:
        with opened(one.pdf) as pdf, pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1", one
            assert metadata["dc:title"] == one.parts.title, one
            assert str(pdf.Root.Lang).split("-")[0] == one.parts.lang == "en"
            assert pdf.Root.MarkInfo.Marked
            assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_headings_skip_no_level_and_the_title_is_the_first(every_sheet: list[Sheets]) -> None:
    for one in every_sheet:
        with opened(one.pdf) as pdf:
            levels = [int(str(tag.S)[2:]) for tag in elements(pdf) if re.fullmatch(r"/H\d", str(tag.S))]
        assert levels[0] == 1, one
        assert levels.count(1) == 1, one
        assert all(after <= before + 1 for before, after in pairwise(levels)), one


def test_every_picture_is_told_in_words(every_sheet: list[Sheets]) -> None:
    for one in every_sheet:
        with opened(one.pdf) as pdf:
            told = [str(tag.get("/Alt", "")) for tag in elements(pdf) if tag.S == "/Figure"]
        assert all(told), one
        assert [words for words in told if words.startswith("QR code. Opens ")], one


def test_words_are_in_our_font_and_it_travels_with_them(every_sheet: list[Sheets]) -> None:
    for one in every_sheet:
        with opened(one.pdf) as pdf:
            found = fonts(pdf)
        # The box to tick is the one sign that our font does not have.
        assert found - {"DejaVuSansMono"} == {"LamplightSans"}, one
        assert ("DejaVuSansMono" in found) == ("☐" in text_of(one.pdf)), one


def test_sheets_have_the_size_they_were_asked_for(every_sheet: list[Sheets]) -> None:
    for one in every_sheet:
        wanted = POINTS["a4" if one.paper.is_a4 else "us-letter"]
        with opened(one.pdf) as pdf:
            sizes = {tuple(round(float(side)) for side in page.mediabox[2:]) for page in pdf.pages}
        assert sizes == {wanted}, one


def test_each_is_small(every_sheet: list[Sheets]) -> None:
    # How long each takes is a row of the benchmark.
    assert {str(one): len(one.pdf) for one in every_sheet if len(one.pdf) > MOST_BYTES} == {}


def test_survival_numbers_stand_only_where_they_were_asked_for(every_sheet: list[Sheets]) -> None:
    for one in every_sheet:
        text = text_of(one.pdf)
        said = [number for number in NUMBERS if number in text]
        with opened(one.pdf) as pdf:
            drawn = [
                str(tag.Alt) for tag in elements(pdf) if tag.S == "/Figure" and " of 10" in str(tag.get("/Alt", ""))
            ]
        if one.paper.has_numbers:
            assert "84 of 100" in said
            assert len(drawn) == 4
            assert "on a sheet of their own, at the end" in text
        else:
            assert (said, drawn) == ([], []), one
            assert [name for name, _, _ in one.parts.statistics_terms if f"{name} say:" in text] == [], one


def test_where_numbers_are_left_out_paper_says_so_kindly(sheet: Callable[..., Sheets]) -> None:
    assert "so that nobody meets them by surprise" in text_of(sheet(OUTLOOK).pdf)


def test_numbers_begin_on_a_sheet_of_their_own_after_all_else(sheet: Callable[..., Sheets]) -> None:
    with opened(sheet(OUTLOOK, PdfVariant(has_numbers=True)).pdf) as pdf:
        order = [str(tag.get("/Alt", "")) for tag in elements(pdf) if tag.S == "/Figure"]
    assert order[-5].startswith("QR code")
    assert all(" of 10." in words for words in order[-4:])


@pytest.mark.parametrize("paper", [PdfVariant(), PdfVariant(is_large=True)], ids=["usual", "large"])
def test_a_camera_reads_the_code_from_every_page(
    every_sheet: list[Sheets], tmp_path: Path, paper: PdfVariant, settings
) -> None:
    for one in every_sheet:
        if one.paper != paper:
            continue
        with opened(one.pdf) as pdf:
            last = len(pdf.pages)
        wanted = f"{settings.SITE_URL}/h/{one.parts.code}.{one.parts.version}".upper()
        assert wanted in codes_on(one.pdf, tmp_path, page=last), one
        assert wanted.partition("://")[2].replace("/H/", "/h/").lower() in text_of(one.pdf).lower()


def test_each_carries_what_a_family_keeps(every_sheet: list[Sheets]) -> None:
    for one in every_sheet:
        text = text_of(one.pdf)
        assert "Not yet checked by a clinician" in text, one
        assert f"Version {one.parts.version}, {one.parts.published}." in text, one
        assert "From your care team" in text, one
        assert "Ask your team for this number and write it here" in text, one
        for name, _, _ in one.parts.terms:
            assert name in text, (one, name)


def test_the_same_page_makes_the_same_bytes_in_any_process(sheet: Callable[..., Sheets]) -> None:
    one = sheet("Surgery")
    assert render_in_subprocess(one.source, pictures=Path("nowhere"), at=one.parts.timestamp) == one.pdf


@pytest.mark.parametrize(
    ("title", "paper"), [(OUTLOOK, PdfVariant(has_numbers=True)), ("Diagnosis: the tests", PdfVariant(is_large=True))]
)
def test_nothing_reaches_into_the_margins(
    sheet: Callable[..., Sheets], tmp_path: Path, title: str, paper: PdfVariant
) -> None:
    assert is_white_at_the_edges(sheet(title, paper).pdf, tmp_path, edge_mm=13)


def test_the_date_is_that_of_the_words(sheet: Callable[..., Sheets]) -> None:
    one = sheet("Surgery")
    with opened(one.pdf) as pdf:
        dated = str(pdf.docinfo["/CreationDate"])
    assert dated.startswith(f"D:{datetime.fromtimestamp(one.parts.timestamp, UTC):%Y%m%d}")
