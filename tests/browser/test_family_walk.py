"""A family's walk: home, diagnosis, a word opened and closed, treatment, surgery, the numbers opened."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=re.compile(name)).first.click()


def test_walk_from_home_to_the_numbers(open_page) -> None:
    page, watch = open_page("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("leiomyosarcoma")
    follow(page, "^Diagnosis")
    expect(page).to_have_url(re.compile("/diagnosis/$"))
    word = page.locator(".body a.term").first
    word.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("contentinfo").get_by_role("link", name="Treatment", exact=True).click()
    follow(page, "^Surgery$")
    expect(page).to_have_url(re.compile("/treatment/surgery/$"))
    page.get_by_role("contentinfo").get_by_role("link", name=re.compile("^Outlook")).click()
    numbers = page.locator("details.numbers")
    expect(numbers).not_to_have_attribute("open", "")
    expect(numbers.get_by_role("img", name="8 of 10")).to_have_count(0)
    numbers.locator("summary").click()
    expect(numbers.get_by_role("img", name="8 of 10").first).to_be_visible()
    assert watch.errors == []


def test_same_walk_without_javascript(open_page) -> None:
    page, _ = open_page("/", java_script_enabled=False)
    follow(page, "^Diagnosis")
    word = page.locator(".body a.term").first
    href = word.get_attribute("href")
    word.click()
    expect(page).to_have_url(re.compile(re.escape(href) + "$"))
    expect(page.get_by_role("heading", name="What it means")).to_be_visible()
    page.go_back()
    page.get_by_role("contentinfo").get_by_role("link", name="Treatment", exact=True).click()
    follow(page, "^Surgery$")
    page.get_by_role("contentinfo").get_by_role("link", name=re.compile("^Outlook")).click()
    page.locator("details.numbers summary").click()
    expect(page.locator("details.numbers").get_by_role("img", name="8 of 10").first).to_be_visible()


def test_word_opens_by_keyboard_and_gives_focus_back(open_page) -> None:
    page, _ = open_page("/treatment/surgery/", width=1280)
    word = page.locator(".body a.term").first
    word.focus()
    for key in ("Enter", " "):
        page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        expect(word).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(word).to_have_attribute("aria-expanded", "false")
        expect(word).to_be_focused()


def test_word_opens_and_closes_by_touch(open_page) -> None:
    page, _ = open_page("/treatment/surgery/", has_touch=True, is_mobile=True)
    word = page.locator(".body a.term").first
    word.tap()
    expect(page.get_by_role("dialog")).to_be_visible()
    word.tap()
    expect(page.get_by_role("dialog")).to_be_hidden()
    word.tap()
    page.touchscreen.tap(20, 5)
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_open_word_is_announced_with_its_meaning(open_page) -> None:
    page, _ = open_page("/treatment/surgery/")
    word = page.locator(".body a.term").first
    assert word.get_attribute("role") == "button"
    word.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_focused()
    slug = word.get_attribute("href").split("/")[2]
    expect(dialog.locator("h2")).to_have_text(page.locator(f"#w-{slug} dt").inner_text())
    assert dialog.get_attribute("aria-labelledby") == "pop-title"
    expect(dialog).to_contain_text(page.locator(f"#w-{slug} .meaning").inner_text())


def test_open_word_stays_in_sight(open_page) -> None:
    for width in (360, 1280):
        page, _ = open_page("/treatment/surgery/", width=width, height=700)
        for place in range(0, page.locator(".body a.term").count(), 4):
            word = page.locator(".body a.term").nth(place)
            if not word.is_visible():
                continue
            word.click()
            page.evaluate(NEXT_FRAME)
            box, pop = word.bounding_box(), page.get_by_role("dialog").bounding_box()
            covered = box["y"] < pop["y"] + pop["height"] and pop["y"] < box["y"] + box["height"]
            beside = box["x"] + box["width"] <= pop["x"] or pop["x"] + pop["width"] <= box["x"]
            assert beside or not covered, f"word {place} at {width}"
            assert pop["y"] >= 0
            assert pop["y"] + pop["height"] <= 701
            page.keyboard.press("Escape")


def test_meaning_needs_no_network(open_page) -> None:
    page, watch = open_page("/treatment/surgery/")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    before = len(watch.requests)
    page.locator(".body a.term").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert len(watch.requests) == before


def test_a_to_z_list_narrows_while_typing(open_page) -> None:
    page, _ = open_page("/glossary/", width=1280)
    page.get_by_label("Find a word").fill("BIOPSY")
    expect(page.locator("#say")).to_have_text(re.compile(r"^\d+ words$"))
    shown = page.locator(".words > div:visible").all_inner_texts()
    assert shown
    assert all("biopsy" in text.lower() for text in shown)


def test_a_to_z_list_has_no_filter_without_javascript(open_page) -> None:
    page, _ = open_page("/glossary/", java_script_enabled=False)
    expect(page.get_by_label("Find a word")).to_be_hidden()
    assert page.locator(".words > div").count() > 120


def test_ticks_stay_on_the_device(open_page) -> None:
    page, watch = open_page("/treatment/surgery/")
    page.wait_for_load_state("networkidle")
    before = len(watch.requests)
    tick = page.get_by_role("checkbox").first
    tick.check()
    expect(tick).to_be_checked()
    assert len(watch.requests) == before
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
