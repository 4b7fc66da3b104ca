"""The database itself refuses to change what was published or saved, and to publish what nobody may."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from leiomyo_site.editorial.actions import review as reviewing
from leiomyo_site.editorial.actions.publish import publish_starting_content
from leiomyo_site.editorial.actions.save_draft import EditConflict, save_draft
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.hashing import content_hash
from leiomyo_site.editorial.models import (
    APPEND_ONLY,
    DraftComment,
    DraftShareLink,
    Picture,
    PictureFile,
    PictureVersion,
    Publication,
    ReservedUrl,
    Review,
    Revision,
)
from leiomyo_site.pages.models import Page

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture
def filled(small_content: Path, writer: User, nurse: User) -> Path:
    """A small site with a row in every table that is written for ever."""
    call_command("import_content", root=small_content, publish=True, verbosity=0)
    page = Page.objects.get()
    reviewing.approve(page, by=nurse, at=NOON, expected_hash=page.draft_hash, scope="full")
    picture = Picture.objects.create(name="ward")
    PictureVersion.objects.create(
        picture=picture, number=1, sha256="0", width=1, height=1, widths=[], decorative=True, by=nurse, at=NOON
    )
    PictureFile.objects.create(sha256="0", name="640.webp", data=b"x")
    share = DraftShareLink.objects.create(save_shown=Revision.objects.first(), by=nurse, at=NOON, expires_at=NOON)
    DraftComment.objects.create(share=share, text="Clear.", at=NOON)
    return small_content


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id + 1000", "DELETE FROM {}"])
def test_database_refuses_to_change_rows_written_for_ever(filled: Path, table: str, change: str) -> None:
    with (
        pytest.raises(DatabaseError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table))


def test_every_append_only_table_has_its_triggers() -> None:
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger" if is_postgres else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        )
        triggers = {row[0] for row in cursor.fetchall()}
    ends = ("stays",) if is_postgres else ("no_update", "no_delete")
    assert {f"{table}_{end}" for table in APPEND_ONLY for end in ends} <= triggers


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"origin": "editor"}, "only_starting_content_goes_unapproved"),
        ({"approval": None}, "only_starting_content_goes_unapproved"),
        ({"origin": "starting"}, "only_starting_content_goes_unapproved"),
        ({"note": ""}, "a_publication_says_what_changed"),
        ({"content": None}, "what_is_published_is_whole"),
        ({"hash": ""}, "what_is_published_is_whole"),
        ({"number": 1}, "UNIQUE|unique"),
    ],
)
def test_database_refuses_a_publication_that_breaks_a_rule(filled: Path, change: dict, rule: str) -> None:
    row = Publication.objects.get(kind="page")
    approval = Review.objects.get()
    row.pk, row.number, row.origin = None, 2, "reviewed"
    row.approval, row.approved_by = approval, approval.by
    for name, value in change.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        row.save(force_insert=True)


def test_publication_knows_its_exact_words(filled: Path) -> None:
    row = Publication.objects.get(kind="page")
    assert row.hash == content_hash(row.content) == Page.objects.get().draft_hash


def test_starting_content_cannot_be_published_over_what_is_public(filled: Path) -> None:
    with pytest.raises(PublishRefused, match="public already"):
        publish_starting_content([Page.objects.get()])
    assert Publication.objects.count() == 2


def test_an_address_never_changes_hands(filled: Path) -> None:
    page = Page.objects.get()
    other = Page(code="C7V74", kind="page", lang="en", title="Other", summary="s", section="treatment", body="b")
    page.slug = "moved"
    save_draft(page, by=None, at=Publication.objects.first().published_at, expected_version=page.version)
    other.slug = "surgery"
    save_draft(other, by=None, at=Publication.objects.first().published_at, expected_version=0)
    with pytest.raises(PublishRefused, match="once belonged to another text"):
        publish_starting_content([other])
    assert ReservedUrl.objects.filter(slug="surgery").count() == 1


def test_of_two_who_save_at_once_the_second_is_told(filled: Path) -> None:
    mine, theirs = Page.objects.get(), Page.objects.get()
    theirs.body = "Theirs.\n"
    at = Publication.objects.first().published_at
    assert save_draft(theirs, by=None, at=at, expected_version=theirs.version)
    mine.body = "Mine.\n"
    with pytest.raises(EditConflict, match="Nothing is lost"):
        save_draft(mine, by=None, at=at, expected_version=1)
    assert Page.objects.get().body == "Theirs.\n"


def test_saving_the_same_words_writes_no_history(filled: Path) -> None:
    page = Page.objects.get()
    before = Revision.objects.count()
    assert not save_draft(page, by=None, at=Publication.objects.first().published_at, expected_version=page.version)
    assert Revision.objects.count() == before


def test_database_refuses_that_somebody_approves_their_own_words(filled: Path, nurse: User) -> None:
    row = Publication.objects.get(kind="page")
    row.pk, row.number, row.origin, row.approval = None, 2, "reviewed", Review.objects.get()
    row.approved_by = row.author = nurse
    with pytest.raises(IntegrityError, match="nobody_approves_their_own_words"), transaction.atomic():
        row.save(force_insert=True)
