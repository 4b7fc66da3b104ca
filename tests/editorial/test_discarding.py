"""What families never read can be discarded for ever, by an editor; what they read once cannot, and nothing in use can."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client

from leiomyo_site.editorial.actions.discard import DiscardRefused, discard
from leiomyo_site.editorial.actions.publish import publish, withdraw
from leiomyo_site.editorial.actions.review import approve, request_changes
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.actions.schedule import schedule
from leiomyo_site.editorial.actions.share import add_comment, create_share_link
from leiomyo_site.editorial.images import add_image_version
from leiomyo_site.editorial.models import (
    AuditLogEntry,
    Document,
    DraftComment,
    Picture,
    PictureFile,
    PictureVersion,
    Review,
    Revision,
    Source,
)
from leiomyo_site.editorial.permissions import RoleRequired
from leiomyo_site.editorial.sources import save_source
from leiomyo_site.glossary.models import Term
from leiomyo_site.images.decoder import clean_image
from leiomyo_site.pages.models import Page
from tests.conftest import sign_in
from tests.images.upload_samples import picture

from .conftest import LATER, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(page: Page, writer: User, nurse: User) -> Page:
    """A page that nobody but colleagues has seen: saved twice, sent back, shared and commented on."""
    made = Page(code="5WCSH", kind="page", slug="new", title="New", summary="New.", in_short=["New."], section="about")
    for body in ("## New\n\nMaria Lopez.\n", "## New\n\nNew words. See [it](/surgery/).\n"):
        made.body = body
        save_draft(made, by=writer, at=NOON, expected_version=made.version)
    request_changes(made, by=nurse, at=NOON, expected_hash=made.draft_hash, comment="No names.")
    link = create_share_link(made, by=writer, at=NOON, days=1)
    add_comment(link, name="Ann", text="Fine.", at=NOON)
    return made


@pytest.fixture
def scan(writer: User, page: Page) -> Picture:
    for alt in ("A scan.", "A better scan."):
        add_image_version(
            "scan", clean_image(picture(size=(640, 480))), alt=alt, decorative=False, credit="", by=writer, at=NOON
        )
    return Picture.objects.get()


@pytest.fixture
def source(writer: User) -> Source:
    made = Source(key="new-2024", citation="New and others.", year="2024", seen="abstract")
    save_source(made, by=writer, at=NOON)
    return made


def test_a_draft_goes_with_all_that_was_said_of_it_and_one_line_stays(draft: Page, page: Page, writer: User) -> None:
    kept = set(page.revisions.values_list("pk", flat=True))
    discard(draft, by=writer, at=LATER)
    assert list(Document.objects.filter(kind="page").values_list("pk", flat=True)) == [page.pk]
    assert not Page.objects.filter(slug="new").exists() and not DraftComment.objects.exists()
    assert not Review.objects.exists() and kept <= set(Revision.objects.values_list("pk", flat=True))
    assert "Maria" not in "".join(str(row.content) for row in Revision.objects.all())
    line = AuditLogEntry.objects.latest("pk")
    assert (line.what, line.by, line.detail) == (
        "discarded",
        writer,
        {"code": "5WCSH", "address": "new", "title": "New"},
    )
    assert sign_in(Client(), writer).get("/admin/editorial/auditlogentry/").status_code == 200


def test_its_address_is_free_again(draft: Page, writer: User) -> None:
    discard(draft, by=writer, at=LATER)
    again = Page(
        code="6N9JC", kind="page", slug="new", title="New", summary="New.", section="about", body="## A\n\nB.\n"
    )
    assert save_draft(again, by=writer, at=LATER, expected_version=0)


def test_a_picture_goes_with_its_files_but_not_with_those_of_another(scan: Picture, writer: User) -> None:
    data = clean_image(picture(size=(640, 480)))
    add_image_version("same", data, alt="The same.", decorative=False, credit="", by=writer, at=NOON)
    discard(scan, by=writer, at=LATER)
    assert set(PictureVersion.objects.values_list("picture__name", flat=True)) == {"same"}
    assert PictureFile.objects.exists()
    discard(Picture.objects.get(), by=writer, at=LATER)
    assert not PictureFile.objects.exists() and not PictureVersion.objects.exists()


def test_a_source_goes(source: Source, writer: User) -> None:
    discard(source, by=writer, at=LATER)
    assert not Source.objects.filter(key="new-2024").exists()
    assert AuditLogEntry.objects.latest("pk").detail == {"source": "new-2024"}


@pytest.mark.parametrize("taken_down", [False, True])
def test_what_was_public_once_stays_for_ever(
    page: Page, scan: Picture, write: Callable[..., Page], writer: User, nurse: User, publisher: User, taken_down: bool
) -> None:
    write("## New\n\nNew words.\n\n/// figure | scan\n///\n")
    approve(page, by=nurse, at=NOON, expected_hash=page.draft_hash, scope="full")
    publish(page, by=publisher, at=NOON, expected_hash=page.draft_hash)
    if taken_down:
        withdraw(page, by=publisher, at=NOON, note="Wrong.", weight="safety")
        write("## Other\n\nOther words.\n")
    for thing in (page, Term.objects.get(), scan, Source.objects.get(key="hwang-1997")):
        with pytest.raises(DiscardRefused, match="stays for ever"):
            discard(thing, by=writer, at=LATER)
        name = f"{thing._meta.app_label}/{thing._meta.model_name}"
        refused = sign_in(Client(), writer).post(f"/admin/{name}/{thing.pk}/delete/", {"post": "yes"})
        assert refused.status_code == 403 and "Families have read it, so it is kept." in refused.content.decode()
    assert page.revisions.count() and scan.versions.count() == 2


def test_what_a_draft_uses_says_where_and_stays(draft: Page, scan: Picture, source: Source, writer: User) -> None:
    draft.body, draft.sources = f"{draft.body}\n/// figure | scan\n///\n", ["new-2024"]
    save_draft(draft, by=writer, at=NOON, expected_version=draft.version)
    for thing in (scan, source):
        with pytest.raises(DiscardRefused, match="used by New"):
            discard(thing, by=writer, at=LATER)


def test_what_is_set_to_be_published_stays_with_all_it_shows(
    draft: Page, scan: Picture, writer: User, nurse: User, publisher: User
) -> None:
    words = draft.body
    draft.body = f"{words}\n/// figure | scan\n///\n"
    save_draft(draft, by=writer, at=NOON, expected_version=draft.version)
    approve(draft, by=nurse, at=NOON, expected_hash=draft.draft_hash, scope="full")
    schedule(draft, by=publisher, at=NOON, due_at=LATER, expected_hash=draft.draft_hash, reason="A test.")
    draft.body = words
    save_draft(draft, by=writer, at=NOON, expected_version=draft.version)
    for thing, why in ((draft, "A time is set"), (scan, "used by New")):
        with pytest.raises(DiscardRefused, match=why):
            discard(thing, by=writer, at=LATER)


def test_only_editors_discard(draft: Page, nurse: User, publisher: User) -> None:
    for person in (nurse, publisher):
        with pytest.raises(RoleRequired):
            discard(draft, by=person, at=LATER)


def test_the_guards_of_the_database_stand_before_and_after(
    draft: Page, page: Page, scan: Picture, writer: User
) -> None:
    for discarded in ((), (draft,), (scan,)):
        for thing in discarded:
            discard(thing, by=writer, at=LATER)
        for rows in (Revision, AuditLogEntry):
            with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
                rows.objects.all()._raw_delete("default")


def test_a_discarding_that_fails_leaves_everything_and_the_guards(
    draft: Page, writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Page, "delete", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        discard(draft, by=writer, at=LATER)
    assert draft.revisions.count() == 2
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        Revision.objects.all()._raw_delete("default")


def test_the_screen_says_what_goes_and_what_links_to_it(draft: Page, page: Page, writer: User, nurse: User) -> None:
    page.body = page.body + "\nSee [new](/new/).\n"
    save_draft(page, by=writer, at=NOON, expected_version=page.version)
    client, address = sign_in(Client(), writer), f"/admin/pages/page/{draft.pk}/"
    assert f'href="{address}delete/">Discard' in client.get(f"{address}change/").content.decode()
    assert (
        f"/admin/pages/page/{page.pk}/delete/"
        not in client.get(f"/admin/pages/page/{page.pk}/change/").content.decode()
    )
    said = client.get(f"{address}delete/").content.decode()
    for line in ("“New” with its address “new”", "2 saves", "1 review<", "1 reader comment", "a link in “Surgery”"):
        assert line in said
    refused = sign_in(Client(), nurse).post(f"{address}delete/", {"post": "yes"})
    assert refused.status_code == 403 and "Your roles do not allow this." in refused.content.decode()
    answer = client.post(f"{address}delete/", {"post": "yes"}, follow=True)
    assert "Discarded: New." in answer.content.decode() and not Page.objects.filter(pk=draft.pk).exists()
    assert client.get(f"{address}change/").status_code == 302
    again = client.post(f"{address}delete/", {"post": "yes"})
    assert again.status_code == 403 and "Somebody may have discarded it already." in again.content.decode()


@pytest.mark.parametrize("name", ["picture", "source"])
def test_the_screens_of_pictures_and_sources_offer_it(
    name: str, scan: Picture, source: Source, draft: Page, writer: User
) -> None:
    thing = {"picture": scan, "source": source}[name]
    client, address = sign_in(Client(), writer), f"/admin/editorial/{name}/{thing.pk}/"
    assert f'href="{address}delete/">Discard' in client.get(f"{address}change/").content.decode()
    draft.body, draft.sources = f"{draft.body}\n/// figure | scan\n///\n", ["new-2024"]
    save_draft(draft, by=writer, at=NOON, expected_version=draft.version)
    refused = client.post(f"{address}delete/", {"post": "yes"}).content.decode()
    assert "cannot be discarded while it is used" in refused and "<li>New</li>" in refused
    draft.body, draft.sources = "## New\n\nNew.\n", []
    save_draft(draft, by=writer, at=NOON, expected_version=draft.version)
    assert client.post(f"{address}delete/", {"post": "yes"}).status_code == 302
    assert not type(thing).objects.filter(pk=thing.pk).exists()


def test_a_file_whose_draft_was_discarded_comes_in_again_as_a_draft(
    page: Page, small_content: Path, writer: User, edit: Callable[[Path, str, str], None]
) -> None:
    other = small_content / "pages/en/other.md"
    other.write_text((small_content / "pages/en/surgery.md").read_text(encoding="utf-8"), encoding="utf-8")
    edit(other, "HJ9BN", "5WCSH")
    edit(other, '"surgery"', '"other"')
    for _ in range(2):
        call_command("import_content", root=small_content, verbosity=0)
        made = Page.objects.get(code="5WCSH")
        assert made.version == 1
        discard(made, by=writer, at=LATER)
