"""The permission matrix: every role by every verb."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User

from leiomyo_site import editorial
from leiomyo_site.editorial.actions import review as reviewing
from leiomyo_site.editorial.actions import schedule as scheduling
from leiomyo_site.editorial.actions import share as sharing
from leiomyo_site.editorial.actions.discard import discard
from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.editorial.actions.restore_revision import restore_revision
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.images import add_image_version
from leiomyo_site.editorial.models import (
    AuditLogEntry,
    DraftShareLink,
    PictureVersion,
    Publication,
    Review,
    Revision,
    ScheduledPublication,
    Source,
)
from leiomyo_site.editorial.permissions import RoleRequired
from leiomyo_site.editorial.sources import save_source
from leiomyo_site.images.decoder import clean_image
from leiomyo_site.pages.models import Page
from tests.conftest import person
from tests.editorial.conftest import LATER, NOON, approve, put_out
from tests.images.upload_samples import picture

pytestmark = pytest.mark.django_db


def save_changed(page: Page, who: User) -> None:
    page.body = "## Changed\n\nChanged.\n"
    save_draft(page, by=who, at=LATER, expected_version=page.version)


# Who may do what: every role by every verb.
VERBS = {
    "request_review": lambda page, who: reviewing.request_review(page, by=who, at=LATER, expected_hash=page.draft_hash),
    "approve": lambda page, who: reviewing.approve(page, by=who, at=LATER, expected_hash=page.draft_hash, scope="full"),
    "request_changes": lambda page, who: reviewing.request_changes(
        page, by=who, at=LATER, expected_hash=page.draft_hash, comment="No."
    ),
    "publish": lambda page, who: put_out(page, who, at=LATER),
    "withdraw": lambda page, who: withdraw(page, by=who, at=LATER, note="Wrong.", weight="safety"),
    "schedule": lambda page, who: scheduling.schedule(
        page, by=who, at=NOON, due_at=LATER, expected_hash=page.draft_hash
    ),
    "save_draft": lambda page, who: save_changed(page, who),
    "restore_revision": lambda page, who: restore_revision(
        page, page.revisions.get(version=1), by=who, at=LATER, expected_version=page.version
    ),
    "cancel": lambda page, who: scheduling.cancel(ScheduledPublication.objects.get(), by=who, at=NOON),
    "create_share_link": lambda page, who: sharing.create_share_link(page, by=who, at=NOON, days=1),
    "revoke": lambda page, who: sharing.revoke(DraftShareLink.objects.get(), by=who, at=NOON),
    "add_image_version": lambda page, who: add_image_version(
        "ward", clean_image(picture()), alt="A bed.", decorative=False, credit="", by=who, at=NOON
    ),
    "save_source": lambda page, who: save_source(Source.objects.get(), by=who, at=NOON),
    "discard": lambda page, who: discard(Source.objects.create(key="unused", year="1999"), by=who, at=LATER),
}
MAY = {
    "Editors": {
        "request_review",
        "restore_revision",
        "save_draft",
        "create_share_link",
        "revoke",
        "add_image_version",
        "save_source",
        "discard",
    },
    "Clinical reviewers": {"approve", "request_changes", "withdraw", "create_share_link", "revoke"},
    "Publishers": {"publish", "withdraw", "schedule", "cancel", "create_share_link", "revoke"},
    "nobody": set(),
    "superuser": set(),
    "left": set(),
}


TABLES = (Review, Publication, ScheduledPublication, Revision, DraftShareLink, PictureVersion, AuditLogEntry)


def rows() -> list[int]:
    return [table.objects.count() for table in TABLES]


def ready_for(verb: str, write, page: Page, nurse: User, publisher: User) -> None:
    """Bring a text so far that the verb has something to do."""
    write("## One\n\nOne.\n")
    approve(page, nurse)
    put_out(page, publisher)
    write("## Two\n\nTwo.\n")
    approve(page, nurse)
    if verb == "request_review":
        write("## Three\n\nThree.\n")
    if verb == "cancel":
        VERBS["schedule"](page, publisher)
    if verb == "revoke":
        sharing.create_share_link(page, by=publisher, at=NOON, days=1)


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("verb", VERBS)
def test_role_may_do_this_and_no_more(
    write, page: Page, nurse: User, publisher: User, settings, tmp_path, role: str, verb: str
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    ready_for(verb, write, page, nurse, publisher)
    who = person("Somebody", *({role} & {"Editors", "Clinical reviewers", "Publishers"}))
    if role == "superuser":
        who.is_superuser = True
        who.save()
    if role == "left":
        who.groups.set(Group.objects.all())
        who.is_active = False
        who.save()
    before = rows()
    if verb in MAY[role]:
        VERBS[verb](page, who)
    else:
        with pytest.raises(RoleRequired, match="This needs someone from the group"):
            VERBS[verb](page, who)
    assert (before != rows()) == (verb in MAY[role])


def test_every_verb_that_asks_for_a_role_stands_in_the_matrix() -> None:
    package = Path(editorial.__file__).parent
    asks = re.compile(r"^def (\w+)\((?:(?!^def ).)*?^    (?:    )?require_role\(by,", re.MULTILINE | re.DOTALL)
    found = {name for path in package.rglob("*.py") for name in asks.findall(path.read_text(encoding="utf-8"))}
    assert found == set(VERBS)
