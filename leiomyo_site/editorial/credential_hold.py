"""After somebody else changed a person's password or second step: a day without approvals, or a second word on it.

Nothing is stored but the audit log, which nobody can change.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from leiomyo_site.editorial.audit import log_action
from leiomyo_site.editorial.models import AuditLogEntry

HOLD = timedelta(hours=24)
CREDENTIALS_CHANGED = "credentials changed"
CREDENTIALS_CONFIRMED = "credentials confirmed"


class ConfirmationRefused(Exception):
    """This person cannot confirm somebody's new password or second step; says why."""


def log_credential_change(person: User, *, by: User | None, at: datetime, changed: str) -> None:
    """Write down that a person's password or second step changed; `by` is None for a command on the machine.

    Before somebody has ever signed in, it is their first set-up.
    """
    log_action(
        CREDENTIALS_CHANGED,
        by=by,
        at=at,
        of=person.get_username(),
        of_id=person.pk,
        changed=changed,
        first_set_up=person.last_login is None,
    )


def unconfirmed_change(person: User, *, at: datetime) -> AuditLogEntry | None:
    """Return the last change of a person's credentials by somebody else that still holds up approvals.

    What came after what is read from the order of the log, so that a clock set back lifts nothing.
    """
    entries = AuditLogEntry.objects.filter(detail__of_id=person.pk)
    confirmed = entries.filter(what=CREDENTIALS_CONFIRMED).order_by("-pk").values_list("pk", flat=True).first() or 0
    return (
        entries.filter(what=CREDENTIALS_CHANGED, pk__gt=confirmed, at__gt=at - HOLD, detail__first_set_up=False)
        .exclude(by=person)
        .order_by("-pk")
        .first()
    )


def confirm_credentials(person: User, *, by: User, at: datetime) -> None:
    """Lift the hold, on the word of an administrator who had no part in any change that is held.

    Raises:
        ConfirmationRefused: there is nothing to confirm, or this is not a second administrator.
    """
    if unconfirmed_change(person, at=at) is None:
        raise ConfirmationRefused(f"There is nothing to confirm for {person.get_username()}.")
    if not (by.is_active and by.is_superuser) or by.pk == person.pk:
        raise ConfirmationRefused("This needs another person who manages accounts. Nothing was confirmed.")
    if AuditLogEntry.objects.filter(
        what=CREDENTIALS_CHANGED, detail__of_id=person.pk, by=by, at__gt=at - HOLD
    ).exists():
        raise ConfirmationRefused("You changed it yourself, so a second administrator has to confirm it.")
    if unconfirmed_change(by, at=at) or _became_administrator(by, at):
        raise ConfirmationRefused("Your own account was changed in the last 24 hours, so you cannot confirm another.")
    log_action(CREDENTIALS_CONFIRMED, by=by, at=at, of=person.get_username(), of_id=person.pk)


def _became_administrator(person: User, at: datetime) -> bool:
    """Was this person made an administrator within the last day, perhaps for this alone?"""
    made = AuditLogEntry.objects.filter(
        what__in=("account made", "account changed"), detail__of_id=person.pk, at__gt=at - HOLD
    )
    return any("is_superuser" in entry.detail["changed"] for entry in made)
