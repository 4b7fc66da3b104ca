"""Searching in a browser: by keyboard alone, without JavaScript, on a small phone, and on a site without a server."""

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import violations
from tests.search.relevance import judge_hrefs, judged
from tests.site.crawl import Outline, fetch

pytestmark = pytest.mark.browser
ASKED = ["", "kemotherapy", "fever", "losing hair", "zzqqx", "i want to kill myself"]
SHOWN = "#found .call a:not(.button), #found .light h2 a, #found .hits h3 a"


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


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def plain_files(served: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The search page, its index and its scripts as plain files on a web host that knows nothing of searching."""
    folder = tmp_path_factory.mktemp("plain")
    page = fetch(f"{served}/search/").text
    files = {"/search/index.html": page, "/search/index.json": fetch(f"{served}/search/index.json").text}
    for path in {*Outline(page).fetched, *re.findall(r'data-(?:script|engine)="([^"]+)"', page)}:
        files[path] = fetch(served + path).text
    for path, text in files.items():
        (folder / path.lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
        Path(folder / path.lstrip("/")).write_text(text, encoding="utf-8")
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def plain_page(browser: Browser, plain_files: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 780})
    yield context.new_page()
    context.close()


def answers(page: Page, site: str, typed: str) -> list[str]:
    page.goto(f"{site}/search/?{urlencode({'q': typed})}")
    page.wait_for_selector("#found > *")
    return [link.get_attribute("href") for link in page.locator(SHOWN).all()]


ALL_ANSWERS = """async (questions) => {
    const { Index } = await import(document.getElementById("q").dataset.engine);
    const index = new Index(await (await fetch("/search/index.json")).json());
    return questions.map((typed) => {
        const { crisis, term, pages, terms } = index.search(typed);
        return [...(crisis ? [crisis.section] : []), ...(term ? [term.href] : []), ...[...pages, ...terms].map(({ href }) => href)];
    });
}"""


def test_plain_files_answer_the_same_questions(plain_page: Page, plain_files: str) -> None:
    questions = [*judged("seen"), *judged("fresh")]
    plain_page.goto(f"{plain_files}/search/")
    found = plain_page.evaluate(ALL_ANSWERS, [question.ask for question in questions])
    shown = dict(zip((question.ask for question in questions), found, strict=True))
    verdict = judge_hrefs(shown.__getitem__, questions)
    assert verdict.share(1) >= 0.8, verdict.missed(1)
    assert verdict.share(3) >= 0.85, verdict.missed(3)
    for typed in ("will it come back", "I want to kill myself", "port", "zzqqx"):
        assert answers(plain_page, plain_files, typed) == shown.get(typed, [])


def test_plain_files_show_what_a_server_would(plain_page: Page, plain_files: str) -> None:
    answers(plain_page, plain_files, "kemotherapy")
    expect(plain_page.get_by_text("We looked for chemotherapy")).to_be_visible()
    expect(plain_page.locator(".light h2")).to_have_text("chemotherapy")
    expect(plain_page.locator(".hits mark").first).to_have_text(re.compile("chemo", re.IGNORECASE))
    plain_page.get_by_role("link", name="as you typed it").click()
    expect(plain_page.locator("#found").get_by_text("Nothing found for “kemotherapy”.")).to_be_visible()
    answers(plain_page, plain_files, "fevr")
    assert plain_page.locator(".call").bounding_box()["y"] < 400
    answers(plain_page, plain_files, "suicide")
    expect(plain_page.get_by_role("link", name="Call or text 988")).to_be_visible()
    expect(plain_page.locator(".hits")).to_have_count(0)
    answers(plain_page, plain_files, "<img src=x onerror=alert(1)>")
    expect(plain_page.locator("#found img")).to_have_count(0)


@pytest.mark.parametrize(
    "typed", ["a" * 10_000, "\x00\x1b", "((", "__proto__", "constructor", "toString", "'\"`", "😀", "fever " * 500]
)
def test_plain_files_answer_hostile_input(plain_page: Page, plain_files: str, typed: str) -> None:
    errors = []
    plain_page.on("pageerror", lambda error: errors.append(str(error)))
    plain_page.goto(f"{plain_files}/search/?q=x")
    plain_page.wait_for_selector("#found > p")
    box = plain_page.get_by_label("Look for a word or a question")
    box.fill(typed)
    plain_page.wait_for_timeout(200)
    assert errors == []
    answers(plain_page, plain_files, f"{typed} .")
    assert errors == []


def test_plain_files_suggest_too(plain_page: Page, plain_files: str) -> None:
    plain_page.goto(f"{plain_files}/search/")
    plain_page.get_by_label("Look for a word or a question").press_sequentially("kemo", delay=30)
    expect(plain_page.get_by_role("option").first).to_contain_text("chemotherapy")


def test_plain_files_without_javascript_still_help(browser: Browser, plain_files: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{plain_files}/search/?q=fever")
    expect(page.get_by_role("heading", name="When to call, day or night")).to_be_visible()
    expect(page.get_by_role("heading", name="Other ways to find it")).to_be_visible()
    page.context.close()


def test_the_scripts_are_small(served: str) -> None:
    page = fetch(f"{served}/search/").text
    scripts = set(re.findall(r'data-(?:script|engine)="([^"]+)"', page))
    assert len(scripts) == 2
    assert sum(fetch(served + script).sent_bytes for script in scripts) <= 8 * 1024
    assert fetch(f"{served}/search/index.json").sent_bytes <= 60 * 1024
