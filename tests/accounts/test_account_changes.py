"""Whoever changes an account stands in the audit log, and cannot approve in its owner's name."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from freezegun import freeze_time

from leiomyo_site.editorial.actions.review import ReviewRefused
from leiomyo_site.editorial.actions.review import approve as approve_draft
from leiomyo_site.editorial.models import AuditLogEntry, Review
from leiomyo_site.pages.models import Page
from tests.conftest import sign_in
from tests.editorial.conftest import page, write

from .test_signing_in import WORD, code_of, someone

__all__ = ["page", "write"]
pytestmark = pytest.mark.django_db
USERS = "/admin/auth/user/"
NEW_WORD = "quite another door"


@pytest.fixture
def boss() -> User:
    return User.objects.create_superuser("boss")


@pytest.fixture
def nora(write: Callable[..., Page]) -> User:
    """A reviewer who has worked here before; a draft waits for her."""
    write()
    made = someone("Nora", "Clinical reviewers")
    sign_in(Client(), made)
    return User.objects.get(pk=made.pk)


def set_password(by: User, whose: User) -> None:
    sent = {"password1": NEW_WORD, "password2": NEW_WORD, "usable_password": "true"}
    assert sign_in(Client(), by).post(f"{USERS}{whose.pk}/password/", sent).status_code == 302


def act(by: User, action: str, on: User) -> str:
    sent = {"action": action, "_selected_action": [on.pk]}
    return sign_in(Client(), by).post(USERS, sent, follow=True).content.decode()


def approve(nora: User) -> None:
    draft = Page.objects.get()
    approve_draft(draft, by=nora, at=timezone.now(), expected_hash=draft.draft_hash, scope="full")


def changes(person: User) -> list[tuple[User | None, str, bool]]:
    rows = AuditLogEntry.objects.filter(what="credentials changed", detail__of_id=person.pk).order_by("pk")
    return [(row.by, row.detail["changed"], row.detail["first_set_up"]) for row in rows]


def reset_by_command(boss: User, nora: User) -> None:
    with patch("django.contrib.auth.management.commands.changepassword.Command._get_pass", return_value=NEW_WORD):
        call_command("changepassword", "nora")


CHANGES: dict[str, Callable[[User, User], Any]] = {
    "password in admin": set_password,
    "password by command": reset_by_command,
    "app taken away": lambda boss, nora: act(boss, "remove_second_step", nora),
    "app added": lambda boss, nora: TOTPDevice.objects.create(user=nora, name="mine"),
    "app's secret exchanged": lambda boss, nora: [
        (setattr(device, "key", "00" * 20), device.save()) for device in TOTPDevice.objects.filter(user=nora)
    ],
    "recovery code added": lambda boss, nora: call_command("addstatictoken", "nora"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whose_password_or_device_somebody_else_changed_approves_nothing_for_a_day(
    change: str, boss: User, nora: User
) -> None:
    CHANGES[change](boss, nora)
    assert changes(nora)[-1][2] is False
    with pytest.raises(ReviewRefused, match="Somebody else changed your password or second step"):
        approve(nora)
    assert not Review.objects.exists()
    with freeze_time(timezone.now() + timedelta(hours=24, minutes=1)):
        approve(nora)


def test_a_second_administrator_lifts_it_and_nobody_else_does(boss: User, nora: User) -> None:
    with freeze_time(timezone.now() - timedelta(days=2)):
        second = User.objects.create_superuser("second")
        sign_in(Client(), second)
    set_password(boss, nora)
    assert "You changed it yourself" in act(boss, "confirm_change", nora)
    with pytest.raises(ReviewRefused):
        approve(nora)
    assert "may approve again" in act(second, "confirm_change", nora)
    approve(nora)
    confirmed = AuditLogEntry.objects.get(what="credentials confirmed")
    assert (confirmed.by, confirmed.detail) == (second, {"of": "nora", "of_id": nora.pk})
    set_password(boss, nora)
    with pytest.raises(ReviewRefused):
        approve(nora)


def test_an_administrator_made_for_the_occasion_confirms_nothing(boss: User, nora: User) -> None:
    second = User.objects.create_superuser("second")
    set_password(boss, nora)
    assert "Your own account was changed" in act(second, "confirm_change", nora)
    with pytest.raises(ReviewRefused):
        approve(nora)


def test_a_superuser_who_reviews_is_no_exception(boss: User, nora: User) -> None:
    User.objects.filter(pk=nora.pk).update(is_superuser=True)
    nora.refresh_from_db()
    set_password(boss, nora)
    nora.refresh_from_db()
    assert "another person who manages accounts" in act(nora, "confirm_change", nora)
    with pytest.raises(ReviewRefused):
        approve(nora)


def test_ones_own_change_and_the_first_set_up_hold_up_nothing(write: Callable[..., Page], boss: User) -> None:
    write()
    nora = someone("Nora", "Clinical reviewers")
    set_password(boss, nora)
    client = Client()
    client.force_login(User.objects.get(pk=nora.pk))
    client.get("/admin/second-factor/")
    client.post("/admin/second-factor/", {"code": code_of(TOTPDevice.objects.get(user=nora))})
    own = {"old_password": NEW_WORD, "new_password1": WORD, "new_password2": WORD}
    assert client.post("/admin/password_change/", own).status_code == 302
    assert changes(nora)[1:] == [(boss, "password", True), (nora, "app", False), (nora, "password", False)]
    approve(nora)


def test_roles_and_access_stand_in_the_audit_log_however_they_are_given(boss: User, nora: User) -> None:
    group = Group.objects.get(name="Publishers")
    sent = {"username": "nora", "is_active": "on", "is_staff": "on", "is_superuser": "on", "groups": [group.pk]}
    assert sign_in(Client(), boss).post(f"{USERS}{nora.pk}/change/", sent).status_code == 302
    group.user_set.clear()
    told = AuditLogEntry.objects.filter(detail__of_id=nora.pk).order_by("-pk")
    facts = [(row.what, row.by, row.detail.get("roles", row.detail.get("changed"))) for row in told[:4]]
    assert facts[::-1] == [
        ("account changed", boss, ["first_name", "is_superuser", "last_name"]),
        ("roles changed", boss, []),
        ("roles changed", boss, ["Publishers"]),
        ("roles changed", None, []),
    ]


def test_no_screen_of_admin_changes_a_device_past_the_audit_log() -> None:
    assert [m for m in admin.site._registry if issubclass(m, (Device, StaticToken))] == []


def test_nobody_changes_their_own_name_which_families_read_on_what_they_checked(boss: User, nora: User) -> None:
    for person, name in ((boss, ""), (nora, "Buy our drops")):
        address = f"{USERS}{person.pk}/change/"
        form = sign_in(Client(), boss).get(address).context["adminform"].form
        sent = {name: value for name, value in form.initial.items() if value and name in form.fields}
        sent |= {"first_name": "Buy our drops", "groups": [group.pk for group in person.groups.all()]}
        assert sign_in(Client(), boss).post(address, sent).status_code == 302
        person.refresh_from_db()
        assert person.first_name == name
