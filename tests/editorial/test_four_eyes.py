"""Whoever changed the text since its last publication cannot be the one who approves it, whichever way the words came."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.actions.restore_revision import restore_revision
from leiomyo_site.editorial.actions.review import ReviewRefused
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.models import Review
from leiomyo_site.editorial.review_dates import add_months
from leiomyo_site.pages.models import Page
from tests.conftest import person

from .conftest import LATER, NOON, approve, put_out

pytestmark = pytest.mark.django_db
BOTH = ("Editors", "Clinical reviewers")
WROTE = "You wrote some of these words"


@pytest.fixture
def beth(db: None) -> User:
    """Somebody who writes and reviews."""
    return person("Beth", *BOTH)


def test_everyone_who_saved_between_the_live_words_and_the_draft_is_a_writer(
    write, page: Page, nurse: User, beth: User
) -> None:
    third = person("Theo", *BOTH)
    write("## One\n\nOne.\n", by=beth)
    write("## Two\n\nTwo.\n", by=third)
    write("## Three\n\nThree.\n")
    for who in (beth, third):
        with pytest.raises(ReviewRefused, match=WROTE):
            approve(page, who)
    assert approve(page, nurse).by == nurse


def test_undoing_and_redoing_by_somebody_else_does_not_hide_the_writer(
    write, page: Page, writer: User, beth: User
) -> None:
    first = page.revisions.get(version=1)
    write("## Mine\n\nMine.\n", by=beth)
    mine = page.revisions.get(version=2)
    restore_revision(page, first, by=writer, at=NOON, expected_version=2)
    restore_revision(page, mine, by=writer, at=NOON, expected_version=3)
    with pytest.raises(ReviewRefused, match=WROTE):
        approve(page, beth)


def test_the_writer_of_public_words_cannot_put_their_name_on_them_as_checked(
    write, page: Page, nurse: User, publisher: User, beth: User
) -> None:
    write(by=beth)
    approve(page, nurse, scope="changes")
    put_out(page, publisher)
    with pytest.raises(ReviewRefused, match=WROTE):
        approve(page, beth, at=LATER)
    assert published.live_pages("en")[0].checked_by == ""
    approve(page, nurse, at=LATER)
    assert published.live_pages("en")[0].checked_by == "Nora Test"


def test_who_wrote_an_earlier_number_may_approve_what_others_wrote_since(
    write, page: Page, nurse: User, publisher: User, beth: User
) -> None:
    write("## One\n\nOne.\n", by=beth)
    approve(page, nurse)
    put_out(page, publisher)
    write("## Two\n\nTwo.\n", at=LATER)
    assert approve(page, beth, at=LATER).by == beth
    assert put_out(page, publisher, at=LATER).approved_by == beth


def test_a_writer_may_publish_what_somebody_else_approved_but_nobody_does_it_alone(
    write, page: Page, nurse: User
) -> None:
    all_three = person("Alma", *BOTH, "Publishers")
    write(by=all_three)
    with pytest.raises(ReviewRefused, match=WROTE):
        approve(page, all_three)
    with pytest.raises(PublishRefused, match="not approved"):
        put_out(page, all_three)
    approve(page, nurse)
    assert put_out(page, all_three).author == all_three


def test_an_approval_stands_when_the_reviewer_loses_the_role_or_leaves(
    write, page: Page, nurse: User, publisher: User
) -> None:
    write()
    approve(page, nurse)
    nurse.groups.clear()
    nurse.is_active = False
    nurse.save()
    made = put_out(page, publisher)
    assert (made.approved_by, Review.objects.get().name) == (nurse, "Nora Test")


def test_a_light_review_approves_but_leaves_the_review_date_and_a_full_one_moves_it(
    write, page: Page, nurse: User, publisher: User
) -> None:
    before = published.live_pages("en")[0].next_check
    write()
    approve(page, nurse, at=LATER, scope="changes")
    put_out(page, publisher, at=LATER)
    light = published.live_pages("en")[0]
    newest = next(version for version in published.versions() if (version.code, version.number) == (page.code, 2))
    assert (light.checked_at, light.next_check, newest.next_check) == (None, before, before)
    approve(page, nurse, at=LATER + timedelta(days=31))
    moved = published.live_pages("en")[0].next_check
    assert moved == add_months(LATER + timedelta(days=31), 12) > before
    write("## A word\n\nA word.\n", at=LATER + timedelta(days=60))
    approve(page, nurse, at=LATER + timedelta(days=60), scope="changes")
    put_out(page, publisher, at=LATER + timedelta(days=60))
    assert published.live_pages("en")[0].next_check == moved


def test_who_brought_a_file_in_cannot_approve_its_words(page: Page, small_content: Path, edit, beth: User) -> None:
    edit(small_content / "pages/en/surgery.md", "A biopsy comes first.", "First comes a biopsy.")
    call_command("import_content", root=small_content, by="beth", verbosity=0)
    page.refresh_from_db()
    with pytest.raises(ReviewRefused, match=WROTE):
        approve(page, beth)


def test_who_brought_a_source_in_cannot_approve_it(page: Page, small_content: Path, edit, beth: User) -> None:
    edit(small_content / "sources.yaml", "21 people under 21.", "2,100 people.")
    call_command("import_content", root=small_content, by="beth", verbosity=0)
    page.refresh_from_db()
    with pytest.raises(ReviewRefused, match="You changed a source"):
        approve(page, beth)


@pytest.mark.parametrize(("name", "says"), [("nobody", "the user name “nobody”"), ("nora", "group Editors")])
def test_files_are_brought_in_only_by_an_editor(
    page: Page, small_content: Path, edit, nurse: User, name: str, says: str
) -> None:
    edit(small_content / "pages/en/surgery.md", "A biopsy comes first.", "First comes a biopsy.")
    with pytest.raises(CommandError, match=says):
        call_command("import_content", root=small_content, by=name, verbosity=0)
    assert Page.objects.get().version == 1


def test_files_brought_in_by_nobody_are_said_to_be(page: Page, small_content: Path, edit, capsys) -> None:
    edit(small_content / "pages/en/surgery.md", "A biopsy comes first.", "First comes a biopsy.")
    capsys.readouterr()
    call_command("import_content", root=small_content)
    assert "With --by NAME" in capsys.readouterr().out


def test_a_new_role_is_no_way_round(write, page: Page, writer: User) -> None:
    write()
    writer.groups.set(Group.objects.all())
    with pytest.raises(ReviewRefused, match=WROTE):
        approve(page, writer)
