"""What changed, as Atom: newest first, each change with its weight, so that safety is heard of first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as etree

ATOM = "http://www.w3.org/2005/Atom"
FEED = "/feed.xml"
MOST_ENTRIES = 200


@dataclass(frozen=True)
class Entry:
    """One publication or withdrawal; `id` stays the same for ever, `url` is the short address with its number."""

    id: str
    url: str
    title: str
    note: str
    weight: str
    weight_name: str
    at: datetime
    lang: str


@dataclass(frozen=True)
class Feed:
    """A feed: where it stands and what it is about, all addresses in full."""

    url: str
    about_url: str
    title: str
    author: str
    entries: Sequence[Entry]


def atom(feed: Feed) -> bytes:
    """Return a feed as Atom (RFC 4287); the same entries make the same bytes.

    The feed's id is its own address, as the RFC allows.
    """
    root = etree.Element("feed", {"xmlns": ATOM, "xml:lang": feed.entries[0].lang})
    _text(root, "id", feed.url)
    _text(root, "title", feed.title)
    _text(root, "updated", _instant(max(entry.at for entry in feed.entries)))
    etree.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.url})
    etree.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.about_url})
    _text(etree.SubElement(root, "author"), "name", feed.author)
    for entry in feed.entries[:MOST_ENTRIES]:
        _entry(root, entry)
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _entry(root: etree.Element, entry: Entry) -> None:
    element = etree.SubElement(root, "entry", {"xml:lang": entry.lang})
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _text(element, "updated", _instant(entry.at))
    _text(element, "published", _instant(entry.at))
    etree.SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": entry.url})
    etree.SubElement(element, "category", {"term": entry.weight, "label": entry.weight_name})
    _text(element, "summary", entry.note)


def _text(parent: etree.Element, tag: str, text: str) -> None:
    # XML 1.0 has no way to write most control signs.
    etree.SubElement(parent, tag).text = "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")


def _instant(moment: datetime) -> str:
    """Return a moment as Atom writes it.

    >>> _instant(datetime(2026, 11, 23, 9, 5, tzinfo=UTC))
    '2026-11-23T09:05:00Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
