"""The numbers a family can call, as the site's settings give them."""

import re
from dataclasses import dataclass
from html import escape

from leiomyo_site.text.labels import label


@dataclass(frozen=True)
class Phone:
    """One telephone line; an empty `number` means that nobody has set it yet."""

    when: str
    number: str


@dataclass(frozen=True)
class Clinic:
    """Who runs the site for families; `emergency` is the local emergency number."""

    name: str = "your care team"
    emergency: str = "911"
    phones: tuple[Phone, ...] = ()


def telephone_link(number: str) -> str:
    """Return a link that dials a number.

    >>> telephone_link("+1 555-010-0123")
    '<a class="tel" href="tel:+15550100123">+1 555-010-0123</a>'
    """
    dialled = re.sub(r"[^\d+]", "", number)
    return f'<a class="tel" href="tel:{dialled}">{escape(number)}</a>'


def phone_list(clinic: Clinic, lang: str) -> str:
    """Return the clinic's numbers as a list; a missing number is a line to write on, never a made-up one."""
    rows = []
    for phone in clinic.phones:
        shown = (
            telephone_link(phone.number)
            if phone.number
            else f'<span class="unset">{escape(label(lang, "not_set"))} <span class="blank"></span></span>'
        )
        rows.append(f"<div><dt>{escape(phone.when)}</dt><dd>{shown}</dd></div>")
    return f'<dl class="phones">{"".join(rows)}</dl>' if rows else ""
