"""One clock: every day and time that anybody reads, on a page, on paper or in administration, is of the site's time zone."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from leiomyo_site.editorial import selectors
from leiomyo_site.editorial.actions.publish import publish
from leiomyo_site.editorial.actions.review import approve
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.review_dates import next_check
from leiomyo_site.pages.models import Page
from leiomyo_site.site.template_engine import day as day_on_paper
from tests.conftest import sign_in
from tests.servers import ROOT

pytestmark = pytest.mark.django_db
# It is the third of December by UTC and in the east, and the second in the west.
NIGHT = datetime(2026, 12, 3, 3, tzinfo=UTC)


@pytest.fixture(params=[("America/Los_Angeles", 2), ("Pacific/Auckland", 3), ("UTC", 3)], ids=lambda zone: zone[0])
def day(request: pytest.FixtureRequest, settings, small_content: Path) -> int:
    """The day of December by a clock; the page and the term came with the site."""
    settings.TIME_ZONE, number = request.param
    call_command("import_content", root=small_content, publish=True, verbosity=0)
    return number


@pytest.fixture
def read(writer: User) -> Callable[[str], str]:
    """Return what stands at an address, for somebody who works here too."""
    client = sign_in(Client(), writer)
    return lambda path: client.get(path).content.decode()


def put_out(page: Page, writer: User, nurse: User, publisher: User) -> None:
    page.body = "## New\n\nNew words. [@hwang-1997]\n\n/// do | What you can do\n- Ask.\n///\n"
    page.change_note = "New."
    save_draft(page, by=writer, at=NIGHT, expected_version=page.version)
    approve(page, by=nurse, at=NIGHT, expected_hash=page.draft_hash, scope="full")
    publish(page, by=publisher, at=NIGHT, expected_hash=page.draft_hash)


def test_the_setting_is_the_clock_of_the_whole_site() -> None:
    command = "from django.conf import settings; print(settings.TIME_ZONE)"
    environment = {
        **os.environ,
        "CLINIC_TIME_ZONE": "America/Denver",
        "DJANGO_SETTINGS_MODULE": "leiomyo_site.settings",
    }
    said = subprocess.run([sys.executable, "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert said.stdout.strip() == "America/Denver", said.stderr


def test_starting_content_is_of_the_day_in_its_file(day: int, read: Callable[[str], str]) -> None:
    assert "November 23, 2026" in read("/surgery/")
    assert "23 November 2026" in read(reverse("admin:pages_page_change", args=[Page.objects.get().pk]))
    assert [live.published_at.tzinfo for live in selectors.live_pages("en")] == [UTC]


def test_pages_and_administration_say_the_same_day(
    day: int, read: Callable[[str], str], writer: User, nurse: User, publisher: User
) -> None:
    page = Page.objects.get()
    put_out(page, writer, nurse, publisher)
    shown = read("/surgery/")
    assert f"December {day}, 2026" in shown and f"December {day}, 2027" in shown
    assert f'"dateModified": "2026-12-0{day}"' in shown
    assert f"December {day}, 2026" in read("/h/HJ9BN.2")
    assert f"<lastmod>2026-12-0{day}</lastmod>" in read("/sitemap.xml")
    row = next(row for row in json.loads(read("/.well-known/handouts.json"))["texts"] if row["code"] == "HJ9BN")
    assert (row["published"], row["checked"]) == (f"2026-12-0{day}", f"2026-12-0{day}")
    assert f"2026-12-0{day}" in read("/for-clinics/links.csv")
    assert day_on_paper(NIGHT) == f"December {day}, 2026"
    assert f"{day}\u00a0Dec\u00a02026" in (rows := read(reverse("admin:pages_page_changelist")))
    assert f"{day}\u00a0Dec\u00a02027" in rows
    assert f"{day} December 2026" in read(reverse("admin:pages_page_change", args=[page.pk]))
    assert f"{day} Dec 2026" in read(reverse("admin:pages_page_history", args=[page.pk]))


def test_the_next_check_is_on_the_same_day_of_the_month_though_clocks_change(settings) -> None:
    settings.TIME_ZONE = "America/New_York"
    due = next_check(first_published_at=datetime(2026, 7, 1, 4, 30, tzinfo=UTC), checked_at=None, months=6)
    assert (due.month, due.day, due.hour) == (1, 1, 0)
