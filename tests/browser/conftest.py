"""A real Chromium, and pages in it that note every cookie, foreign request and policy violation."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.tools import browser_path

from .admin_site import admin_site, codes, enter, sign_ins
from .page_observer import Watch

__all__ = ["Watch", "admin_site", "codes", "enter", "sign_ins"]

QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = browser_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


Opener = Callable[..., tuple[Page, Watch]]


@pytest.fixture
def open_page(browser: Browser, served: str) -> Iterator[Opener]:
    """Open a path in a fresh window of a given width and style; gives the page and its watch."""
    contexts = []

    def opener(path: str, *, width: int = 360, height: int = 780, **style: Any) -> tuple[Page, Watch]:
        context = browser.new_context(viewport={"width": width, "height": height}, **style)
        contexts.append(context)
        page = context.new_page()
        watch = Watch(page)
        page.goto(served + path)
        return page, watch

    yield opener
    for context in contexts:
        context.close()
