"""What a page shows beside its words is approved with them: sources as cited, pictures, months until the next check."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image

from leiomyo_site.admin.page_admin import PageForm
from leiomyo_site.admin.views import preview_of
from leiomyo_site.admin.views.preview import check_panel
from leiomyo_site.editorial import selectors
from leiomyo_site.editorial.actions import review as reviewing
from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.editorial.actions.restore_revision import restore_revision
from leiomyo_site.editorial.actions.review import ReviewRefused
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.actions.schedule import schedule
from leiomyo_site.editorial.bundle import facts_hash
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.images import add_image_version
from leiomyo_site.editorial.models import Publication, Source
from leiomyo_site.editorial.sources import save_source
from leiomyo_site.editorial.state import with_review_dates
from leiomyo_site.images.decoder import clean_image
from leiomyo_site.pages.models import Page
from tests.conftest import person, sign_in

from .conftest import LATER, NOON, approve, put_out, state

pytestmark = pytest.mark.django_db
CHANGED = "Changed after the approval"
YOURS = "someone else has to approve"
ADVERTISEMENT = "Buy our drops"


@pytest.fixture
def alone(db: None) -> User:
    """One person with every role, a superuser too."""
    user = person("Alma", "Editors", "Clinical reviewers", "Publishers")
    user.is_superuser = True
    user.save()
    return user


def change_source(page: Page, user: User) -> None:
    source = Source.objects.get(key="hwang-1997")
    source.citation = ADVERTISEMENT
    source.url = "https://example.org/drops"
    save_source(source, by=user, at=NOON)


def change_months(page: Page, user: User) -> None:
    page.review_months = 59
    save_draft(page, by=user, at=NOON, expected_version=page.version)


def change_picture(page: Page, user: User) -> None:
    data = picture_bytes()
    add_image_version(
        "scan", clean_image(data), alt=ADVERTISEMENT, decorative=False, credit="The shop", by=user, at=NOON
    )


def change_note(page: Page, user: User) -> None:
    page.change_note = ADVERTISEMENT
    save_draft(page, by=user, at=NOON, expected_version=page.version)


def picture_bytes() -> bytes:
    file = BytesIO()
    Image.new("RGB", (640, 480), "navy").save(file, "PNG")
    return file.getvalue()


CHANGES = [
    (change_source, ADVERTISEMENT),
    (change_months, "59"),
    (change_picture, ADVERTISEMENT),
    (change_note, ADVERTISEMENT),
]


@pytest.fixture
def ready(write, page: Page, writer: User, nurse: User) -> Page:
    """A page with a picture and a source, approved by a nurse."""
    add_image_version(
        "scan", clean_image(picture_bytes()), alt="A scan.", decorative=False, credit="", by=writer, at=NOON
    )
    write("## New\n\nNew words.\n\n/// figure | scan\n///\n")
    approve(page, nurse)
    return page


@pytest.mark.parametrize(("change", "shown"), CHANGES)
def test_what_is_changed_after_approval_does_not_go_live_with_it(
    ready: Page, alone: User, nurse: User, change, shown: str
) -> None:
    change(ready, alone)
    with pytest.raises(PublishRefused, match=CHANGED):
        put_out(ready, alone)
    with pytest.raises(ReviewRefused, match=YOURS):
        approve(ready, alone)
    approve(ready, nurse, at=LATER)
    put_out(ready, alone, at=LATER)
    assert selectors.live_pages("en")[0].checked_by == "Nora Test"


@pytest.mark.parametrize(("change", "shown"), CHANGES)
def test_one_person_alone_changes_nothing_on_a_live_page(
    ready: Page, alone: User, publisher: User, change, shown: str
) -> None:
    put_out(ready, publisher)
    before = selectors.live_pages("en")[0]
    change(ready, alone)
    with pytest.raises(ReviewRefused, match=YOURS):
        approve(ready, alone, at=LATER)
    with pytest.raises(PublishRefused):
        put_out(ready, alone, at=LATER)
    assert selectors.live_pages("en")[0] == before


@pytest.mark.parametrize(("change", "shown"), CHANGES)
def test_the_difference_shows_it(ready: Page, alone: User, publisher: User, change, shown: str) -> None:
    put_out(ready, publisher)
    ready.refresh_from_db()
    assert check_panel(ready)["differences"] == []
    change(ready, alone)
    assert shown in str(check_panel(ready)["differences"])


@pytest.mark.parametrize(("change", "shown"), CHANGES)
def test_what_changed_while_the_reviewer_read_is_not_approved(
    ready: Page, writer: User, nurse: User, change, shown: str
) -> None:
    seen = facts_hash(ready, ready.to_content())
    change(ready, writer)
    with pytest.raises(ReviewRefused, match="while you were reading"):
        reviewing.approve(ready, by=nurse, at=LATER, expected_hash=ready.draft_hash, scope="full", expected_facts=seen)


def test_who_changed_a_public_source_cannot_check_it_afterwards(
    ready: Page, alone: User, nurse: User, publisher: User
) -> None:
    put_out(ready, publisher)
    change_source(ready, alone)
    approve(ready, nurse, at=LATER)
    put_out(ready, publisher, at=LATER)
    with pytest.raises(ReviewRefused, match=YOURS):
        approve(ready, alone, at=LATER)


def test_one_person_alone_does_not_bring_older_words_back(
    write, ready: Page, alone: User, publisher: User, nurse: User
) -> None:
    put_out(ready, publisher)
    approved_once = ready.revisions.get(version=ready.version)
    write("## Other\n\nOther words.\n", at=LATER)
    approve(ready, nurse, at=LATER)
    put_out(ready, publisher, at=LATER)
    before = selectors.live_pages("en")[0]
    restore_revision(ready, approved_once, by=alone, at=LATER, expected_version=ready.version)
    with pytest.raises(ReviewRefused):
        approve(ready, alone, at=LATER)
    with pytest.raises(PublishRefused, match="not approved"):
        put_out(ready, alone, at=LATER)
    assert selectors.live_pages("en")[0] == before


def test_the_preview_shows_sources_as_cited(ready: Page, alone: User) -> None:
    change_source(ready, alone)
    assert ADVERTISEMENT in preview_of(ready) and "https://example.org/drops" in preview_of(ready)


def test_months_are_bounded(page: Page) -> None:
    form = PageForm({"review_months": "32767", "initial-review_months": "12"}, instance=page)
    assert "At most 60 months" in str(form.errors["review_months"])


def test_a_public_site_takes_no_new_text_in_as_published(page: Page, small_content: Path) -> None:
    old = small_content / "pages/en/surgery.md"
    new = small_content / "pages/en/other.md"
    text = re.sub("(?m)^code: .*", 'code: "5WCSH"', old.read_text(encoding="utf-8"))
    new.write_text(re.sub("(?m)^slug: .*", 'slug: "other"', text), encoding="utf-8")
    with pytest.raises(CommandError, match="for an empty site"):
        call_command("import_content", root=small_content, publish=True, verbosity=0)
    assert Publication.objects.filter(slug="other").count() == 0


@pytest.mark.parametrize(("change", "shown"), [*CHANGES[:3], (lambda page, user: None, "")])
def test_a_check_dates_what_families_read_only_if_it_was_of_just_that(
    ready: Page, writer: User, nurse: User, publisher: User, change, shown: str
) -> None:
    put_out(ready, publisher)
    change(ready, writer)
    other = person("Olga", "Clinical reviewers")
    approve(ready, other, at=LATER)
    now = selectors.live_pages("en")[0]
    seen = (now.checked_by, selectors.versions()[1].checked_by, with_review_dates(Page.objects.all()).get().checked_at)
    assert seen == (("Nora Test", "Nora Test", NOON) if shown else ("Olga Test", "Olga Test", LATER))
    if shown:
        put_out(ready, publisher, at=LATER)
        assert selectors.live_pages("en")[0].checked_by == "Olga Test"


# The change, its name on screens, and the state once the words are public
NAMED = [
    (change_source, "source hwang-1997", "newer-facts"),
    (change_months, "months until the next check", "newer-facts"),
    (change_picture, "picture scan", "newer-facts"),
    (change_note, "note for families", "live"),
]


def screens(page: Page, user: User) -> tuple[str, str]:
    """Return what the list says of the page, and what the publish screen does above the difference."""
    client = sign_in(Client(), user)
    listed = client.get("/admin/pages/page/").content.decode().partition('field-draft_state">')[2].partition("<")[0]
    publishing = client.get(f"/admin/pages/page/{page.pk}/publish/").content.decode()
    return listed, " ".join(
        publishing.partition('<div class="editing-status">')[2].partition("<h2>What fam")[0].split()
    )


@pytest.mark.parametrize(("change", "name", "_"), NAMED)
def test_list_publish_and_review_say_that_what_was_approved_has_changed(
    ready: Page, alone: User, change, name: str, _: str
) -> None:
    listed, publishing = screens(ready, alone)
    assert listed == "approved, ready to publish" and "exactly these words, and all that they show" in publishing
    change(ready, alone)
    assert state(ready) == "outdated"
    listed, publishing = screens(ready, alone)
    assert listed == f"approved, but changed since: {name}"
    assert f"but not what changed since: {name}." in publishing and "exactly these words, and all" not in publishing
    assert f"but not {name} as it is now" in publishing
    with pytest.raises(PublishRefused, match=CHANGED):
        schedule(ready, by=alone, at=NOON, due_at=LATER, expected_hash=ready.draft_hash)
    reviewing.request_review(ready, by=alone, at=LATER, expected_hash=ready.draft_hash)
    assert state(ready) == "waiting"


@pytest.mark.parametrize(("change", "name", "then"), NAMED)
def test_the_list_says_that_families_read_another_source_or_picture_than_the_draft(
    ready: Page, alone: User, nurse: User, publisher: User, change, name: str, then: str
) -> None:
    put_out(ready, publisher)
    ready.refresh_from_db()
    assert state(ready) == "live"
    change(ready, alone)
    assert state(ready) == then
    if then == "live":
        return
    assert screens(ready, alone)[0] == f"published, but changed since: {name}"
    approve(ready, nurse, at=LATER)
    assert state(ready) == "approved"
    put_out(ready, publisher, at=LATER)
    assert state(ready) == "live"


def test_an_approval_before_a_withdrawal_is_no_state_in_which_to_publish(
    ready: Page, nurse: User, publisher: User
) -> None:
    put_out(ready, publisher)
    approve(ready, nurse, at=LATER)
    withdraw(ready, by=nurse, at=LATER, note="Wrong.", weight="safety")
    assert state(ready) == "withdrawn"
    approve(ready, nurse, at=LATER)
    assert state(ready) == "approved"


def test_a_first_publication_needs_no_note_of_its_own(page: Page, writer: User, nurse: User, publisher: User) -> None:
    first = Page(code="5WCSH", kind="page", slug="new", title="New", summary="New.", in_short=["New."], section="about")
    first.body = "## New\n\nNew words.\n"
    save_draft(first, by=writer, at=NOON, expected_version=0)
    reviewing.approve(first, by=nurse, at=NOON, expected_hash=first.draft_hash, scope="full")
    assert put_out(first, publisher).note == "First published."
