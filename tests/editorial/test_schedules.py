"""Publishing at a time: the words of then, the approval of now."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User

from leiomyo_site.editorial import reviewing, scheduling
from leiomyo_site.editorial.models import Schedule
from leiomyo_site.editorial.publishing import PublishRefused
from leiomyo_site.editorial.state import State
from leiomyo_site.pages.models import Page
from tests.editorial.conftest import LATER, NOON, SMALL, approve, live_words, state

pytestmark = pytest.mark.django_db


def set_time(page: Page, publisher: User, *, due: datetime = LATER) -> Schedule:
    return scheduling.schedule(page, by=publisher, at=NOON, due_at=due, seen_hash=page.draft_hash, change=SMALL)


def test_a_schedule_publishes_the_words_approved_then(write, page: Page, nurse: User, publisher: User) -> None:
    write()
    approve(page, nurse)
    set_time(page, publisher)
    assert state(page) == State.SCHEDULED
    write("## Later\n\nLater words.\n")
    assert scheduling.run_due(at=LATER - timedelta(seconds=1)) == []
    assert [row.state for row in scheduling.run_due(at=LATER)] == ["done"]
    assert "New words." in live_words()
    assert scheduling.run_due(at=LATER) == []
    assert page.publications.count() == 2


def test_a_schedule_looks_at_the_approval_again(write, page: Page, nurse: User, publisher: User) -> None:
    write()
    approve(page, nurse)
    set_time(page, publisher)
    reviewing.send_back(page, by=nurse, at=NOON + timedelta(minutes=5), seen_hash=page.draft_hash, comment="Wait.")
    row = scheduling.run_due(at=LATER)[0]
    assert (row.state, row.outcome) == ("refused", "These exact words are not approved. Ask a clinical reviewer.")
    assert page.publications.count() == 1


def test_a_schedule_of_someone_who_left_is_refused(write, page: Page, nurse: User, publisher: User) -> None:
    write()
    approve(page, nurse)
    set_time(page, publisher)
    publisher.is_active = False
    publisher.save()
    assert scheduling.run_due(at=LATER)[0].state == "refused"


def test_a_schedule_left_by_a_killed_runner_is_taken_up(write, page: Page, nurse: User, publisher: User) -> None:
    write()
    approve(page, nurse)
    row = set_time(page, publisher)
    Schedule.objects.filter(pk=row.pk).update(state="running", started_at=LATER)
    assert scheduling.run_due(at=LATER + timedelta(minutes=9)) == []
    assert [row.state for row in scheduling.run_due(at=LATER + timedelta(minutes=11))] == ["done"]


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
    assert scheduling.run_due(at=LATER) == []
    with pytest.raises(PublishRefused, match="not waiting any more"):
        scheduling.cancel(row, by=publisher, at=NOON)
