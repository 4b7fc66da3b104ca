"""The second factor: codes from an app on a phone, and ten recovery codes for the day the phone is lost."""

import secrets
from datetime import datetime
from io import BytesIO
from math import ceil
from typing import Any

import segno
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django_otp import login as remember
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from leiomyo_site.editorial.permissions import PUBLISHERS, REVIEWERS, has_role, signed_in_user

RECOVERY_CODES = 10
RECOVERY_CODE_LENGTH = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
WRONG = "That code is not right, or it was used already. Wait for the next one and type it again."


class CodeRefused(Exception):
    """A code opens nothing; says why and what to do."""


class CodeThrottled(CodeRefused):
    """A code was not looked at, because wrong ones came before it; says how long to wait."""


def needs_second_factor(person: User) -> bool:
    """Does this person decide what families read, or who may decide it?"""
    return person.is_superuser or has_role(person, REVIEWERS) or has_role(person, PUBLISHERS)


def confirmed_app(person: User) -> TOTPDevice | None:
    """Return the app that a person has set up, None if they have none."""
    return TOTPDevice.objects.filter(user=person, confirmed=True).first()


def app_to_set_up(person: User) -> TOTPDevice:
    """Return the app that a person is setting up; its secret stays the same until the first code is right."""
    device, _ = TOTPDevice.objects.get_or_create(user=person, confirmed=False, defaults={"name": "app"})
    return device


def secret_in_groups(device: TOTPDevice) -> str:
    """Return the app's secret for typing by hand, in groups of four."""
    secret = device.config_url.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def qr_svg(device: TOTPDevice) -> str:
    """Return the app's secret as a QR code to be photographed."""
    out = BytesIO()
    # Without a size of its own it has a viewBox, so that the style sheet scales it whole instead of cutting it off.
    segno.make(device.config_url, error="m", micro=False).save(
        out, kind="svg", border=4, light="#fff", omitsize=True, xmldecl=False
    )
    return out.getvalue().decode()


def confirm(request: HttpRequest, code: str) -> list[str]:
    """Take the app that a person is setting up into use; return fresh recovery codes.

    Raises:
        CodeRefused: the code is wrong, or too many were before it.
    """
    person = signed_in_user(request)
    device = _check(TOTPDevice, person, _as_stored(code), confirmed=False)
    device.confirmed = True
    device.save()
    remember(request, device)
    return new_recovery_codes(person)


def new_recovery_codes(person: User) -> list[str]:
    """Make ten codes that work once each; older ones end."""
    device, _ = StaticDevice.objects.get_or_create(user=person, name="recovery codes")
    device.token_set.all().delete()
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_CODE_LENGTH)) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def verify(request: HttpRequest, code: str) -> None:
    """Check a code from the app, or a recovery code, and remember for this session that it was right.

    Its length says which of the two it is. A code is tried on one device only: django-otp counts every device
    that a code is tried on in vain, so that codes of the app would lock the recovery codes.

    Raises:
        CodeRefused: the code is wrong, or too many were before it.
    """
    typed = _as_stored(code)
    kind = StaticDevice if len(typed) == RECOVERY_CODE_LENGTH else TOTPDevice
    remember(request, _check(kind, signed_in_user(request), typed, confirmed=True))


def _as_stored(code: str) -> str:
    return "".join(filter(str.isalnum, code)).lower()


def _check(kind: type[TOTPDevice | StaticDevice], person: User, code: str, *, confirmed: bool) -> Any:
    """Return the device of one kind that takes a code; the count of wrong ones is kept when it does not."""
    with transaction.atomic():
        device = kind.objects.select_for_update().filter(user=person, confirmed=confirmed).first()
        if device is None:
            raise CodeRefused(WRONG)
        is_allowed, why_not = device.verify_is_allowed()
        is_right = is_allowed and device.verify_token(code)
    if not is_allowed:
        raise CodeThrottled(_wait_until(why_not["locked_until"]))
    if not is_right:
        raise CodeRefused(WRONG)
    return device


def _wait_until(at: datetime) -> str:
    seconds = max(1, ceil((at - timezone.now()).total_seconds()))
    count, unit = (seconds, "second") if seconds < 120 else (ceil(seconds / 60), "minute")
    wait = f"{count} {unit}{'' if count == 1 else 's'}"
    return (
        f"This code was not looked at, because wrong ones came before it. Try again in {wait}, or use a code of the "
        "other kind: from the app, or a recovery code. Who runs the site can end the wait."
    )


def unlock(person: User) -> None:
    """End the wait that wrong codes have brought about."""
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user=person).update(throttling_failure_count=0, throttling_failure_timestamp=None)


def remove_devices(person: User) -> None:
    """Take away app and recovery codes, so that the person sets up new ones at the next sign-in."""
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user=person).delete()


def codes_left(person: User) -> int:
    """Return how many recovery codes a person still has."""
    return StaticToken.objects.filter(device__user=person).count()
