"""The way of a text, its refusals, and what each leaves behind."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.actions import review as reviewing
from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.editorial.actions.restore_revision import restore_revision
from leiomyo_site.editorial.actions.review import ReviewRefused
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.models import AuditLogEntry, Review
from leiomyo_site.editorial.state import DocumentState
from leiomyo_site.pages.models import Page
from tests.editorial.conftest import ENDING, LATER, NOON, NOTE, approve, live_words, put_out, state

pytestmark = pytest.mark.django_db


def test_words_go_from_draft_to_families(write, page: Page, writer: User, nurse: User, publisher: User) -> None:
    assert state(page) == DocumentState.LIVE
    write()
    assert state(page) == DocumentState.NEWER_DRAFT
    reviewing.request_review(page, by=writer, at=NOON, expected_hash=page.draft_hash)
    assert state(page) == DocumentState.WAITING
    reviewing.request_changes(
        page, by=nurse, at=NOON + timedelta(minutes=1), expected_hash=page.draft_hash, comment="Say it softer."
    )
    assert state(page) == DocumentState.RETURNED
    write("## Softer\n\nSofter words.\n")
    reviewing.request_review(page, by=writer, at=NOON, expected_hash=page.draft_hash)
    approve(page, nurse, at=NOON + timedelta(minutes=2))
    assert state(page) == DocumentState.APPROVED
    assert "comes first" in live_words()
    made = put_out(page, publisher)
    assert (made.number, made.origin, made.approved_by, made.author) == (2, "reviewed", nurse, writer)
    assert state(page) == DocumentState.LIVE
    assert "Softer words." in live_words()
    done = list(AuditLogEntry.objects.filter(document=page.pk).order_by("pk").values_list("what", flat=True))
    assert done == ["note for families set", "asked", "returned", "asked", "approved", "published"]


def test_writer_cannot_approve_their_own_words(write, page: Page, writer: User) -> None:
    writer.groups.add(Group.objects.get(name="Clinical reviewers"))
    write()
    with pytest.raises(ReviewRefused, match="You wrote some of these words"):
        approve(page, writer)
    assert not Review.objects.exists()


def test_a_small_edit_makes_a_reviewer_a_writer(write, page: Page, nurse: User) -> None:
    nurse.groups.add(Group.objects.get(name="Editors"))
    write()
    write("## New\n\nNew words, mended.\n", by=nurse)
    write("## New\n\nNew words, mended more.\n")
    with pytest.raises(ReviewRefused, match="You wrote some of these words"):
        approve(page, nurse)


def test_an_edit_voids_the_approval_and_undoing_it_brings_it_back(
    write, page: Page, nurse: User, publisher: User
) -> None:
    write()
    approve(page, nurse)
    write("## New\n\nOther words.\n")
    with pytest.raises(PublishRefused, match="not approved"):
        put_out(page, publisher)
    write()
    assert put_out(page, publisher).number == 2


def test_words_changed_while_reading_are_not_approved(write, page: Page, nurse: User) -> None:
    seen = write().draft_hash
    write("## New\n\nOther words.\n")
    with pytest.raises(ReviewRefused, match="changed while you were reading"):
        reviewing.approve(page, by=nurse, at=NOON, expected_hash=seen, scope="full")


def test_a_later_return_cancels_an_approval(write, page: Page, nurse: User, publisher: User) -> None:
    write()
    approve(page, nurse)
    reviewing.request_changes(page, by=nurse, at=LATER, expected_hash=page.draft_hash, comment="No, wait.")
    with pytest.raises(PublishRefused, match="not approved"):
        put_out(page, publisher)


def test_a_return_needs_a_comment_and_an_approval_a_scope(write, page: Page, nurse: User) -> None:
    write()
    with pytest.raises(ReviewRefused, match="Say what should change"):
        reviewing.request_changes(page, by=nurse, at=NOON, expected_hash=page.draft_hash, comment=" ")
    with pytest.raises(ReviewRefused, match="whole text or only what changed"):
        reviewing.approve(page, by=nurse, at=NOON, expected_hash=page.draft_hash, scope="")
    assert not Review.objects.exists()


def test_asking_twice_changes_nothing(write, page: Page, writer: User) -> None:
    write()
    reviewing.request_review(page, by=writer, at=NOON, expected_hash=page.draft_hash)
    with pytest.raises(ReviewRefused, match="already with the reviewers"):
        reviewing.request_review(page, by=writer, at=NOON, expected_hash=page.draft_hash)
    assert Review.objects.count() == 1


def test_changed_words_are_not_reviewed_without_a_note_for_families(
    write, page: Page, writer: User, nurse: User
) -> None:
    write()
    page.change_note = " "
    save_draft(page, by=writer, at=NOON, expected_version=page.version)
    with pytest.raises(ReviewRefused, match="note for families is missing"):
        reviewing.request_review(page, by=writer, at=NOON, expected_hash=page.draft_hash)
    with pytest.raises(ReviewRefused, match="note for families is missing"):
        reviewing.approve(page, by=nurse, at=NOON, expected_hash=page.draft_hash, scope="full")


def test_a_note_is_published_with_its_words_and_gone_from_the_draft_then(
    write, page: Page, nurse: User, publisher: User
) -> None:
    write()
    approve(page, nurse)
    assert put_out(page, publisher).note == NOTE
    page.refresh_from_db()
    assert (page.change_note, page.change_weight) == ("", "content")


def test_a_double_click_publishes_once(write, page: Page, nurse: User, publisher: User) -> None:
    write()
    approve(page, nurse)
    put_out(page, publisher)
    with pytest.raises(PublishRefused, match="exactly these words already"):
        put_out(page, publisher)
    assert page.publications.count() == 2


def test_blocking_faults_stop_publishing_whatever_the_reason(write, page: Page, nurse: User, publisher: User) -> None:
    write("## New\n\nSee [this](/x/).\n")
    approve(page, nurse)
    with pytest.raises(PublishRefused, match=r"1 to mend first: .*/x/"):
        put_out(page, publisher, reason="in a hurry")
    assert page.publications.count() == 1


def test_other_faults_need_a_reason_which_is_kept(write, page: Page, nurse: User, publisher: User) -> None:
    write("## New\n\nOsteogenesis imperfecta.\n")
    approve(page, nurse)
    with pytest.raises(PublishRefused, match=r"say why they may stay: .*not in plain use"):
        put_out(page, publisher)
    put_out(page, publisher, reason="A name that cannot be shortened.")
    assert AuditLogEntry.objects.get(what="published").detail["reason"] == "A name that cannot be shortened."


def test_only_a_full_review_names_the_clinician(write, page: Page, nurse: User, publisher: User) -> None:
    write()
    approve(page, nurse, scope="changes")
    put_out(page, publisher)
    assert published.live_pages("en")[0].checked_by == ""
    approve(page, nurse, at=LATER)
    live = published.live_pages("en")[0]
    assert (live.checked_by, live.checked_at, live.number) == ("Nora Test", LATER, 2)


def test_a_check_of_a_draft_names_nobody_to_families(write, page: Page, nurse: User) -> None:
    write()
    approve(page, nurse)
    assert published.live_pages("en")[0].checked_by == ""


def test_danger_is_taken_down_by_one_person_at_once(page: Page, nurse: User) -> None:
    made = withdraw(page, by=nurse, at=NOON, note="A dose was wrong.", weight="safety")
    assert (made.action, made.number, made.content) == ("withdraw", 2, None)
    assert published.live_pages("en") == []
    assert state(page) == DocumentState.WITHDRAWN
    with pytest.raises(PublishRefused, match="nothing to take down"):
        withdraw(page, by=nurse, at=NOON, note="Again.", weight="safety")


def test_a_withdrawal_points_only_at_a_public_page(page: Page, nurse: User) -> None:
    for nowhere in ("nowhere", "surgery"):
        with pytest.raises(PublishRefused, match="No public page stands"):
            withdraw(page, by=nurse, at=NOON, note="Old.", weight="content", moved_to=nowhere)
    assert len(published.live_pages("en")) == 1


def test_older_words_come_back_only_when_somebody_looks_at_them_again(
    write, page: Page, writer: User, nurse: User, publisher: User
) -> None:
    for words in ("## One\n\nOne.\n", "## Two\n\nTwo.\n"):
        write(words)
        approve(page, nurse)
        put_out(page, publisher)
    one = page.revisions.get(version=2)
    restore_revision(page, one, by=writer, at=LATER, expected_version=page.version)
    assert state(page) == DocumentState.NEWER_DRAFT
    with pytest.raises(PublishRefused, match="not approved"):
        put_out(page, publisher, at=LATER)
    reviewing.request_review(page, by=writer, at=LATER, expected_hash=page.draft_hash)
    approve(page, nurse, at=LATER)
    made = put_out(page, publisher, at=LATER)
    assert (made.number, made.content["body"]) == (4, "## One\n\nOne.\n" + ENDING)
    assert page.publications.get(number=3).content["body"] == "## Two\n\nTwo.\n" + ENDING


def test_number_one_can_come_back_by_way_of_a_review(
    small_content: Path, edit, writer: User, nurse: User, publisher: User
) -> None:
    edit(small_content / "pages/en/surgery.md", "A biopsy comes first. [@hwang-1997]\n", "First." + ENDING)
    call_command("import_content", root=small_content, publish=True, verbosity=0)
    page = Page.objects.get()
    first = page.revisions.get()
    page.body = "## New\n\nNew words.\n" + ENDING
    save_draft(page, by=writer, at=NOON, expected_version=page.version)
    approve(page, nurse)
    put_out(page, publisher)
    restore_revision(page, first, by=writer, at=LATER, expected_version=page.version)
    with pytest.raises(PublishRefused, match="not approved"):
        put_out(page, publisher, at=LATER)
    approve(page, nurse, at=LATER)
    assert put_out(page, publisher, at=LATER).hash == first.hash


def test_any_save_can_be_brought_back(write, page: Page, writer: User) -> None:
    first = page.revisions.get(version=1)
    write()
    assert restore_revision(page, first, by=writer, at=LATER, expected_version=page.version)
    assert "comes first" in Page.objects.get().body
    assert page.revisions.count() == 3


def test_what_was_taken_down_is_published_again_only_after_a_new_look(
    write, page: Page, nurse: User, publisher: User
) -> None:
    write()
    approve(page, nurse)
    withdraw(page, by=nurse, at=LATER, note="A dose was wrong.", weight="safety")
    with pytest.raises(PublishRefused, match="taken down after it was approved"):
        put_out(page, publisher, at=LATER)
    approve(page, nurse, at=LATER + timedelta(minutes=1))
    assert put_out(page, publisher, at=LATER + timedelta(minutes=2)).number == 3
