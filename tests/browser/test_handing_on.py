"""A nurse with ten seconds: find a page, copy what is needed, hand it on; with a keyboard, on paper, without a script."""

import io
import re
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.prepared import SITE_URL
from tests.tools import tool_path

pytestmark = pytest.mark.browser
TEMPLATE = "Read {site}/h/HJ9BN.1 and /h/hj9bm, {site}/treatment/surgery/ and {site}/nothing/ at home."


def focused(page: Page) -> str:
    return " ".join((page.evaluate("document.activeElement.textContent || document.activeElement.id") or "").split())


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control with this name has the focus, as somebody without a mouse does."""
    for _ in range(60):
        if focused(page) == name:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no control “{name}” can be reached; the last was “{focused(page)}”")


def copied(page: Page) -> str:
    expect(page.locator("#say")).to_have_text("Copied")
    return page.evaluate("navigator.clipboard.readText()")


def test_from_home_to_a_copied_link_in_three_actions(open_page, served: str) -> None:
    page, watch = open_page("/", width=1280, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="For clinic staff").click()
    page.get_by_role("button", name="Copy link Surgery").click()
    assert copied(page) == f"{SITE_URL}/h/6N9JC"
    assert watch.errors == [] and page.context.cookies() == []


def test_the_ten_second_job_with_a_keyboard_alone(open_page, served: str) -> None:
    page, _ = open_page("/for-clinics/", width=1280, permissions=["clipboard-read", "clipboard-write"])
    tab_to(page, "filter")
    page.keyboard.type("chemo")
    rows = page.locator(".kit > li:visible h4")
    assert rows.all_text_contents() == ["Chemotherapy"]
    assert page.locator("#say").text_content() == "1 pages"
    tab_to(page, "Copy note Chemotherapy")
    page.keyboard.press("Enter")
    note = copied(page)
    assert note.startswith("To read at home: Chemotherapy\n") and "***" in note
    assert f"\n{SITE_URL}/h/" in note and len(note) < 400
    # The focus stays, so that the next key goes on from here, and the button says again what it does.
    expect(page.locator("button:focus")).to_have_text("Copy note Chemotherapy")


def test_the_filter_finds_by_code_and_says_when_there_is_nothing(open_page) -> None:
    page, _ = open_page("/for-clinics/")
    page.get_by_label("Find a page").fill("6n9jc")
    assert page.locator(".kit > li:visible h4").all_text_contents() == ["Surgery"]
    page.get_by_label("Find a page").fill("zzz")
    assert page.locator(".kit > li:visible, .kit-topic:visible").count() == 0
    assert page.locator("#say").text_content() == "0 pages"


def test_the_first_text_is_copied_with_one_tap(open_page) -> None:
    page, _ = open_page("/for-clinics/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy this text").click()
    assert "When to call\n" in copied(page)


def test_where_a_browser_gives_no_clipboard_the_old_way_is_taken(open_page, served: str) -> None:
    page, _ = open_page("/treatment/surgery/", permissions=["clipboard-read"])
    page.evaluate("Object.defineProperty(navigator.clipboard, 'writeText', { value: () => Promise.reject() })")
    page.get_by_role("button", name="Copy link").click()
    assert copied(page) == f"{SITE_URL}/h/6N9JC"


def test_without_a_script_there_are_links_and_texts_and_no_dead_button(open_page) -> None:
    page, _ = open_page("/for-clinics/", java_script_enabled=False)
    assert page.get_by_role("button").count() == 0 and not page.locator("#filter").is_visible()
    page.locator("summary").first.click()
    assert "To read at home" in page.locator(".kit .sheet").first.inner_text()
    page.goto(page.url.replace("/for-clinics/", "/treatment/surgery/"))
    bar = page.locator(".bar")
    assert [link.inner_text() for link in bar.get_by_role("link").all()[1:]] == ["QR code", "PDF"]
    bar.get_by_role("link").first.click()
    assert page.url.endswith("/treatment/surgery/")


def test_the_links_of_a_template_are_checked_without_a_script(open_page, served: str) -> None:
    page, watch = open_page("/for-clinics/check/", java_script_enabled=False)
    page.get_by_label("Your template").fill(TEMPLATE.format(site=SITE_URL))
    page.get_by_role("button", name="Check the links").click()
    expect(page.locator(".checked h3")).to_have_text(
        [re.compile(rf"^\s*{first}\b") for first in ("current", "not", "current", "not")]
    )
    assert page.context.cookies() == [] and watch.errors == []


def test_a_wrong_code_leads_to_the_likely_page(open_page) -> None:
    page, _ = open_page("/h/6N9JX")
    page.get_by_role("link", name="Surgery", exact=True).first.click()
    assert page.locator("h1").text_content() == "Surgery"


@pytest.mark.slow
def test_paper_carries_a_code_of_25_mm_that_another_reader_reads(open_page, served: str, tmp_path: Path) -> None:
    page, watch = open_page("/treatment/surgery/", color_scheme="dark")
    page.pdf(path=tmp_path / "surgery.pdf", format="Letter")
    assert not [url for url in watch.requests if "/h/" in url]
    found = [code for sheet in sheets(tmp_path / "surgery.pdf", 150) for code in zxingcpp.read_barcodes(sheet)]
    assert [code.text for code in found] == [f"{SITE_URL}/h/6N9JC.1".upper()]
    place = found[0].position
    width_mm = (place.top_right.x - place.top_left.x) / 150 * 25.4
    quiet_mm = width_mm * 8 / 25
    assert width_mm + quiet_mm >= 25
    page.goto(served + found[0].text.removeprefix(SITE_URL.upper()))
    assert page.locator("h1").text_content() == "Surgery"


def test_the_address_stands_in_words_beside_the_code(open_page, served: str) -> None:
    page, _ = open_page("/treatment/surgery/")
    page.emulate_media(media="print")
    address = f"{SITE_URL.removeprefix('http://')}/h/6N9JC.1"
    assert address in page.locator(".print-footer").inner_text()
    assert page.get_by_role("img", name=f"QR code for {address}").is_visible()


def test_the_code_is_read_from_the_screen_too(open_page, served: str) -> None:
    for scheme in ("light", "dark"):
        page, _ = open_page("/h/6N9JC.svg", color_scheme=scheme)
        (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())))
        assert found.text == f"{SITE_URL}/h/6N9JC.1".upper()


def sheets(pdf: Path, dots_per_inch: int) -> list[Image.Image]:
    """Return the sheets of a PDF as a printer with so many dots would show them."""
    command = [tool_path("pdftoppm"), "-r", str(dots_per_inch), "-png", str(pdf), str(pdf.with_suffix(""))]
    subprocess.run(command, check=True)
    return [Image.open(path) for path in sorted(pdf.parent.glob("*.png"))]
