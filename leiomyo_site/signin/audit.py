"""Sign-ins for the audit list. Nothing here knows readers: only people with an account sign in."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from leiomyo_site.editorial.events import record


def signed_in(*, user: AbstractBaseUser, **_: Any) -> None:
    """Write down that somebody signed in."""
    record("signed in", by=user, at=timezone.now())


def signed_out(*, user: AbstractBaseUser | None, **_: Any) -> None:
    """Write down that somebody signed out; a session that had ended already has nobody."""
    if user is not None:
        record("signed out", by=user, at=timezone.now())
