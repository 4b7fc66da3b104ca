"""Every page in a real browser: no barrier, no sideways scrolling, no cookie, no foreign request, no violation."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.site.crawl import TOOLS, paths

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
TERM_PAGES_LOOKED_AT = 6


def page_kinds(served: str) -> list[str]:
    """All pages, the A–Z list, some of the term pages (they share one template), and a page that is not there."""
    every = paths(served)
    terms = [path for path in every if path.startswith("/glossary/") and path != "/glossary/"]
    return (
        [path for path in every if path not in terms]
        + terms[:: len(terms) // TERM_PAGES_LOOKED_AT]
        + [*TOOLS, "/nowhere/"]
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_axe_finds_nothing(open_page, served: str, scheme: str, width: int) -> None:
    page, watch = open_page("/", width=width, color_scheme=scheme)
    axe, found = Axe(), {}
    for path in page_kinds(served):
        page.goto(served + path)
        page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
        if page.locator("a.term:visible").count():
            page.locator("a.term:visible").first.click()
        violations = axe.run(page, options=RULES).response["violations"]
        if violations:
            found[path] = [(v["id"], v["nodes"][0]["html"][:120]) for v in violations]
    assert found == {}
    assert [error for error in watch.errors if "404" not in error] == []


def test_axe_finds_nothing_in_forced_colours(open_page, served: str) -> None:
    page, _ = open_page("/", forced_colors="active")
    found = {}
    for path in page_kinds(served):
        page.goto(served + path)
        if violations := Axe().run(page, options=RULES).response["violations"]:
            found[path] = [v["id"] for v in violations]
    assert found == {}


@pytest.mark.parametrize("style", [{}, {"java_script_enabled": False}])
@pytest.mark.parametrize("width", [320, 1600])
def test_nothing_scrolls_sideways(open_page, served: str, width: int, style: dict) -> None:
    page, _ = open_page("/", width=width, **style)
    wide = {}
    for path in paths(served):
        page.goto(served + path)
        box = page.locator("html").bounding_box()
        scroll = page.locator("body").evaluate("() => document.documentElement.scrollWidth")
        if scroll > width or box["width"] > width:
            wide[path] = scroll
    assert wide == {}


def test_large_text_on_a_small_phone_scrolls_only_down(open_page, served: str) -> None:
    page, _ = open_page("/")
    for path in page_kinds(served):
        page.goto(served + path)
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_every_control_is_large_enough_to_tap(open_page, served: str) -> None:
    page, _ = open_page("/")
    small = {}
    for path in page_kinds(served):
        page.goto(served + path)
        sizes = page.evaluate(
            """() => [...document.querySelectorAll("nav a, button, summary, .button, .phones .tel, .call > h2 .tel, .ticks label, input, .brand")]
                .filter((e) => e.checkVisibility())
                .filter((e) => !["checkbox", "radio"].includes(e.type))
                .map((e) => [e.textContent.trim().slice(0, 30), e.getBoundingClientRect().height])
                .filter(([_, height]) => height < 43.5)"""
        )
        if sizes:
            small[path] = sizes[:3]
    assert small == {}


def test_readers_are_watched_by_nobody(open_page, served: str) -> None:
    page, watch = open_page("/")
    for path in paths(served):
        page.goto(served + path)
    own = urlsplit(served).netloc
    assert {urlsplit(url).netloc for url in watch.requests} == {own}
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert watch.errors == []


def test_policy_stops_what_a_page_should_not_do(open_page) -> None:
    page, watch = open_page("/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.bad = 1\">')")
    page.wait_for_timeout(100)
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
