"""Every page in a real browser: no sideways scrolling, no cookie, no foreign request, no control too small to tap.

Each page is loaded once with scripts and once without, and asked everything then.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.site.crawl import page_kinds, paths

from .page_observer import Watch

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE, SMALL_PHONE, WIDE = 360, 320, 1600
SMALL_CONTROLS = """() => [...document.querySelectorAll("nav a, button, summary, .button, .phones .tel, .call > h2 .tel, .ticks label, input, .brand")]
    .filter((e) => e.checkVisibility())
    .filter((e) => !["checkbox", "radio"].includes(e.type))
    .map((e) => [e.textContent.trim().slice(0, 30), e.getBoundingClientRect().height])
    .filter(([_, height]) => height < 43.5)"""


@dataclass
class Walk:
    """What was found on a walk over all pages, by path and width of the window."""

    page: Page
    watch: Watch
    widths: dict[tuple[str, int], float] = field(default_factory=dict)
    widths_of_large_text: dict[str, float] = field(default_factory=dict)
    small_controls: dict[str, list[list[object]]] = field(default_factory=dict)

    def measure(self, path: str, width: int) -> None:
        """Note how wide the page is in a window of this width."""
        self.resize(width)
        box = self.page.locator("html").bounding_box()
        scroll = self.page.locator("body").evaluate("() => document.documentElement.scrollWidth")
        assert box
        self.widths[path, width] = max(scroll, box["width"])

    def look_as_on_a_phone(self, path: str) -> None:
        """Note which controls are too small to tap, and how wide the page is in letters twice as large."""
        self.resize(PHONE)
        if small := self.page.evaluate(SMALL_CONTROLS):
            self.small_controls[path] = small[:3]
        self.page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        self.widths_of_large_text[path] = self.page.evaluate("document.documentElement.scrollWidth")
        self.page.evaluate("document.documentElement.style.removeProperty('font-size')")

    def resize(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 780})


@pytest.fixture(scope="module", params=[True, False], ids=["scripts", "no-scripts"])
def walk(request: pytest.FixtureRequest, browser: Browser, served: str) -> Iterator[Walk]:
    """All pages, each loaded once."""
    context = browser.new_context(java_script_enabled=request.param)
    page = context.new_page()
    walk = Walk(page, Watch(page))
    kinds = page_kinds(served)
    for path in dict.fromkeys([*paths(served), *kinds]):
        walk.resize(SMALL_PHONE)
        page.goto(served + path)
        walk.measure(path, SMALL_PHONE)
        if path in kinds:
            walk.look_as_on_a_phone(path)
        walk.measure(path, WIDE)
    yield walk
    context.close()


@pytest.mark.parametrize("width", [SMALL_PHONE, WIDE])
def test_nothing_scrolls_sideways(walk: Walk, width: int) -> None:
    measured = {path: found for (path, at), found in walk.widths.items() if at == width}
    assert len(measured) > 100
    assert {path: found for path, found in measured.items() if found > width} == {}


def test_large_text_on_a_phone_scrolls_only_down(walk: Walk) -> None:
    assert walk.widths_of_large_text
    assert {path: found for path, found in walk.widths_of_large_text.items() if found > PHONE} == {}


def test_every_control_is_large_enough_to_tap(walk: Walk) -> None:
    assert walk.small_controls == {}


def test_readers_are_watched_by_nobody(walk: Walk, served: str) -> None:
    own = urlsplit(served).netloc
    assert {urlsplit(url).netloc for url in walk.watch.requests} == {own}
    assert walk.page.context.cookies() == []
    assert walk.page.evaluate("localStorage.length + sessionStorage.length") == 0
    # The page that is not there is the only one missing.
    assert [error for error in walk.watch.errors if "404" not in error] == []
    assert len(walk.watch.errors) == 1


def test_policy_stops_what_a_page_should_not_do(open_page) -> None:
    page, watch = open_page("/")
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.bad = 1\">')")
    assert page.evaluate("window.bad") is None
    assert any("Content Security Policy" in error for error in watch.errors)


def test_the_page_moves_nothing_for_those_who_ask_for_less(open_page) -> None:
    page, _ = open_page("/treatment/surgery/", reduced_motion="reduce")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((e) => {
            const style = getComputedStyle(e);
            return parseFloat(style.transitionDuration) > 0 || style.animationName !== "none";
        }).length"""
    )
    assert moving == 0


def test_layout_does_not_shift_while_loading(open_page) -> None:
    page, _ = open_page("/treatment/surgery/")
    shift = page.evaluate(
        """() => new Promise((done) => {
            let total = 0;
            new PerformanceObserver((list) => { for (const e of list.getEntries()) total += e.value; })
                .observe({ type: "layout-shift", buffered: true });
            setTimeout(() => done(total), 300);
        })"""
    )
    assert shift == 0
