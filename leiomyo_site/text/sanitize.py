"""Which HTML may reach families. Raw HTML is already shown as text; this refuses again what must not get through."""

import re
from xml.etree import ElementTree as etree

import nh3

SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:|/(?![/\\])|#|[\w.-]+/?$)", re.IGNORECASE)
TAGS = frozenset(
    "p h2 h3 h4 ul ol li dl dt dd strong b em a code pre blockquote table thead tbody tr th td figure figcaption "
    "details summary section div span label input br hr img sup".split()
)
CLASSES = frozenset(
    "call emergency hospital team office "
    "know do avoid say say-hospital gate more numbers pair ask ticks fig out-of key some who term cite placeholder "
    "table tel phones unset blank ask-for".split()
)
ATTRIBUTES = {
    "*": {"class", "id"},
    "a": {"href", "aria-label"},
    "div": {"data-placeholder"},
    "span": {"data-placeholder"},
    "th": {"scope"},
    "ol": {"start"},
    "input": {"type"},
    "img": {"src", "alt"},
}
ONLY_VALUE = {("input", "type"): "checkbox"}


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return " ".join(part for part in value.split() if part in CLASSES) or None
    if tag == "img" and name == "src":
        return value if value.startswith("/media/") and ".." not in value else None
    wanted = ONLY_VALUE.get((tag, name))
    return value if wanted in (None, value) else None


CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={"script", "style"},
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    url_schemes={"https", "http", "mailto", "tel"},
    link_rel=None,
    strip_comments=True,
)


def sanitize(html: str) -> str:
    """Return HTML with nothing in it that could run, style, or reach another host.

    >>> sanitize('<p onclick="x()" style="y" class="call evil">Hi<script>z()</script></p>')
    '<p class="call">Hi</p>'
    """
    return CLEANER.clean(html)


def unwrap_untrusted(root: etree.Element) -> None:
    """Show only the words of `[word](-)`, of links to nowhere safe or in a link, and of pictures that are not ours."""
    nested = {inner for link in root.iter("a") for inner in link.iter("a") if inner is not link}
    # Innermost first, so that what an unsafe link leaves behind has been looked at already.
    for parent in reversed(list(root.iter())):
        kept: list[etree.Element] = []
        for child in parent:
            if child not in nested and _is_trusted(child):
                kept.append(child)
                continue
            words = child.get("alt", "") if child.tag == "img" else child.text
            _add_text(parent, kept, words)
            kept += list(child)
            _add_text(parent, kept, child.tail)
        parent[:] = kept


def _is_trusted(element: etree.Element) -> bool:
    if element.tag not in ("a", "img"):
        return True
    element.attrib.pop("title", None)
    if element.tag == "img":
        return element.get("src", "").startswith("/media/")
    return element.get("href") != "-" and bool(SAFE_LINK.match(element.get("href", "")))


def _add_text(parent: etree.Element, before: list[etree.Element], text: str | None) -> None:
    if before:
        before[-1].tail = (before[-1].tail or "") + (text or "")
    else:
        parent.text = (parent.text or "") + (text or "")
