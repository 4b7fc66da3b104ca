"""Searching in a browser: by keyboard alone, without JavaScript, on a small phone, and on a site without a server."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.site.crawl import fetch

pytestmark = pytest.mark.browser
ASKED = ["", "kemotherapy", "fever", "losing hair", "zzqqx", "i want to kill myself"]


def ask(page: Page, typed: str) -> None:
    page.get_by_role("main").get_by_label("Look for a word or a question").fill(typed)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("style", [{}, {"java_script_enabled": False}])
def test_family_finds_a_misspelt_word_and_the_way_back(open_page, style: dict) -> None:
    page, watch = open_page("/", **style)
    ask(page, "kemotherapy")
    expect(page.get_by_role("heading", level=2).first).to_have_text("chemotherapy")
    expect(page.get_by_text("say: KEE-moh-THAIR-uh-pee")).to_be_visible()
    page.get_by_role("link", name="as you typed it").click()
    expect(page.get_by_text("Nothing found for “kemotherapy”.")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="All the words, A to Z").click()
    expect(page).to_have_url(re.compile("/glossary/$"))
    assert watch.errors == []


def test_every_page_has_a_search_box_at_its_foot_and_a_link_at_its_top(open_page) -> None:
    page, _ = open_page("/treatment/surgery/")
    expect(page.get_by_role("banner").get_by_role("link", name="Search")).to_be_visible()
    page.get_by_role("contentinfo").get_by_label("Look for a word or a question").fill("losing hair")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Side effects: Hair falls out").click()
    expect(page).to_have_url(re.compile("/side-effects/#hair-falls-out-and-grows-back-after$"))
    assert page.locator("#hair-falls-out-and-grows-back-after").bounding_box()["y"] < 400


def test_emergency_shows_the_call_box_before_anything_found(open_page) -> None:
    page, _ = open_page("/search/?q=can%27t+breathe")
    call, hit = page.locator(".call").bounding_box(), page.locator(".hits").first.bounding_box()
    assert page.locator(".call").count() == 1
    assert call["y"] < 400
    assert call["y"] < hit["y"]


@pytest.mark.parametrize(
    ("typed", "number"), [("fever 101 what do I do", "911"), ("no despierta", "911"), ("suicide", "988")]
)
@pytest.mark.parametrize("java_script_enabled", [True, False])
@pytest.mark.slow
def test_the_number_to_call_is_on_the_first_screen_of_a_phone(
    open_page, typed: str, number: str, java_script_enabled: bool
) -> None:
    page, _ = open_page(f"/search/?{urlencode({'q': typed})}", width=360, java_script_enabled=java_script_enabled)
    button = page.locator(f"#found .call a.button[href='tel:{number}']").bounding_box()
    assert button["y"] + button["height"] <= 640
    assert button["height"] >= 44


def test_suggestions_by_keyboard_alone(open_page) -> None:
    page, watch = open_page("/search/")
    box = page.get_by_label("Look for a word or a question")
    for _ in range(12):
        page.keyboard.press("Tab")
        if box.evaluate("e => e === document.activeElement"):
            break
    expect(box).to_have_attribute("role", "combobox")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("kemo")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("chemotherapy")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#say")).to_have_text(re.compile(r"^\d suggestions"))
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("kemo")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/glossary/chemotherapy/$"))
    assert watch.errors == []


def test_enter_without_a_choice_searches_for_what_was_typed(open_page) -> None:
    page, _ = open_page("/search/")
    page.get_by_label("Look for a word or a question").press_sequentially("biopsy hurt", delay=20)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=biopsy\+hurt$"))


def test_suggestion_is_taken_by_touch_and_the_list_leaves_with_the_focus(open_page) -> None:
    page, _ = open_page("/", has_touch=True, is_mobile=True)
    box = page.get_by_role("main").get_by_label("Look for a word or a question")
    box.tap()
    box.press_sequentially("broviac")
    expect(page.get_by_role("option")).to_have_count(1)
    box.blur()
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.tap()
    box.press("ArrowDown")
    page.get_by_role("option").tap()
    expect(page).to_have_url(re.compile("/glossary/central-line/$"))


def test_typing_asks_this_site_alone_and_leaves_no_trace(open_page, served: str) -> None:
    page, watch = open_page("/search/")
    page.get_by_label("Look for a word or a question").press_sequentially("fever")
    page.wait_for_selector("[role=option]")
    assert all(url.startswith(served) for url in watch.requests)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies() == []


@pytest.mark.parametrize("style", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}, {"width": 1280}])
@pytest.mark.slow
def test_axe_finds_nothing_on_search_pages(open_page, served: str, style: dict) -> None:
    page, _ = open_page("/search/", **{"width": 320, **style})
    found = {}
    for typed in ASKED:
        page.goto(f"{served}/search/?q={typed}")
        found[typed] = violations(page)
    page.goto(f"{served}/search/")
    page.get_by_label("Look for a word or a question").press_sequentially("chemo")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    found["suggestions"] = violations(page)
    assert {typed: faults for typed, faults in found.items() if faults} == {}


@pytest.mark.parametrize("size", ["100%", "200%"])
@pytest.mark.slow
def test_search_pages_scroll_only_down_on_a_small_phone(open_page, served: str, size: str) -> None:
    page, _ = open_page("/search/", width=320)
    for typed in [*ASKED, "w" * 200]:
        page.goto(f"{served}/search/?q={typed}")
        page.evaluate("size => document.documentElement.style.setProperty('font-size', size)", size)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, typed
    page.goto(f"{served}/search/")
    page.get_by_label("Look for a word or a question").press_sequentially("chemo")
    page.wait_for_selector("[role=option]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_scripts_are_small(served: str) -> None:
    page = fetch(f"{served}/search/").text
    scripts = set(re.findall(r'data-(?:script|engine|text)="([^"]+)"', page))
    assert len(scripts) == 3
    assert sum(fetch(served + script).sent_bytes for script in scripts) <= 11 * 1024
    assert fetch(f"{served}/search/index.json").sent_bytes <= 60 * 1024
    assert fetch(f"{served}/search/words.txt").sent_bytes <= 100 * 1024
