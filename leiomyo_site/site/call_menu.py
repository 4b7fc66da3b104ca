"""Whom a family can call from every page, in which order: as buttons, without a script and without a signal."""

from dataclasses import dataclass

from django.utils.translation import gettext

from leiomyo_site.config.phone_lines import PhoneLine, phone_lines
from leiomyo_site.text.clinic import Clinic, Phone


@dataclass(frozen=True)
class CallChoice:
    """Somebody to call; `kind` is team, hospice, emergency or crisis; no lines where nobody has set the number."""

    kind: str
    title: str
    lines: tuple[PhoneLine, ...]


@dataclass(frozen=True)
class CallMenu:
    """The numbers of every page: all of them in order, and the one that stands in the header itself."""

    choices: tuple[CallChoice, ...]
    direct: PhoneLine


def call_menu(clinic: Clinic, *, hospice_first: bool = False) -> CallMenu:
    """Return whom to call: the team, then the emergency number, then the crisis line.

    The header has the emergency number, or, where the hospice nurse comes first, the first number that is set.
    """
    emergency = _emergency(clinic)
    team = tuple(_choice(phone) for phone in clinic.phones)
    crisis = (CallChoice("crisis", gettext("Thoughts of suicide"), (PhoneLine(clinic.crisis),)),)
    choices = (*team, emergency, *(crisis if clinic.crisis else ()))
    direct = next(choice.lines[0] for choice in choices if choice.lines) if hospice_first else emergency.lines[0]
    return CallMenu(choices, direct)


def emergency_first(clinic: Clinic) -> tuple[CallChoice, ...]:
    """Return the numbers above a page that begins with danger signs: nobody reads the team's before the emergency's."""
    team = [choice for choice in call_menu(clinic).choices if choice.kind == "team"]
    return (_emergency(clinic), *team)


def _choice(phone: Phone) -> CallChoice:
    lines = phone_lines(phone.number)
    if phone.is_hospice:
        return CallChoice("hospice", phone.when, lines)
    return CallChoice("team", gettext("Your team: %(when)s") % {"when": phone.when.lower()}, lines)


def _emergency(clinic: Clinic) -> CallChoice:
    return CallChoice("emergency", gettext("Emergency"), (PhoneLine(clinic.emergency),))
