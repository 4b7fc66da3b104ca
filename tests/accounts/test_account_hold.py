"""Four eyes are two people: no account approves the words of whoever made or changed it, for a day or until confirmed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from freezegun import freeze_time

from leiomyo_site.accounts.account_changes import AuditedRequestMiddleware
from leiomyo_site.editorial.actions.review import ReviewRefused
from leiomyo_site.editorial.actions.review import approve as approve_draft
from leiomyo_site.editorial.models import AuditLogEntry, Review
from leiomyo_site.pages.models import Page
from tests.conftest import person, sign_in
from tests.editorial.conftest import page, write

from .test_account_changes import USERS, act

__all__ = ["page", "write"]
pytestmark = pytest.mark.django_db
PASSWORD = "a long test of the door"
ROLES = {"editor": "Editors", "reviewer": "Clinical reviewers"}


@pytest.fixture
def boss() -> User:
    """An administrator who writes too, and has been here for long."""
    return old_account("Boss", "Editors", is_superuser=True)


@pytest.fixture
def second(boss: User) -> User:
    return old_account("Sana", is_superuser=True)


def old_account(name: str, *roles: str, is_superuser: bool = False, is_active: bool = True) -> User:
    with freeze_time(timezone.now() - timedelta(days=30)):
        made = person(name, *roles)
        sign_in(Client(), made)
        made.is_superuser, made.is_active = is_superuser, is_active
        made.save()
    return made


def give(by: User, to: User, *roles: str, **fields: object) -> User:
    """Change an account on its screen in administration."""
    user = User.objects.get(pk=to.pk)
    sent = {name: getattr(user, name) for name in ("username", "first_name", "last_name", "email")}
    sent |= {name: "on" for name in ("is_active", "is_staff", "is_superuser") if getattr(user, name)}
    sent |= {"groups": list(Group.objects.filter(name__in=roles).values_list("pk", flat=True)), **fields}
    assert sign_in(Client(), by).post(f"{USERS}{to.pk}/change/", sent).status_code == 302
    return User.objects.get(pk=to.pk)


def make(by: User, name: str, *roles: str, **fields: object) -> User:
    sent = {"username": name, "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert sign_in(Client(), by).post(f"{USERS}add/", sent).status_code == 302
    return give(by, User.objects.get(username=name), *roles, is_staff="on", **fields)


def approve(by: User) -> Review:
    draft = Page.objects.get()
    return approve_draft(draft, by=by, at=timezone.now(), expected_hash=draft.draft_hash, scope="full")


def puppet(boss: User) -> tuple[User, User]:
    return boss, make(boss, "puppet", ROLES["reviewer"])


def old_account_with_a_new_role(boss: User) -> tuple[User, User]:
    return boss, give(boss, old_account("Olga"), ROLES["reviewer"])


def old_account_woken(boss: User) -> tuple[User, User]:
    return boss, give(boss, old_account("Olga", ROLES["reviewer"], is_active=False), ROLES["reviewer"], is_active="on")


def old_account_with_another_name(boss: User) -> tuple[User, User]:
    return boss, give(boss, old_account("Olga", ROLES["reviewer"]), ROLES["reviewer"], username="other")


def old_account_with_another_address(boss: User) -> tuple[User, User]:
    return boss, give(boss, old_account("Olga", ROLES["reviewer"]), ROLES["reviewer"], email="b@example.org")


def two_puppets(boss: User) -> tuple[User, User]:
    return make(boss, "pen", ROLES["editor"]), make(boss, "puppet", ROLES["reviewer"])


def puppet_of_a_puppet(boss: User) -> tuple[User, User]:
    return boss, make(make(boss, "middle", is_superuser="on"), "puppet", ROLES["reviewer"])


def puppet_that_writes(boss: User) -> tuple[User, User]:
    reviewer = give(boss, boss, *ROLES.values())
    return make(boss, "pen", ROLES["editor"]), reviewer


def one_made_and_one_changed(boss: User) -> tuple[User, User]:
    middle = make(boss, "middle", is_superuser="on")
    return make(middle, "pen", ROLES["editor"]), give(boss, old_account("Olga"), ROLES["reviewer"])


def group_renamed(boss: User) -> tuple[User, User]:
    group, olga = Group.objects.create(name="Others"), old_account("Olga")
    olga.groups.add(group)
    request = RequestFactory().post("/admin/")
    request.user = boss

    def rename(_: object) -> HttpResponse:
        Group.objects.get(name=ROLES["reviewer"]).delete()
        group.name = ROLES["reviewer"]
        group.save()
        return HttpResponse()

    AuditedRequestMiddleware(rename)(request)
    return boss, olga


WAYS = [
    puppet, old_account_with_a_new_role, old_account_woken, old_account_with_another_name,
    old_account_with_another_address, two_puppets, puppet_of_a_puppet, puppet_that_writes, one_made_and_one_changed,
    group_renamed,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_no_account_is_the_second_person_for_whoever_made_or_changed_it(
    way: Callable[[User], tuple[User, User]], boss: User, write: Callable[..., Page]
) -> None:
    writer, reviewer = way(boss)
    write(by=writer)
    with pytest.raises(ReviewRefused, match=r"In the last 24 hours .* made or changed .* account") as refusal:
        approve(reviewer)
    assert "no other administrator is there" in str(refusal.value)
    assert not Review.objects.exists()
    with freeze_time(timezone.now() + timedelta(hours=24, minutes=1)):
        assert approve(reviewer).by == reviewer


@pytest.mark.parametrize("way", WAYS)
def test_the_second_administrator_lifts_it_and_is_named(
    way: Callable[[User], tuple[User, User]], boss: User, second: User, write: Callable[..., Page]
) -> None:
    writer, reviewer = way(boss)
    write(by=writer)
    with pytest.raises(ReviewRefused, match="confirms that account under “Users”: Sana Test"):
        approve(reviewer)
    account = reviewer if reviewer != boss else writer
    for one in (boss, *User.objects.filter(username="middle")):
        assert "may approve again" not in act(one, "confirm_change", account)
    assert "may approve again" in act(second, "confirm_change", account)
    assert approve(reviewer).by == reviewer


def test_a_new_colleague_approves_at_once_what_others_wrote(boss: User, write: Callable[..., Page]) -> None:
    new = make(boss, "nora", ROLES["reviewer"])
    write(by=old_account("Wanda", "Editors"))
    assert approve(new).by == new


def test_the_review_screen_says_so_before_anything_is_pressed(
    boss: User, second: User, write: Callable[..., Page]
) -> None:
    write(by=boss)
    reviewer = make(boss, "puppet", ROLES["reviewer"])
    screen = sign_in(Client(), reviewer).get(f"/admin/pages/page/{Page.objects.get().pk}/review/").content.decode()
    assert "Boss Test, who wrote some of these words, made or changed your account. You" in " ".join(screen.split())
    users = sign_in(Client(), second).get(USERS).content.decode()
    assert "made or changed by Boss Test" in users


def test_the_review_screen_opens_for_the_writer_too(boss: User, write: Callable[..., Page]) -> None:
    write(by=boss)
    give(boss, boss, *ROLES.values())
    assert sign_in(Client(), boss).get(f"/admin/pages/page/{Page.objects.get().pk}/review/").status_code == 200


def test_whose_own_account_was_changed_confirms_no_other(boss: User, write: Callable[..., Page]) -> None:
    woken = give(boss, old_account("Ida", is_superuser=True, is_active=False), is_active="on")
    write(by=boss)
    reviewer = make(boss, "puppet", ROLES["reviewer"])
    assert "may approve again" not in act(woken, "confirm_change", reviewer)
    with pytest.raises(ReviewRefused, match="no other administrator"):
        approve(reviewer)


def test_permissions_and_groups_stand_in_the_audit_log_for_each_member(boss: User) -> None:
    olga, group = old_account("Olga", "Editors"), Group.objects.get(name="Editors")
    before = AuditLogEntry.objects.latest("pk").pk
    permission = Permission.objects.first()
    group.permissions.add(permission)
    permission.group_set.clear()
    olga.user_permissions.add(permission)
    group.delete()
    rows = AuditLogEntry.objects.filter(pk__gt=before, detail__of_id=olga.pk).order_by("pk")
    facts = [(row.what, row.detail.get("changed", row.detail.get("roles"))) for row in rows]
    assert facts == [("account changed", ["permissions"])] * 3 + [("roles changed", [])]
