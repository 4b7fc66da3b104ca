"""The numbers a family can call, as the site's settings give them."""

from dataclasses import dataclass
from xml.etree import ElementTree as etree

from markdown.serializers import to_html_string

from leiomyo_site.config.phone_lines import PhoneLine, phone_lines
from leiomyo_site.text.labels import label


@dataclass(frozen=True)
class Phone:
    """When to call a number; `number` may hold two, with words, and is empty where nobody has set it yet."""

    when: str
    number: str
    is_hospice: bool = False


@dataclass(frozen=True)
class Clinic:
    """Who runs the site for families; `emergency` and `crisis` are the local numbers, `crisis` empty for none."""

    name: str = "your care team"
    emergency: str = "911"
    phones: tuple[Phone, ...] = ()
    crisis: str = ""


def telephone_link(line: PhoneLine) -> etree.Element:
    """Return a link that dials a number.

    >>> to_html_string(telephone_link(PhoneLine("+1 555-010-0123", "45")))
    '<a class="tel" href="tel:+15550100123,45">+1 555-010-0123 ext. 45</a>'
    """
    link = etree.Element("a", {"class": "tel", "href": line.href})
    link.text = literal(line.shown)
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
        for line in phone_lines(phone.number):
            if len(shown):
                etree.SubElement(shown, "br")
            link = telephone_link(line)
            shown.append(link)
            if line.words:
                link.tail = " "
                etree.SubElement(shown, "span", {"class": "ask-for"}).text = literal(line.words)
        if len(shown):
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
