"""What comes out of a printer: the words with their meanings, and none of the site's furniture."""

import io

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.browser


def printed(page) -> str:
    reader = PdfReader(io.BytesIO(page.pdf(format="Letter")))
    return " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())


def test_paper_carries_the_words_and_no_navigation(open_page) -> None:
    page, _ = open_page("/treatment/surgery/")
    text = printed(page)
    assert "Words on this page" in text
    assert "Not yet checked by a clinician" in text
    assert "Page code" in text
    for furniture in ("Skip to the page", "On this page", "All pages", "Add my team’s number", "Next"):
        assert furniture not in text.replace("Next check due", "")


def test_closed_side_cases_open_on_paper(open_page) -> None:
    page, _ = open_page("/treatment/surgery/")
    hidden = page.locator("details.more p").first.text_content()
    assert " ".join(hidden.split())[:30] in printed(page)


def test_survival_numbers_print_only_if_opened(open_page) -> None:
    page, _ = open_page("/outlook/")
    assert "had died" not in printed(page)
    page.locator("details.numbers summary").click()
    assert "Who was studied" in printed(page)


def test_paper_is_black_on_white_at_night_too(open_page) -> None:
    page, _ = open_page("/outlook/", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_surgery_fits_on_few_sheets(open_page) -> None:
    page, _ = open_page("/treatment/surgery/")
    for size in ("Letter", "A4"):
        assert len(PdfReader(io.BytesIO(page.pdf(format=size, prefer_css_page_size=False))).pages) <= 8
