"""A number to call from every page: on the first screen of a small phone, without a script, without a signal."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import get_template
from playwright.sync_api import Page, expect

from leiomyo_site.config.phone_lines import phone_lines
from leiomyo_site.site.call_menu import emergency_first
from leiomyo_site.text.clinic import Clinic, Phone
from tests.site.crawl import TOOLS, paths

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 640}
SEEN = """(links) => links.filter((link) => {
    const box = link.getBoundingClientRect();
    return link.checkVisibility() && box.height >= 43.5 && box.top >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
}).map((link) => link.getAttribute("href"))"""
NIGHT = "555-010-0199 (ask for the oncologist on call); 555-010-0177"
WARD = Clinic("the ward", "911", (Phone("Day", "555-010-0123 ext. 45"), Phone("Night, weekend", NIGHT)), "988")


def numbers_on_screen(page: Page) -> list[str]:
    return page.locator("a[href^='tel:']").evaluate_all(SEEN)


@pytest.mark.slow
def test_every_page_has_a_number_on_its_first_screen_and_all_after_one_tap(open_page, served: str) -> None:
    page, _ = open_page("/", **PHONE, java_script_enabled=False)
    without = {}
    for path in [*paths(served), *TOOLS, "/nowhere/"]:
        page.goto(served + path)
        at_once = numbers_on_screen(page)
        page.get_by_role("link", name="Call", exact=True).click()
        after_one_tap = numbers_on_screen(page)
        if "tel:911" not in at_once or not {"tel:911", "tel:988"} <= set(after_one_tap):
            without[path] = (at_once, after_one_tap)
    assert without == {}


def test_the_numbers_are_there_without_a_signal(open_page, served: str) -> None:
    page, _ = open_page("/treatment/surgery/", **PHONE)
    page.evaluate("navigator.serviceWorker.ready")
    page.reload(wait_until="networkidle")
    page.context.set_offline(True)
    for path in ("/treatment/surgery/", "/outlook/"):
        page.goto(served + path)
        page.get_by_role("link", name="Call", exact=True).click()
        assert {"tel:911", "tel:988"} <= set(numbers_on_screen(page))


def test_the_emergency_card_and_the_team_share_the_first_screen_of_when_to_call(open_page) -> None:
    page, _ = open_page("/when-to-call/", **PHONE)
    buttons = get_template("components/call_menu.html").template.module.call_buttons(emergency_first(WARD))
    page.evaluate("(html) => { document.querySelector('.page .dials').outerHTML = html; }", str(buttons))
    assert numbers_on_screen(page)[:5] == [
        "tel:911",
        "tel:911",
        "tel:5550100123,45",
        "tel:5550100199",
        "tel:5550100177",
    ]
    card = page.locator(".call.emergency > h2").bounding_box()
    assert card
    assert card["y"] + card["height"] <= PHONE["height"]


def test_a_number_that_the_family_adds_stands_first_with_its_day_and_can_be_removed(open_page) -> None:
    page, watch = open_page("/treatment/surgery/#dial", **PHONE)
    page.wait_for_load_state("networkidle")
    before = len(watch.requests)
    page.get_by_label("Add my team’s number").fill("555-010-0111 ext. 7")
    page.get_by_role("button", name="Keep it here").click()
    for _ in range(2):
        first = page.locator("#dial .dials a").first
        expect(first).to_have_text(re.compile(r"Kept on this device on \w+ \d+, \d{4}\. 555-010-0111 ext\. 7"))
        assert first.get_attribute("href") == "tel:5550100111,7"
        assert page.evaluate("Object.keys(localStorage)") == ["team-number"]
        page.context.set_offline(True)
        assert [url for url in watch.requests[before:] if "0111" in url] == []
        page.context.set_offline(False)
        page.reload(wait_until="networkidle")
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator("#dial .kept-number")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.slow
def test_the_numbers_have_no_barrier_in_any_style(open_page) -> None:
    for style in ({"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}):
        page, watch = open_page("/when-to-call/#dial", **PHONE, **style)
        page.get_by_label("Add my team’s number").fill("555-010-0111")
        page.get_by_role("button", name="Keep it here").click()
        assert [one["id"] for one in Axe().run(page).response["violations"]] == []
        assert watch.errors == []


def test_a_line_has_an_extension_and_words() -> None:
    first, second = phone_lines(NIGHT)
    assert (first.words, second.words) == ("ask for the oncologist on call", "")
    assert phone_lines("(555) 010-0123 x45")[0].href == "tel:5550100123,45"
