"""The permission matrix: every role by every verb."""

import pytest
from django.contrib.auth.models import Group, User

from leiomyo_site.editorial import history, reviewing, scheduling
from leiomyo_site.editorial.drafting import save_draft
from leiomyo_site.editorial.models import Publication, Review, Schedule
from leiomyo_site.editorial.people import NotAllowed
from leiomyo_site.editorial.publishing import roll_back, withdraw
from leiomyo_site.pages.models import Page
from tests.conftest import person
from tests.editorial.conftest import LATER, NOON, SMALL, approve, put_out

pytestmark = pytest.mark.django_db


def save_changed(page: Page, who: User) -> None:
    page.body = "## Changed\n\nChanged.\n"
    save_draft(page, by=who, at=LATER, seen_version=page.version)


# Who may do what: every role by every verb.
VERBS = {
    "ask": lambda page, who: reviewing.ask(page, by=who, at=LATER, seen_hash=page.draft_hash),
    "approve": lambda page, who: reviewing.approve(page, by=who, at=LATER, seen_hash=page.draft_hash, scope="full"),
    "send_back": lambda page, who: reviewing.send_back(
        page, by=who, at=LATER, seen_hash=page.draft_hash, comment="No."
    ),
    "publish": lambda page, who: put_out(page, who, at=LATER),
    "withdraw": lambda page, who: withdraw(page, by=who, at=LATER, note="Wrong.", weight="safety"),
    "roll_back": lambda page, who: roll_back(page, 2, by=who, at=LATER, change=SMALL),
    "schedule": lambda page, who: scheduling.schedule(
        page, by=who, at=NOON, due_at=LATER, seen_hash=page.draft_hash, change=SMALL
    ),
    "save": lambda page, who: save_changed(page, who),
    "restore": lambda page, who: history.restore(
        page, page.saves.get(version=1), by=who, at=LATER, seen_version=page.version
    ),
}
MAY = {
    "Editors": {"ask", "restore", "save"},
    "Clinical reviewers": {"approve", "send_back", "withdraw"},
    "Publishers": {"publish", "withdraw", "roll_back", "schedule"},
    "nobody": set(),
    "superuser": set(),
    "left": set(),
}


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("verb", VERBS)
def test_role_may_do_this_and_no_more(write, page: Page, nurse: User, publisher: User, role: str, verb: str) -> None:
    write("## One\n\nOne.\n")
    approve(page, nurse)
    put_out(page, publisher)
    write("## Two\n\nTwo.\n")
    approve(page, nurse)
    if verb in ("ask",):
        write("## Three\n\nThree.\n")
    if verb == "roll_back":
        put_out(page, publisher)
    who = person("Somebody", *({role} & {"Editors", "Clinical reviewers", "Publishers"}))
    if role == "superuser":
        who.is_superuser = True
        who.save()
    if role == "left":
        who.groups.set(Group.objects.all())
        who.is_active = False
        who.save()
    before = (Review.objects.count(), Publication.objects.count(), Schedule.objects.count(), page.saves.count())
    if verb in MAY[role]:
        VERBS[verb](page, who)
    else:
        with pytest.raises(NotAllowed, match="This needs someone from the group"):
            VERBS[verb](page, who)
    after = (Review.objects.count(), Publication.objects.count(), Schedule.objects.count(), page.saves.count())
    assert (before != after) == (verb in MAY[role])
