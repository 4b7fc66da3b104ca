"""Publishing at a time: the words of then, the approval of now."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from freezegun import freeze_time

from leiomyo_site.editorial.actions import review as reviewing
from leiomyo_site.editorial.actions import schedule as scheduling
from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.models import ScheduledPublication
from leiomyo_site.editorial.state import DocumentState
from leiomyo_site.glossary.models import Term
from leiomyo_site.pages.models import Page
from tests.conftest import sign_in
from tests.editorial.conftest import LATER, NOON, approve, live_words, put_out, state

pytestmark = pytest.mark.django_db


def set_time(page: Page, publisher: User, *, due: datetime = LATER) -> ScheduledPublication:
    return scheduling.schedule(page, by=publisher, at=NOON, due_at=due, expected_hash=page.draft_hash)


def test_a_schedule_publishes_the_words_approved_then(write, page: Page, nurse: User, publisher: User) -> None:
    write()
    approve(page, nurse)
    set_time(page, publisher)
    assert state(page) == DocumentState.SCHEDULED
    write("## Later\n\nLater words.\n")
    assert scheduling.publish_due(at=LATER - timedelta(seconds=1)) == []
    assert [row.state for row in scheduling.publish_due(at=LATER)] == ["done"]
    assert "New words." in live_words()
    assert scheduling.publish_due(at=LATER) == []
    assert page.publications.count() == 2


def test_a_schedule_looks_at_the_approval_again(write, page: Page, nurse: User, publisher: User) -> None:
    write()
    approve(page, nurse)
    set_time(page, publisher)
    reviewing.request_changes(
        page, by=nurse, at=NOON + timedelta(minutes=5), expected_hash=page.draft_hash, comment="Wait."
    )
    row = scheduling.publish_due(at=LATER)[0]
    assert (row.state, row.outcome) == ("refused", "These exact words are not approved. Ask a clinical reviewer.")
    assert page.publications.count() == 1


def test_a_schedule_of_someone_who_left_is_refused(write, page: Page, nurse: User, publisher: User) -> None:
    write()
    approve(page, nurse)
    set_time(page, publisher)
    publisher.is_active = False
    publisher.save()
    assert scheduling.publish_due(at=LATER)[0].state == "refused"


def test_a_schedule_left_by_a_killed_runner_is_taken_up(write, page: Page, nurse: User, publisher: User) -> None:
    write()
    approve(page, nurse)
    row = set_time(page, publisher)
    ScheduledPublication.objects.filter(pk=row.pk).update(state="running", started_at=LATER)
    assert scheduling.publish_due(at=LATER + timedelta(minutes=9)) == []
    assert [row.state for row in scheduling.publish_due(at=LATER + timedelta(minutes=11))] == ["done"]


@pytest.mark.parametrize("due", [NOON, NOON - timedelta(days=1)])
def test_a_time_that_is_past_is_refused(write, page: Page, nurse: User, publisher: User, due: datetime) -> None:
    write()
    approve(page, nurse)
    with pytest.raises(PublishRefused, match="That time is past"):
        set_time(page, publisher, due=due)


def test_a_time_can_be_taken_back(write, page: Page, nurse: User, publisher: User) -> None:
    write()
    approve(page, nurse)
    row = set_time(page, publisher)
    with pytest.raises(PublishRefused, match="A time is set already"):
        set_time(page, publisher)
    scheduling.cancel(row, by=publisher, at=NOON)
    assert scheduling.publish_due(at=LATER) == []
    with pytest.raises(PublishRefused, match="not waiting any more"):
        scheduling.cancel(row, by=publisher, at=NOON)


def test_publishing_by_hand_ends_a_waiting_time_so_that_old_words_never_come_over_new(
    write, page: Page, nurse: User, publisher: User
) -> None:
    write()
    approve(page, nurse)
    row = set_time(page, publisher)
    write("## Newer\n\nNewer words.\n")
    approve(page, nurse)
    put_out(page, publisher)
    row.refresh_from_db()
    assert (row.state, row.outcome) == ("cancelled", "Other words were published before that time.")
    assert scheduling.publish_due(at=LATER) == []
    assert "Newer words." in live_words()


def test_taking_down_ends_a_waiting_time(write, page: Page, nurse: User, publisher: User) -> None:
    write()
    approve(page, nurse)
    set_time(page, publisher)
    withdraw(page, by=nurse, at=NOON, note="Wrong.", weight="safety")
    assert not page.schedules.filter(state="waiting").exists()


def test_a_link_that_broke_in_the_meantime_stops_what_is_due(write, page: Page, nurse: User, publisher: User) -> None:
    write("## New\n\nSee [this](/glossary/biopsy/).\n")
    approve(page, nurse)
    set_time(page, publisher)
    term = Term.objects.get()
    withdraw(term, by=nurse, at=NOON, note="Wrong.", weight="safety")
    row = scheduling.publish_due(at=LATER)[0]
    assert row.state == "refused" and "no page stands at /glossary/biopsy/" in row.outcome
    assert page.publications.count() == 1


# The clinic's clock


@pytest.fixture
def schedule_in_admin(write, page: Page, nurse: User, publisher: User, settings):
    """Set a time on the screen, by the clock of New York; gives what the screen then says."""
    settings.TIME_ZONE = "America/New_York"
    write()
    with freeze_time("2027-03-12T12:00:00Z"):
        approve(page, nurse)

    def choose(due: str) -> str:
        with freeze_time("2027-03-12T13:00:00Z"):
            client = sign_in(Client(), publisher)
            sent = {"expected_hash": page.draft_hash, "reason": "x", "due_at": due}
            return client.post(reverse("admin:pages_page_publish", args=[page.pk]), sent, follow=True).content.decode()

    return choose


@pytest.mark.parametrize(
    ("due", "is_due"),
    [
        ("2027-03-13T09:00", datetime(2027, 3, 13, 14, tzinfo=UTC)),  # the day before clocks go forward
        ("2027-03-14T09:00", datetime(2027, 3, 14, 13, tzinfo=UTC)),  # the day they do
        ("2027-11-08T09:00", datetime(2027, 11, 8, 14, tzinfo=UTC)),  # after they went back
    ],
)
def test_nine_by_the_clinics_clock_is_nine_whatever_clocks_do(
    schedule_in_admin, page: Page, due: str, is_due: datetime
) -> None:
    said = schedule_in_admin(due)
    row = page.schedules.get()
    assert row.due_at == is_due
    assert "09:00 (America/New_York)" in said
    assert scheduling.publish_due(at=is_due - timedelta(seconds=1)) == []
    assert [done.state for done in scheduling.publish_due(at=is_due)] == ["done"]


@pytest.mark.parametrize("never_or_twice", ["2027-03-14T02:30", "2027-11-07T01:30"])
def test_a_time_that_the_clock_never_or_twice_shows_is_refused(
    schedule_in_admin, page: Page, never_or_twice: str
) -> None:
    assert "this time comes twice or never" in schedule_in_admin(never_or_twice)
    assert not page.schedules.exists()


def test_an_exception_refuses_its_own_row_only(
    write, page: Page, nurse: User, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    write()
    approve(page, nurse)
    set_time(page, publisher)

    def broken(*_: object, **__: object) -> None:
        raise KeyError("a fault in the program")

    monkeypatch.setattr(scheduling, "publish_revision", broken)
    rows = scheduling.publish_due(at=LATER)
    assert [(row.state, row.outcome) for row in rows] == [("refused", scheduling.UNEXPECTED)]
    assert scheduling.publish_due(at=LATER) == []
