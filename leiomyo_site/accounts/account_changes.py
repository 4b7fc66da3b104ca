"""Every change of a password, a second step, a role or the access of an account, wherever it is made, is audited."""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.hashers import identify_hasher
from django.contrib.auth.models import Group, Permission, User
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from leiomyo_site.editorial.account_hold import ACCOUNT_CHANGED, ACCOUNT_MADE, ROLES_CHANGED, log_credential_change
from leiomyo_site.editorial.audit import log_action

# What gives or takes access to administration, and who somebody is.
ACCESS_FIELDS = ("username", "first_name", "last_name", "email", "is_active", "is_staff", "is_superuser")
APP_FIELDS = ("user_id", "key", "confirmed")
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


class AuditedRequestMiddleware:
    """Lets changes of accounts know who makes them; outside a request nobody is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            return self._get_response(request)
        finally:
            _request.reset(token)


def _log_account(action: str, person: User, **detail: Any) -> None:
    log_action(action, by=_actor(), at=timezone.now(), of=person.get_username(), of_id=person.pk, **detail)


def _actor() -> User | None:
    request = _request.get()
    user = getattr(request, "user", None)
    return user if isinstance(user, User) or getattr(user, "is_authenticated", False) else None


@receiver(pre_save, sender=User, dispatch_uid="audit account before")
def note_stored_account(*, instance: User, raw: bool, **_: Any) -> None:
    """Look at the account as it is stored, to know afterwards what changed."""
    instance._stored = None if raw else User.objects.filter(pk=instance.pk).first()  # type: ignore[attr-defined]


@receiver(post_save, sender=User, dispatch_uid="audit account after")
def audit_account(*, instance: User, created: bool, raw: bool, update_fields: Any, **_: Any) -> None:
    """Write down a new account, a change of access, and a new password."""
    if raw:
        return
    stored: User | None = instance._stored  # type: ignore[attr-defined]
    if created or stored is None:
        _log_account(ACCOUNT_MADE, instance, changed=[name for name in ACCESS_FIELDS if getattr(instance, name)])
        return
    written = set(update_fields) if update_fields is not None else {*ACCESS_FIELDS, "password"}
    changed = [n for n in ACCESS_FIELDS if n in written and getattr(stored, n) != getattr(instance, n)]
    if changed:
        _log_account(ACCOUNT_CHANGED, instance, changed=sorted(changed))
    is_new = "password" in written and stored.password != instance.password
    if is_new and not _is_only_hashed_anew(stored, instance, update_fields):
        log_credential_change(stored, by=_actor(), at=timezone.now(), changed="password")


def _is_only_hashed_anew(stored: User, saved: User, update_fields: Any) -> bool:
    """Did Django store the same password under a stronger hash, as it does at sign-in?"""
    if set(update_fields or ()) != {"password"} or not (stored.has_usable_password() and saved.has_usable_password()):
        return False
    return identify_hasher(stored.password).must_update(stored.password)


@receiver(m2m_changed, sender=User.groups.through, dispatch_uid="audit roles")
def audit_roles(*, instance: User | Group, action: str, pk_set: Iterable[int] | None, **_: Any) -> None:
    """Write down the roles that a person has after each change."""
    if action == "pre_clear" and isinstance(instance, Group):
        instance._cleared = list(instance.user_set.values_list("pk", flat=True))  # type: ignore[attr-defined]
    if action not in ("post_add", "post_remove", "post_clear"):
        return
    pks = pk_set if pk_set is not None else getattr(instance, "_cleared", ())
    _log_roles(User.objects.filter(pk__in=pks) if isinstance(instance, Group) else [instance])


def _log_roles(people: Iterable[User], *, without: str = "") -> None:
    for person in people:
        names = person.groups.exclude(name=without).values_list("name", flat=True)
        _log_account(ROLES_CHANGED, person, roles=sorted(names))


@receiver(pre_save, sender=Group, dispatch_uid="audit group before")
def note_stored_group(*, instance: Group, **_: Any) -> None:
    """Look at the name of the group as it is stored: it says what its members may do."""
    instance._stored_name = Group.objects.filter(pk=instance.pk).values_list("name", flat=True).first()  # type: ignore[attr-defined]


@receiver(post_save, sender=Group, dispatch_uid="audit group after")
def audit_group_name(*, instance: Group, created: bool, raw: bool, **_: Any) -> None:
    """Write down for all members of a renamed group which roles they have now."""
    if not (created or raw) and instance._stored_name != instance.name:  # type: ignore[attr-defined]
        _log_roles(instance.user_set.all())


@receiver(pre_delete, sender=Group, dispatch_uid="audit group gone")
def audit_group_gone(*, instance: Group, **_: Any) -> None:
    """Write down for all members of a group that is deleted which roles they keep."""
    _log_roles(instance.user_set.all(), without=instance.name)


@receiver(m2m_changed, sender=Group.permissions.through, dispatch_uid="audit permissions of groups")
@receiver(m2m_changed, sender=User.user_permissions.through, dispatch_uid="audit permissions")
def audit_permissions(
    *, sender: type, instance: User | Group | Permission, action: str, pk_set: Iterable[int] | None, **_: Any
) -> None:
    """Write down who gets or loses permissions of Django, each member of a group too."""
    if action not in ("post_add", "post_remove", "pre_clear"):
        return
    of_groups = sender is Group.permissions.through
    if isinstance(instance, Permission):
        owners = (instance.group_set if of_groups else instance.user_set).all()
        pks = list(owners.values_list("pk", flat=True)) if pk_set is None else pk_set
    else:
        pks = [instance.pk]
    people = User.objects.filter(groups__in=pks).distinct() if of_groups else User.objects.filter(pk__in=pks)
    for person in people:
        _log_account(ACCOUNT_CHANGED, person, changed=["permissions"])


@receiver(pre_save, sender=TOTPDevice, dispatch_uid="audit app")
def audit_app(*, instance: TOTPDevice, raw: bool, **_: Any) -> None:
    """Write down an app that opens the account from now on, or no longer; a count of tries is no change."""
    stored = TOTPDevice.objects.filter(pk=instance.pk).first()
    if raw or not (instance.confirmed or (stored and stored.confirmed)):
        return
    if stored is None or any(getattr(stored, name) != getattr(instance, name) for name in APP_FIELDS):
        people = {instance.user, *([stored.user] if stored else [])}
        for person in people:
            log_credential_change(person, by=_actor(), at=timezone.now(), changed="app")


@receiver(post_delete, sender=TOTPDevice, dispatch_uid="audit app gone")
def audit_app_gone(*, instance: TOTPDevice, **_: Any) -> None:
    """Write down that an app was taken away."""
    if instance.confirmed:
        log_credential_change(instance.user, by=_actor(), at=timezone.now(), changed="app taken away")


@receiver(post_save, sender=StaticToken, dispatch_uid="audit recovery code")
def audit_recovery_code(*, instance: StaticToken, raw: bool, **_: Any) -> None:
    """Write down a recovery code that was made by itself; ten new ones come with a new app, which is written down."""
    if not raw:
        log_credential_change(instance.device.user, by=_actor(), at=timezone.now(), changed="recovery code")
