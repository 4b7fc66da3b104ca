"""The numbers a family can call, as the site's settings give them."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree as etree

from markdown.serializers import to_html_string

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


def telephone_link(number: str) -> etree.Element:
    """Return a link that dials a number.

    >>> to_html_string(telephone_link("+1 555-010-0123"))
    '<a class="tel" href="tel:+15550100123">+1 555-010-0123</a>'
    """
    dialed = re.sub(r"[^\d+]", "", number)
    link = etree.Element("a", {"class": "tel", "href": f"tel:{dialed}"})
    link.text = literal(number)
    return link


def phone_list(clinic: Clinic, lang: str) -> etree.Element | None:
    """Return the clinic's numbers as a list; a missing number is a line to write on, never a made-up one."""
    if not clinic.phones:
        return None
    phones = etree.Element("dl", {"class": "phones"})
    for phone in clinic.phones:
        row = etree.SubElement(phones, "div")
        etree.SubElement(row, "dt").text = literal(phone.when)
        shown = etree.SubElement(row, "dd")
        if phone.number:
            shown.append(telephone_link(phone.number))
            continue
        missing = etree.SubElement(shown, "span", {"class": "unset"})
        missing.text = literal(label(lang, "not_set")) + " "
        etree.SubElement(missing, "span", {"class": "blank"})
    return phones


def phone_list_html(clinic: Clinic, lang: str) -> str:
    """Return the clinic's numbers as HTML; empty if it has none."""
    phones = phone_list(clinic, lang)
    return to_html_string(phones) if phones is not None else ""


def literal(text: str) -> str:
    """Return text for an element of Markdown's tree, where an entity would otherwise become its character."""
    return text.replace("&", "&amp;")
