"""Nothing that an admin screen says of a document contradicts the page that families read, in any state of it."""

import os
import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from freezegun import freeze_time

from leiomyo_site.admin.build_status import document_status, is_served, waiting_documents
from leiomyo_site.edition_status import LATE_SECONDS, publishing_problem, touch_worker, write_status
from leiomyo_site.editorial import selectors
from leiomyo_site.editorial.actions.publish import publish, withdraw
from leiomyo_site.editorial.actions.review import approve, request_review
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.actions.schedule import schedule
from leiomyo_site.pages.models import Page
from tests.conftest import sign_in

from .conftest import DO, NOON
from .edition_factories import site_of

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)
STATES = ("starting", "draft", "in review", "approved", "published", "changed since", "scheduled", "checked", "light", "overdue",
          "withdrawn")  # fmt: skip


@pytest.fixture
def page(three_pages: Path, settings, editions_dir: Path) -> Page:
    settings.EDITIONS_DIR = editions_dir
    return Page.objects.get(slug="surgery")


@pytest.fixture
def move_to(page: Page, writer: User, nurse: User, publisher: User) -> Callable[[str], None]:
    """Bring the page into a state, by the acts of three people."""

    def write(words: str) -> None:
        page.body, page.change_note = f"## New\n\n{words} [@hwang-1997]{DO}", "New words."
        save_draft(page, by=writer, at=LATER, expected_version=page.version)

    def put_out(scope: str) -> None:
        approve(page, by=nurse, at=LATER, expected_hash=page.draft_hash, scope=scope)
        publish(page, by=publisher, at=LATER, expected_hash=page.draft_hash, reason="A test.")

    def move(state: str) -> None:
        if state == "starting":
            return
        if state == "withdrawn":
            withdraw(page, by=nurse, at=LATER, note="Wrong.", weight="safety")
            return
        write("New words.")
        if state == "in review":
            request_review(page, by=writer, at=LATER, expected_hash=page.draft_hash)
        if state in ("approved", "scheduled"):
            approve(page, by=nurse, at=LATER, expected_hash=page.draft_hash, scope="full")
        if state == "scheduled":
            due = LATER + timedelta(days=9)
            schedule(page, by=publisher, at=LATER, due_at=due, expected_hash=page.draft_hash, reason="A test.")
        if state in ("published", "changed since", "checked", "light", "overdue"):
            put_out("changes" if state == "light" else "full")
        if state == "changed since":
            write("Newer words.")

    return move


@pytest.mark.parametrize("state", STATES)
def test_every_screen_agrees_with_the_page(
    state: str, page: Page, move_to: Callable[[str], None], bake_now: Callable[..., object], client: Client,
    publisher: User, editions_dir: Path,
) -> None:  # fmt: skip
    move_to(state)
    now = LATER + timedelta(days=800 if state == "overdue" else 1)
    with freeze_time(now):
        bake_now(now=now)
        sign_in(client, publisher)
        at = lambda view: reverse(f"admin:pages_page_{view}", args=[page.pk])  # noqa: E731
        screens = {view: client.get(at(view)).content.decode() for view in ("change", "review", "publish", "history")}
        rows = client.get(reverse("admin:pages_page_changelist")).content.decode()
        front = client.get("/admin/").content.decode()
    public = site_of(editions_dir)["surgery/index.html"].decode()
    row = re.search(r"<tr><th[^>]*>(?:(?!</tr>).)*surgery</td></tr>", rows.replace("\n", "")).group()  # type: ignore[union-attr]
    if state == "withdrawn":
        assert "This page was taken down" in public
        gone = "Families read at its address that it was taken down, on 2 December 2026."
        assert all(gone in one for one in screens.values())
        assert ">taken down, 2\u00a0Dec\u00a02026<" in row and "Families read version" not in screens["change"]
        return
    live = next(live for live in selectors.live_pages("en") if live.slug == "surgery")
    assert f", version {live.number}</dd>" in public
    said = f"Families read version {live.number} of {live.published_at:%-d %B %Y}, "
    assert f"{live.published_at:%B %-d, %Y}" in public
    assert f"{live.next_check:%B %-d, %Y}" in public
    said += f"checked by {live.checked_by}." if live.checked_by else "not yet checked by a clinician."
    assert f"<dd>{live.checked_by or 'Not yet checked by a clinician'}</dd>" in public
    assert all(said in screen for screen in screens.values()), state
    assert f"version {live.number}, {live.published_at:%-d\u00a0%b\u00a0%Y}" in row
    assert f"{live.next_check:%-d\u00a0%b\u00a0%Y}" in row
    overdue = "This page is past its check date" in public
    assert overdue == ("overdue since" in row) == ("Past the check date <span>" in front) == (state == "overdue")
    if state in ("starting", "published", "checked", "light", "overdue"):  # the draft is what families read
        grade = re.search(r"US grade (\d+)", public)[1]  # type: ignore[index]
        assert f"Reading grade {grade} (measured" in screens["change"]


