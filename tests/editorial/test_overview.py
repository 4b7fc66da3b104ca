"""What waits for whom: on admin's front page, printed, and mailed."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leiomyo_site.editorial.actions import review as reviewing
from leiomyo_site.editorial.actions.schedule import schedule
from leiomyo_site.editorial.actions.share import add_comment, create_share_link
from leiomyo_site.editorial.dashboard import DashboardPanel, dashboard_panels
from leiomyo_site.editorial.models import AuditLogEntry, Source
from leiomyo_site.pages.models import Page
from tests.conftest import person, sign_in

from .conftest import NOON, approve

pytestmark = pytest.mark.django_db
Write = Callable[..., Page]
YEARS_LATER = NOON + timedelta(days=800)


def box(person: User, title: str, *, now: object = NOON) -> DashboardPanel | None:
    return next((found for found in dashboard_panels(person, now=now) if found.title == title), None)  # type: ignore[arg-type]


def ask(page: Page, writer: User) -> None:
    reviewing.request_review(page, by=writer, at=NOON, expected_hash=page.draft_hash)


def test_a_reviewer_sees_what_she_can_review_apart_from_what_she_wrote(write: Write, writer: User, nurse: User) -> None:
    both = person("Beth", "Editors", "Clinical reviewers")
    page = write(by=both)
    ask(page, both)
    assert [row.title for row in box(nurse, "Waiting for my review").items] == ["Surgery"]
    assert box(both, "Waiting for my review").count == 0
    assert box(both, "Waiting for somebody else’s review").count == 1
    assert box(writer, "Waiting for my review") is None


def test_a_writer_sees_what_came_back(write: Write, writer: User, nurse: User) -> None:
    page = write()
    ask(page, writer)
    reviewing.request_changes(page, by=nurse, at=NOON, expected_hash=page.draft_hash, comment="Shorter.")
    assert box(writer, "Returned to me").count == 1
    assert box(person("Walt", "Editors"), "Returned to me").count == 0


def test_due_texts_name_owner_and_backup(page: Page, writer: User, nurse: User) -> None:
    Page.objects.update(owner=writer, backup=nurse)
    row = next(row for row in box(writer, "Past the check date", now=YEARS_LATER).items if row.title == "Surgery")
    assert row.detail == "23 November 2027, owner Wren Test, when away Nora Test"
    soon = NOON + timedelta(days=330)
    assert box(writer, "To be checked in 60 days", now=soon).count == 1


def test_a_late_schedule_says_that_nothing_publishes(write: Write, nurse: User, publisher: User) -> None:
    page = write()
    approve(page, nurse)
    due = NOON + timedelta(hours=1)
    schedule(page, by=publisher, at=NOON, due_at=due, expected_hash=page.draft_hash)
    assert box(publisher, "Not published on time", now=due) is None
    late = box(publisher, "Not published on time", now=due + timedelta(minutes=11))
    assert "nothing publishes on time" in late.items[0].detail


def test_comments_of_readers_reach_the_editors(page: Page, writer: User) -> None:
    made = create_share_link(page, by=writer, at=NOON, days=3)
    add_comment(made, name="Kim", text="Unclear.", at=NOON)
    assert box(writer, "What readers of shared drafts wrote").items[0].detail == "Kim: Unclear."


def test_unused_words_and_broken_links_are_named(small_content: Path, edit: Callable, writer: User) -> None:
    edit(small_content / "pages/en/surgery.md", "A biopsy comes first.", "[Look](/nowhere/).")
    call_command("import_content", root=small_content, publish=True, verbosity=0)
    assert [row.title for row in box(writer, "Words that no page uses").items] == ["biopsy"]
    assert box(writer, "Links that lead nowhere").items[0].detail == "no page stands at /nowhere/"


def test_the_front_page_shows_the_boxes(page: Page, writer: User) -> None:
    html = sign_in(Client(), writer).get("/admin/").content.decode()
    assert "Links that lead nowhere" in html and "Returned to me" in html


# review_due


@pytest.fixture
def overdue(page: Page, writer: User) -> User:
    writer.email = "wren@clinic.example"
    writer.save()
    Page.objects.update(owner=writer, review_months=1)
    return writer


def review_due(monkeypatch: pytest.MonkeyPatch, **more: object) -> str:
    monkeypatch.setattr(timezone, "now", lambda: YEARS_LATER)
    said = StringIO()
    call_command("review_due", stdout=said, **more)
    return said.getvalue()


def test_review_due_prints_day_state_and_owner(overdue: User, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "2027-11-23  overdue  surgery  (owner Wren Test)" in review_due(monkeypatch)


def test_review_due_mails_the_owner_and_nobody_without_an_address(
    overdue: User, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_HOST = "mail.clinic.example"  # type: ignore[attr-defined]
    person("Walt", "Editors")
    assert "2 texts are due; 1 mails sent." in review_due(monkeypatch, mail=True)
    assert mail.outbox[0].to == ["wren@clinic.example"]
    assert "surgery" in mail.outbox[0].body and "/admin/" in mail.outbox[0].body


def test_review_due_without_a_mail_server_says_so(overdue: User, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="MAIL_SERVER is empty"):
        review_due(monkeypatch, mail=True)


# Sources and the audit list


def test_an_editor_mends_a_source_and_others_only_look(page: Page, writer: User, nurse: User) -> None:
    url = reverse("admin:editorial_source_change", args=["hwang-1997"])
    words = {"citation": "Hwang.", "year": "1997", "studied": "21 people.", "seen": "abstract", "url": ""}
    assert sign_in(Client(), nurse).post(url, words).status_code == 403
    assert sign_in(Client(), writer).post(url, words).status_code == 302
    assert Source.objects.get().studied == "21 people."
    assert AuditLogEntry.objects.get(what="source saved").by == writer


def test_the_audit_list_says_who_did_what_and_cannot_be_changed(write: Write, nurse: User) -> None:
    page = write()
    approve(page, nurse)
    client = sign_in(Client(), nurse)
    html = client.get(reverse("admin:editorial_auditlogentry_changelist")).content.decode()
    assert "approved" in html and "Nora" in html.title() and "surgery" in html
    event = AuditLogEntry.objects.latest("pk")
    assert (
        client.post(reverse("admin:editorial_auditlogentry_delete", args=[event.pk]), {"post": "yes"}).status_code
        == 403
    )


def test_a_publisher_takes_a_time_back_on_the_screen(write: Write, nurse: User, publisher: User) -> None:
    page = write()
    approve(page, nurse)
    now = timezone.now()
    due = now + timedelta(days=1)
    schedule(page, by=publisher, at=now, due_at=due, expected_hash=page.draft_hash)
    client = sign_in(Client(), publisher)
    assert "Take that time back" in client.get(reverse("admin:pages_page_change", args=[page.pk])).content.decode()
    said = client.post(reverse("admin:pages_page_cancel", args=[page.pk]), follow=True).content.decode()
    assert "Taken back." in said
    assert page.schedules.get().state == "cancelled"
