"""Sign-ins for the audit list. Nothing here knows readers: only people with an account sign in."""

import logging
from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.utils import timezone

from leiomyo_site.editorial.audit import log_action
from leiomyo_site.log import log_event


@receiver(user_logged_in, dispatch_uid="audit signed_in")
def signed_in(*, user: User, **_: Any) -> None:
    """Write down that somebody signed in."""
    log_action("signed in", by=user, at=timezone.now())


@receiver(user_logged_out, dispatch_uid="audit signed_out")
def signed_out(*, user: User | None, **_: Any) -> None:
    """Write down that somebody signed out; a session that had ended already has nobody."""
    if user is not None:
        log_action("signed out", by=user, at=timezone.now())


@receiver(user_login_failed, dispatch_uid="audit failed")
def failed(**_: Any) -> None:
    """Say in the log that a sign-in failed: not whose, and not from where."""
    log_event("sign-in failed", level=logging.WARNING)


@receiver(user_locked_out, dispatch_uid="audit locked_out")
def locked_out(**_: Any) -> None:
    """Say in the log that tries were so many that the door is closed for a while."""
    log_event("sign-in locked: too many failures", level=logging.WARNING)
