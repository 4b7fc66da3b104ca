"""The second factor: codes from an app on a phone, and ten recovery codes for the day the phone is lost."""

import secrets
from io import BytesIO

import segno
from django.contrib.auth.models import User
from django.http import HttpRequest
from django_otp import login as remember
from django_otp import match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from leiomyo_site.editorial.permissions import PUBLISHERS, REVIEWERS, has_role, signed_in_user

RECOVERY_CODES = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


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
    segno.make(device.config_url, error="m", micro=False).save(out, kind="svg", scale=5, border=4, xmldecl=False)
    return out.getvalue().decode()


def confirm(request: HttpRequest, device: TOTPDevice, code: str) -> list[str]:
    """Take an app into use if its code is right; return fresh recovery codes, none if the code is wrong."""
    if not device.verify_token(code):
        return []
    device.confirmed = True
    device.save()
    remember(request, device)
    return new_recovery_codes(signed_in_user(request))


def new_recovery_codes(person: User) -> list[str]:
    """Make ten codes that work once each; older ones end."""
    device, _ = StaticDevice.objects.get_or_create(user=person, name="recovery codes")
    device.token_set.all().delete()
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def verify(request: HttpRequest, code: str) -> bool:
    """Check a code from the app, or a recovery code, and remember for this session that it was right."""
    device = match_token(request.user, code.replace(" ", "").replace("-", "").lower())
    if device is None:
        return False
    remember(request, device)
    return True


def codes_left(person: User) -> int:
    """Return how many recovery codes a person still has."""
    return StaticToken.objects.filter(device__user=person).count()
