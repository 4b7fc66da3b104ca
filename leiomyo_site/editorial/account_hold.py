"""Whether somebody else may be behind an account: for a day, or until a second administrator has confirmed it.

Four eyes are two people. Whoever made or changed an account lately may be the one who uses it, and whoever did so with
the account of that person may be too. Nothing is stored but the audit log, which nobody can change.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from leiomyo_site.editorial.audit import log_action
from leiomyo_site.editorial.models import AuditLogEntry
from leiomyo_site.editorial.permissions import full_name

HOLD = timedelta(hours=24)
ACCOUNT_MADE, ACCOUNT_CHANGED, ROLES_CHANGED = "account made", "account changed", "roles changed"
CREDENTIALS_CHANGED = "credentials changed"
CONFIRMED = "credentials confirmed"
CHANGES = (ACCOUNT_MADE, ACCOUNT_CHANGED, ROLES_CHANGED, CREDENTIALS_CHANGED)


class ConfirmationRefused(Exception):
    """This person cannot confirm somebody's account; says why."""


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


class AccountChanges:
    """What others changed of accounts within the last day, as far as no second administrator has confirmed it.

    What came after what is read from the order of the log, so that a clock set back lifts nothing.
    """

    def __init__(self, *, at: datetime) -> None:
        self._by_account: dict[int, list[AuditLogEntry]] = {}
        recent = Q(what__in=CHANGES, at__gt=at - HOLD) | Q(what=CONFIRMED)
        for entry in AuditLogEntry.objects.filter(recent).select_related("by").order_by("pk"):
            account = entry.detail["of_id"]
            if entry.what == CONFIRMED:
                self._by_account.pop(account, None)
            elif entry.by_id != account:
                self._by_account.setdefault(account, []).append(entry)

    def of(self, account: int) -> list[AuditLogEntry]:
        """Return the changes of one account by others, oldest first; `by` is None for a command on the machine."""
        return self._by_account.get(account, [])

    def of_credentials(self, account: int) -> list[AuditLogEntry]:
        """Return those of its password or second step, but for the first set-up."""
        return [entry for entry in self.of(account) if entry.detail.get("first_set_up") is False]

    def people_behind(self, account: int) -> set[int]:
        """Return the ids of all who may be using an account: its owner, who changed it, who changed theirs, and so on.

        A command on the machine counts for nobody: who may give one can change every row.
        """
        known: set[int] = set()
        new = {account}
        while new:
            known |= new
            new = {entry.by_id for one in new for entry in self.of(one) if entry.by_id is not None} - known
        return known

    def confirmers(self, account: int) -> list[User]:
        """Return the administrators who could confirm an account now."""
        administrators = User.objects.filter(is_active=True, is_superuser=True).exclude(pk__in=self._by_account)
        return list(administrators.exclude(pk__in=self.people_behind(account)).order_by("username"))


def hold_on(person: User, *, writers: Iterable[int], at: datetime) -> str:
    """Return why a person cannot yet approve what these others wrote, and who can lift it; empty if they can."""
    changes = AccountChanges(at=at)
    if own := changes.of_credentials(person.pk):
        why = "Somebody else changed your password or second step in the last 24 hours."
        return f"{why} {_how_it_ends(changes, [person.pk], own)}"
    for writer in set(writers) - {person.pk}:
        both = changes.people_behind(person.pk) & changes.people_behind(writer)
        if both:
            return _two_accounts_of_one(changes, person, writer, next(iter(both)))
    return ""


def _two_accounts_of_one(changes: AccountChanges, person: User, writer: int, behind: int) -> str:
    """Return that one person may be behind the accounts of both the reviewer and a writer."""
    names = {user.pk: full_name(user) for user in User.objects.filter(pk__in=(writer, behind))}
    accounts = [account for account in (person.pk, writer) if account != behind]
    said = {person.pk: "your account", writer: f"the account of {names[writer]}, who wrote some of these words"}
    who = "you" if behind == person.pk else f"{names[behind]}{', who wrote some of these words,' * (behind == writer)}"
    steps = [entry for account in accounts for one in changes.people_behind(account) for entry in changes.of(one)]
    why = f"In the last 24 hours {who} made or changed {' and '.join(said[account] for account in accounts)}."
    return f"{why} {_how_it_ends(changes, accounts, steps)}"


def _how_it_ends(changes: AccountChanges, accounts: Iterable[int], held_by: Iterable[AuditLogEntry]) -> str:
    end = timezone.localtime(max(entry.at for entry in held_by) + HOLD)
    able = {user.pk: full_name(user) for account in accounts for user in changes.confirmers(account)}
    sooner = (
        f"or as soon as one of these administrators confirms that account under “Users”: {', '.join(able.values())}"
        if able
        else "no other administrator is there who could confirm it sooner"
    )
    return f"You can approve this from {end:%-d %B %Y, %H:%M}, {sooner}. Until then somebody else has to."


def confirm_account(person: User, *, by: User, at: datetime) -> None:
    """Lift the hold, on the word of an administrator who had no part in any change that is held.

    Raises:
        ConfirmationRefused: there is nothing to confirm, or this is not a second administrator.
    """
    changes = AccountChanges(at=at)
    if not changes.of(person.pk):
        raise ConfirmationRefused(f"There is nothing to confirm for {person.get_username()}.")
    if not (by.is_active and by.is_superuser) or by.pk == person.pk:
        raise ConfirmationRefused("This needs another person who manages accounts. Nothing was confirmed.")
    if by.pk in changes.people_behind(person.pk):
        raise ConfirmationRefused(
            "You changed it yourself, or the account of whoever did, so a second administrator has to confirm it."
        )
    if changes.of(by.pk):
        raise ConfirmationRefused("Your own account was changed in the last 24 hours, so you cannot confirm another.")
    log_action(CONFIRMED, by=by, at=at, of=person.get_username(), of_id=person.pk)
