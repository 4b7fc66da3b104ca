"""Without signal a family reads on what it opened before; a saved copy always says so, and what is gone stays gone."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Opener
from tests.prepared import SITE_URL, serving_copy
from tests.servers import ROOT
from tests.site.crawl import fetch

pytestmark = pytest.mark.browser
READY = "async () => { await navigator.serviceWorker.ready; }"
KEPT = """async () => {
    const paths = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys()) paths.push(new URL(request.url).pathname);
    return paths;
}"""


def kept(page: Page) -> list[str]:
    return page.evaluate(KEPT)


def open_kept(open_page: Opener, path: str) -> Page:
    """Open a page and wait until it, and what it fetches, is kept."""
    page, _ = open_page(path)
    page.evaluate(READY)
    page.wait_for_function(f"async () => (await ({KEPT})()).includes({path!r})")
    page.wait_for_function(f"async () => (await ({KEPT})()).some((path) => path.endsWith('.css'))")
    return page


def test_an_opened_page_is_read_without_signal_and_says_that_it_is_a_copy(open_page: Opener, served: str) -> None:
    page = open_kept(open_page, "/outlook/")
    expect(page.locator(".saved")).to_have_count(0)
    page.goto(f"{served}/diagnosis/")
    page.context.set_offline(True)
    page.goto(f"{served}/outlook/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Outlook")
    expect(page.locator(".saved")).to_have_text(re.compile(r"saved copy from \w+ \d+, \d{4}\. It may be old"))
    assert page.locator(".saved").evaluate("(line) => getComputedStyle(line).textAlign") == "center"
    page.goto(f"{served}/diagnosis/")
    expect(page.locator(".saved")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    expect(page.locator(".saved")).to_have_count(0)


def test_a_page_never_opened_is_answered_with_what_to_do(open_page: Opener, served: str) -> None:
    page = open_kept(open_page, "/outlook/")
    page.context.set_offline(True)
    page.goto(f"{served}/treatment/surgery/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reading without a signal")
    expect(page.get_by_role("main")).to_contain_text("call your child’s care team now")


def test_the_sheet_for_the_fridge_is_there_without_signal_after_the_first_page(open_page: Opener, served: str) -> None:
    page = open_kept(open_page, "/outlook/")
    page.wait_for_function(f"async () => (await ({KEPT})()).includes('/h/M39V3.fridge')")
    page.context.set_offline(True)
    page.get_by_role("link", name="Call", exact=True).click()
    with page.expect_response(f"{served}/h/M39V3.fridge") as waited:
        page.get_by_role("link", name="Sheet for the fridge (PDF)").click()
    answer = waited.value
    assert (answer.status, answer.headers["content-type"], answer.from_service_worker) == (200, "application/pdf", True)
    page.goto(f"{served}/h/M39V3.card")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reading without a signal")


def test_the_whole_guide_is_saved_when_asked(open_page: Opener, served: str) -> None:
    page = open_kept(open_page, "/outlook/")
    page.get_by_role("link", name="Read without a signal").click()
    page.get_by_role("button", name="Save the whole guide").click()
    expect(page.locator(".keep output")).to_have_text("The whole guide is on this device now.", timeout=60_000)
    page.context.set_offline(True)
    for path in ("/treatment/surgery/", "/glossary/biopsy/", "/"):
        page.goto(served + path)
        expect(page.locator(".saved")).to_be_visible()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Reading without a signal")


def test_saved_pages_are_deleted_when_asked_and_stay_so(open_page: Opener, served: str) -> None:
    page = open_kept(open_page, "/outlook/")
    page.get_by_role("link", name="Read without a signal").click()
    page.get_by_role("button", name="Delete saved pages").click()
    expect(page.locator(".keep output")).to_have_text("No page is saved on this device now.")
    page.goto(f"{served}/diagnosis/")
    page.wait_for_load_state("networkidle")
    assert kept(page) == []
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


def test_deleting_saved_pages_says_that_the_teams_number_stays(open_page: Opener, served: str) -> None:
    page = open_kept(open_page, "/outlook/")
    page.evaluate("localStorage.setItem('team-number', JSON.stringify({number: '555-010-0111', at: new Date()}))")
    page.get_by_role("link", name="Read without a signal").click()
    page.get_by_role("button", name="Delete saved pages").click()
    expect(page.locator(".keep output")).to_contain_text("The number of your team stays")
    assert page.evaluate("localStorage.getItem('team-number') !== null")


def test_only_addresses_of_ours_without_a_query_are_kept(open_page: Opener, served: str) -> None:
    page = open_kept(open_page, "/outlook/")
    for path in ("/diagnosis/?from=mail", "/admin/login/", "/nothing/"):
        page.goto(served + path)
    page.wait_for_load_state("networkidle")
    assert all(
        path.startswith("/static/") or path in ("/outlook/", "/offline/", "/h/M39V3.fridge") for path in kept(page)
    )


WITHDRAW = """
from django.contrib.auth.models import Group, User
from django.utils import timezone
from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.pages.models import Page
nurse = User.objects.create_user("nora", first_name="Nora", last_name="Test", is_staff=True)
nurse.groups.add(Group.objects.get(name="Clinical reviewers"))
withdraw(Page.objects.get(slug="coping"), by=nurse, at=timezone.now(), note="It was wrong.", weight="safety")
"""


def withdraw_coping(data_dir: Path, site: str) -> None:
    environment = {**os.environ, "DATA_DIR": str(data_dir), "SITE_URL": SITE_URL}
    command = [sys.executable, "manage.py", "shell", "-c", WITHDRAW]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    deadline = time.monotonic() + 30
    while fetch.__wrapped__(f"{site}/coping/").status != 410:
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.mark.slow
def test_what_was_taken_down_is_forgotten_at_the_next_signal_though_nobody_opens_it(
    browser: Browser, tmp_path: Path
) -> None:
    with serving_copy(tmp_path) as site:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{site}/coping/")
        page.evaluate(READY)
        page.wait_for_function(f"async () => (await ({KEPT})()).includes('/coping/')")
        withdraw_coping(tmp_path, site)
        page.goto(f"{site}/diagnosis/")
        page.wait_for_function(f"async () => !(await ({KEPT})()).includes('/coping/')")
        page.goto(f"{site}/coping/")
        expect(page.get_by_role("heading", level=1)).to_have_text("This page was taken down")
        page.wait_for_function(f"async () => (await ({KEPT})()).includes('/diagnosis/')")
        assert "/coping/" not in kept(page)
        context.set_offline(True)
        page.goto(f"{site}/coping/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Reading without a signal")
        context.close()
