"""A clock that is set back reorders nothing: what was said last counts, nothing is published twice or by an old word."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from freezegun import freeze_time

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.actions import review as reviewing
from leiomyo_site.editorial.actions import schedule as scheduling
from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.images import add_image_version
from leiomyo_site.editorial.models import Publication, ScheduledPublication
from leiomyo_site.editorial.state import DocumentState
from leiomyo_site.images.decoder import clean_image
from leiomyo_site.pages.models import Page
from tests.conftest import sign_in
from tests.images.upload_samples import picture

from .conftest import LATER, NOON, approve, live_words, put_out, state

pytestmark = pytest.mark.django_db
BEFORE = NOON - timedelta(hours=3)


def test_words_sent_back_stay_sent_back(write, page: Page, nurse: User, publisher: User) -> None:
    write()
    approve(page, nurse)
    reviewing.request_changes(page, by=nurse, at=BEFORE, expected_hash=page.draft_hash, comment="A dose is wrong.")
    assert state(page) == DocumentState.RETURNED
    with pytest.raises(PublishRefused, match="not approved"):
        put_out(page, publisher, at=BEFORE)


def test_a_text_taken_down_is_not_put_back_by_an_approval_from_before(
    write, page: Page, nurse: User, publisher: User
) -> None:
    write()
    approve(page, nurse)
    withdraw(page, by=nurse, at=BEFORE, note="A dose was wrong.", weight="safety")
    with pytest.raises(PublishRefused, match="taken down after it was approved"):
        put_out(page, publisher, at=BEFORE)
    approve(page, nurse, at=BEFORE)
    assert put_out(page, publisher, at=BEFORE).number == 3


def test_a_picture_that_nobody_saw_is_not_published(
    write, page: Page, writer: User, nurse: User, publisher: User
) -> None:
    words = {"alt": "A bed.", "decorative": False, "credit": "", "by": writer}
    add_image_version("ward", clean_image(picture()), at=BEFORE, **words)
    write("## New\n\n/// figure | ward\nOur ward.\n///\n")
    approve(page, nurse)
    add_image_version("ward", clean_image(picture(size=(500, 300))), at=BEFORE, **words)
    with pytest.raises(PublishRefused, match="Changed after the approval: picture ward"):
        put_out(page, publisher)


def test_the_newest_number_is_what_families_read(write, page: Page, nurse: User, publisher: User) -> None:
    write()
    approve(page, nurse)
    put_out(page, publisher)
    write("## Newer\n\nNewer words.\n")
    approve(page, nurse, at=BEFORE)
    put_out(page, publisher, at=BEFORE)
    assert "Newer words." in live_words()
    assert published.live_pages("en")[0].checked_at == BEFORE


def test_what_was_published_on_time_is_not_published_again(write, page: Page, nurse: User, publisher: User) -> None:
    write()
    approve(page, nurse)
    scheduling.schedule(page, by=publisher, at=NOON, due_at=LATER, expected_hash=page.draft_hash)
    assert len(scheduling.publish_due(at=LATER)) == 1
    assert scheduling.publish_due(at=BEFORE) == scheduling.publish_due(at=LATER) == []
    assert Publication.objects.filter(document=page.pk).count() == 2


def test_a_schedule_of_a_killed_runner_is_taken_up_though_its_clock_ran_ahead(
    write, page: Page, nurse: User, publisher: User
) -> None:
    write()
    approve(page, nurse)
    row = scheduling.schedule(page, by=publisher, at=BEFORE, due_at=NOON, expected_hash=page.draft_hash)
    ScheduledPublication.objects.filter(pk=row.pk).update(state="running", started_at=LATER + timedelta(days=1))
    assert [row.state for row in scheduling.publish_due(at=LATER)] == ["done"]


def test_a_session_from_the_future_ends(writer: User) -> None:
    client = sign_in(Client(), writer)
    now = datetime.now(UTC)
    assert client.get("/admin/").status_code == 200
    with freeze_time(now - timedelta(seconds=30)):
        assert client.get("/admin/").status_code == 200
    with freeze_time(now - timedelta(hours=2)):
        assert client.get("/admin/").status_code == 302
