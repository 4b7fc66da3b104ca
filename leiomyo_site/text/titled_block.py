"""What all boxes have in common: a title, and empty places for what comes from outside the text."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from xml.etree import ElementTree as etree

from pymdownx.blocks.block import Block

# By name: one line drawn in a square of 24.
ICONS = {
    "phone": "M5 3h4l2 5-2.5 2a12 12 0 0 0 5.5 5.5L16 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 5a2 2 0 0 1 2-2z",
    "tick": "M4 13l5.5 5.5L20 7",
    "cross": "M6 6l12 12M18 6L6 18",
    "warning": "M12 3.5L2.5 20h19zM12 10v4.5M12 17v.4",
    "hospital": "M4 21V5h16v16M2 21h20M12 8.5v7M8.5 12h7",
    "clock": "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM12 7v5l3.5 2",
}


def placeholder(parent: etree.Element, what: str) -> etree.Element:
    """Add an empty place to be filled after cleaning; no author can write one, since raw HTML is off."""
    return etree.SubElement(parent, "div", {"class": "placeholder", "data-placeholder": what})


class TitledBlock(Block):
    """A titled box; the subclasses say its tags and its class."""

    ARGUMENT: bool | None = None
    TAG = "section"
    TITLE_TAG = "h3"
    ICON = ""

    @property
    def icon(self) -> str:
        """The icon before the title, empty for none."""
        return self.ICON

    def _validate(self, parent: etree.Element, arg: Any, **options: Any) -> bool:
        # pymdown-extensions lets any author set any attribute on any block; here nobody may.
        return "attrs" not in options and super()._validate(parent, arg, **options)

    def on_create(self, parent: etree.Element) -> etree.Element:
        box = etree.SubElement(parent, self.TAG, {"class": self.NAME})
        if self.argument:
            title = etree.SubElement(box, self.TITLE_TAG)
            if self.icon:
                placeholder(title, f"icon:{self.icon}").tag = "span"
                title[0].tail = self.argument
            else:
                title.text = self.argument
        return box


def fill_placeholders(html: str, fill: Callable[[str], str]) -> str:
    """Put into every placeholder what `fill` gives for it."""
    return re.sub(
        r'<(div|span) class="placeholder" data-placeholder="([^"]*)"></\1>',
        lambda found: fill(unescape(found.group(2))),
        html,
    )