def test_a_publication_is_followed_until_families_have_it(
    page: Page, move_to: Callable[[str], None], bake_now: Callable[..., object], client: Client, publisher: User,
    editions_dir: Path,
) -> None:  # fmt: skip
    bake_now()
    move_to("published")
    assert is_served(page.code, 1) and not is_served(page.code, 2)
    sign_in(client, publisher)
    poll = f"{reverse('build_status')}?document={page.pk}"
    waits = "Version 2 was published on 2 December 2026, but families do not have that yet: they still read version 1."
    for screen in (poll, reverse("admin:pages_page_change", args=[page.pk])):
        html = client.get(screen).content.decode()
        assert waits in html and f"?document={page.pk}" in html
    assert waiting_documents() == ["/surgery/"]
    bake_now()
    answer = client.get(poll).content.decode()
    assert "Families read version 2 of 2 December 2026, checked by Nora Test." in answer and "Look again" not in answer
    assert waiting_documents() == []


def test_a_take_down_is_followed_and_whoever_can_mend_it_is_named(
    page: Page, move_to: Callable[[str], None], bake_now: Callable[..., object], editions_dir: Path
) -> None:
    bake_now()
    move_to("withdrawn")
    assert "It was taken down on 2 December 2026, but families do not have that yet: they still read version 1." in (
        document_status(page).sentence
    )
    write_status(editions_dir, state="refused", faults=["/surgery/: it is empty"])
    assert "An editor can mend it" in document_status(page).sentence
    assert document_status(page).problems == ("/surgery/: it is empty",)
    write_status(editions_dir, state="failed", faults=["The disk failed: full"])
    assert "or runs this site, can mend it" in document_status(page).sentence
    write_status(editions_dir, state="done", held={f"{page.code}.2": "its link leads nowhere"})
    assert document_status(page).problems == ("its link leads nowhere",)


def test_a_document_that_moved_is_found_where_families_still_have_it(
    page: Page, bake_now: Callable[..., object], change: Callable[..., None]
) -> None:
    bake_now()
    change("surgery", slug="operation")
    assert "they still read version 1" in document_status(page).sentence
    bake_now()
    assert document_status(page).sentence.startswith("Families read version 2 of")


def test_a_bake_that_hangs_is_known_as_soon_as_a_publication_is_late(tmp_path: Path) -> None:
    touch_worker(tmp_path)
    write_status(tmp_path, state="baking", done=1, of=9)
    assert publishing_problem(tmp_path) == ""
    for sign in ("worker.json", "status.json"):
        os.utime(tmp_path / sign, (time.time() - LATE_SECONDS - 5,) * 2)
    assert publishing_problem(tmp_path).startswith("not known: the publish worker has not reported for")
    write_status(tmp_path, state="baking", done=2, of=9)
    assert publishing_problem(tmp_path) == ""
