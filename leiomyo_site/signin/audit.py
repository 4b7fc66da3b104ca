"""Sign-ins for the audit list. Nothing here knows readers: only people with an account sign in."""

import logging
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from leiomyo_site.editorial.events import record
from leiomyo_site.log import log_event


def signed_in(*, user: AbstractBaseUser, **_: Any) -> None:
    """Write down that somebody signed in."""
    record("signed in", by=user, at=timezone.now())


def signed_out(*, user: AbstractBaseUser | None, **_: Any) -> None:
    """Write down that somebody signed out; a session that had ended already has nobody."""
    if user is not None:
        record("signed out", by=user, at=timezone.now())


def failed(**_: Any) -> None:
    """Say in the log that a sign-in failed: not whose, and not from where."""
    log_event("sign-in failed", level=logging.WARNING)


def locked_out(**_: Any) -> None:
    """Say in the log that tries were so many that the door is closed for a while."""
    log_event("sign-in locked: too many failures", level=logging.WARNING)
