"""An answer as Atom, as the JSON that MedlinePlus Connect made of it, and as JSONP."""

import json
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as etree

from leiomyo_site.infobutton.matching import MatchedParameter
from leiomyo_site.infobutton.response import FeedEntry, InfobuttonFeed

ATOM = "http://www.w3.org/2005/Atom"


def to_xml(feed: InfobuttonFeed, *, new_id: str) -> bytes:
    """Return the answer as an Atom document, in the order of elements that the HL7 schema asks for.

    `new_id` names the answer if the request had no number of its own; the same for the two functions below.
    """
    # An attribute with this name is how the tree is written without a prefix at every element.
    root = etree.Element("feed", {"xmlns": ATOM, "xml:lang": feed.lang, "xml:base": f"{feed.site.url}/"})
    _text(root, "title", feed.title, type="text")
    _text(root, "subtitle", feed.subtitle, type="text")
    author = etree.SubElement(root, "author")
    _text(author, "name", feed.site.name)
    _text(author, "uri", f"{feed.site.url}/")
    _text(root, "updated", instant(feed.updated))
    _categories(root, feed.categories)
    _text(root, "id", feed.id or new_id)
    etree.SubElement(root, "link", _self_link(feed))
    for entry in feed.entries:
        _entry(root, entry, feed)
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def to_json(feed: InfobuttonFeed, *, new_id: str) -> bytes:
    """Return the answer as JSON: texts under `_value`, attributes under their plain names."""
    return json.dumps(_as_json(feed, new_id), ensure_ascii=False).encode()


def to_jsonp(feed: InfobuttonFeed, *, callback: str, new_id: str) -> bytes:
    """Return the answer as a call of a function, whose name must have been checked."""
    # In ASCII: two signs that JSON allows end a line in old JavaScript.
    return f"{callback}({json.dumps(_as_json(feed, new_id))})".encode()


def instant(moment: datetime) -> str:
    """Return a moment as Atom writes it.

    >>> instant(datetime(2026, 11, 23, 9, 5, tzinfo=UTC))
    '2026-11-23T09:05:00Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _self_link(feed: InfobuttonFeed) -> dict[str, str]:
    return {"href": feed.self_url, "rel": "self", "type": "text/xml", "hreflang": feed.lang, "title": "This answer"}


def _page_link(entry: FeedEntry, feed: InfobuttonFeed) -> dict[str, str]:
    return {"href": entry.url, "rel": "alternate", "type": "text/html", "hreflang": feed.lang, "title": entry.title}


def _entry_categories(entry: FeedEntry) -> tuple[MatchedParameter, ...]:
    return MatchedParameter("informationRecipient", "PAT"), MatchedParameter("relevanceScore", entry.score)


def _entry(root: etree.Element, entry: FeedEntry, feed: InfobuttonFeed) -> None:
    element = etree.SubElement(root, "entry", {"xml:lang": feed.lang})
    _text(element, "title", entry.title, type="text")
    etree.SubElement(element, "link", _page_link(entry, feed))
    _text(element, "id", entry.id)
    _text(element, "updated", instant(entry.page.updated))
    _text(etree.SubElement(element, "author"), "name", feed.site.name)
    _text(element, "summary", entry.summary_html, type="html")
    _categories(element, _entry_categories(entry))


def _text(parent: etree.Element, tag: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, tag, attributes).text = text


def _categories(parent: etree.Element, categories: tuple[MatchedParameter, ...]) -> None:
    for used in categories:
        etree.SubElement(parent, "category", {"term": used.term, "scheme": used.scheme})


def _as_json(feed: InfobuttonFeed, new_id: str) -> dict[str, Any]:
    return {
        "feed": {
            "base": f"{feed.site.url}/",
            "lang": feed.lang,
            "title": _value(feed.title, "text"),
            "subtitle": _value(feed.subtitle, "text"),
            "author": {"name": _value(feed.site.name), "uri": _value(f"{feed.site.url}/")},
            "updated": _value(instant(feed.updated)),
            "category": [{"scheme": used.scheme, "term": used.term} for used in feed.categories],
            "id": _value(feed.id or new_id),
            "link": [_self_link(feed)],
            "entry": [_entry_as_json(entry, feed) for entry in feed.entries],
        }
    }


def _entry_as_json(entry: FeedEntry, feed: InfobuttonFeed) -> dict[str, Any]:
    return {
        "lang": feed.lang,
        "title": _value(entry.title, "text"),
        "link": [_page_link(entry, feed)],
        "id": _value(entry.id),
        "updated": _value(instant(entry.page.updated)),
        "author": {"name": _value(feed.site.name)},
        "summary": _value(entry.summary_html, "html"),
        "category": [{"scheme": used.scheme, "term": used.term} for used in _entry_categories(entry)],
    }


def _value(text: str, kind: str = "") -> dict[str, str]:
    return {"_value": text, "type": kind} if kind else {"_value": text}
