"""Searching on a site without a server: the engine of the browser answers as the server does."""

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.search.first_help import held_out, questions, real_words
from tests.search.relevance import judge_hrefs, judged
from tests.site.crawl import Outline, fetch

pytestmark = pytest.mark.browser
SHOWN = "#found .call div > p:last-child a:not(.tel), #found .light h2 a, #found .hits h3 a"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def plain_files(served: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The search page, its index and its scripts as plain files on a web host that knows nothing of searching."""
    folder = tmp_path_factory.mktemp("plain")
    page = fetch(f"{served}/search/").text
    files = {
        "/search/index.html": page,
        **{path: fetch(served + path).text for path in ("/search/index.json", "/search/words.txt")},
    }
    for path in {*Outline(page).fetched, *re.findall(r'data-(?:script|engine|text)="([^"]+)"', page)}:
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


# What the engine of the browser says to each of some questions.
ALL_ANSWERS = """async (questions) => {
    const { engine, text } = document.getElementById("q").dataset;
    const { openIndex } = await import(engine);
    const [baked, real] = await Promise.all(["index.json", "words.txt"].map((name) => fetch(`/search/${name}`)));
    const index = await openIndex(text, await baked.json(), await real.text());
    return questions.map((typed) => {
        const { crisis, gentle, isUrgent, otherIllness, instead, term, pages, terms } = index.search(typed);
        const first = [crisis?.section, term?.href, ...(gentle?.links || []).map(([, href]) => href)].filter(Boolean);
        return {
            hrefs: [...first, ...[...pages, ...terms].map(({ href }) => href)],
            help: { isUrgent: Boolean(isUrgent), crisis: Boolean(crisis), gentle: Boolean(gentle), other: Boolean(otherIllness) },
            instead,
        };
    });
}"""


@pytest.mark.parametrize(
    ("name", "help_wanted"),
    [
        ("urgent", "isUrgent"),
        ("urgent-es", "isUrgent"),
        ("self-harm", "crisis"),
        ("grief", "gentle"),
        ("other-illness", "other"),
    ],
)
def test_plain_files_bring_the_same_help_first(plain_page: Page, plain_files: str, name: str, help_wanted: str) -> None:
    asked = questions(name)
    plain_page.goto(f"{plain_files}/search/")
    answers = plain_page.evaluate(ALL_ANSWERS, asked)
    assert [typed for typed, answer in zip(asked, answers, strict=True) if not answer["help"][help_wanted]] == []


@pytest.mark.parametrize(
    ("name", "help_wanted"), [("urgent", "isUrgent"), ("urgent-es", "isUrgent"), ("self-harm", "crisis")]
)
def test_plain_files_help_with_questions_held_out(
    plain_page: Page, plain_files: str, name: str, help_wanted: str
) -> None:
    asked = held_out(name)
    plain_page.goto(f"{plain_files}/search/")
    answers = plain_page.evaluate(ALL_ANSWERS, asked)
    missed = [typed for typed, answer in zip(asked, answers, strict=True) if not answer["help"][help_wanted]]
    assert len(missed) <= 0.05 * len(asked), missed


def test_plain_files_bring_no_help_that_is_not_needed(plain_page: Page, plain_files: str) -> None:
    plain_page.goto(f"{plain_files}/search/")
    help_first = [answer["help"] for answer in plain_page.evaluate(ALL_ANSWERS, questions("ordinary"))]
    assert sum(one["isUrgent"] for one in help_first) <= 2
    assert not any(one["crisis"] or one["gentle"] for one in help_first)


def test_plain_files_take_no_real_word_for_another(plain_page: Page, plain_files: str) -> None:
    plain_page.goto(f"{plain_files}/search/")
    words = real_words()
    answers = plain_page.evaluate(ALL_ANSWERS, words)
    assert {word: answer["instead"] for word, answer in zip(words, answers, strict=True) if answer["instead"]} == {}


def test_plain_files_answer_the_same_questions(plain_page: Page, plain_files: str) -> None:
    judgments = [*judged("seen"), *judged("fresh")]
    plain_page.goto(f"{plain_files}/search/")
    found = plain_page.evaluate(ALL_ANSWERS, [question.ask for question in judgments])
    shown = {question.ask: answer["hrefs"] for question, answer in zip(judgments, found, strict=True)}
    verdict = judge_hrefs(shown.__getitem__, judgments)
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
@pytest.mark.slow
def test_plain_files_answer_hostile_input(plain_page: Page, plain_files: str, typed: str) -> None:
    errors = []
    plain_page.on("pageerror", lambda error: errors.append(str(error)))
    plain_page.clock.install()
    plain_page.goto(f"{plain_files}/search/?q=x")
    plain_page.wait_for_selector("#found > p")
    box = plain_page.get_by_label("Look for a word or a question")
    box.fill(typed)
    plain_page.clock.run_for(1000)  # suggestions wait for a pause in typing
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
