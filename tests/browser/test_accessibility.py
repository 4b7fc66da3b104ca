"""The checker of accessibility finds nothing on any page, at any width, in any colors."""

import pytest

from tests.site.crawl import page_kinds

from .accessibility import violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, *(pytest.param(width, marks=pytest.mark.slow) for width in (768, 1280))])
def test_axe_finds_nothing(open_page, served: str, width: int) -> None:
    # Nothing may be on its way from one color to another while it is looked at.
    page, watch = open_page("/", width=width, reduced_motion="reduce")
    found = {}
    for path in page_kinds(served):
        page.emulate_media(color_scheme="light")
        page.goto(served + path)
        page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
        if page.locator("a.term:visible").count():
            page.locator("a.term:visible").first.click()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            if faults := violations(page):
                found[path, width, scheme] = faults
    assert found == {}
    assert [error for error in watch.errors if "404" not in error] == []


@pytest.mark.slow
def test_axe_finds_nothing_in_forced_colors(open_page, served: str) -> None:
    page, _ = open_page("/", forced_colors="active")
    found = {}
    for path in page_kinds(served):
        page.goto(served + path)
        if faults := violations(page):
            found[path] = faults
    assert found == {}
