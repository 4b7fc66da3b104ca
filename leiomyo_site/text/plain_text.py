"""Rendered HTML as plain text, block by block, as a reader meets it."""

import re
from dataclasses import dataclass, field
from html import unescape

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "summary"})
BLOCKS = HEADINGS | frozenset({"p", "li", "dt", "dd", "td", "th", "figcaption", "blockquote", "pre"})
BOXES = frozenset({"numbers", "more", "call", "ask", "gate", "out-of", "do", "avoid", "know", "phones"})
BOXES_AND_CITE = BOXES | {"cite"}
VOID = frozenset({"br", "hr", "img", "input"})
UNSEEN = frozenset({"svg", "title", "desc"})
# Four times as fast as a parser for any HTML, and a page is read three times on its way to families.
TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


@dataclass(frozen=True)
class TextBlock:
    """One paragraph, list item, heading or cell; `cites` are numbers in the page's source list.

    `boxes` are the kinds of box around it, `section` the h2 above it, and `id` that of a heading.
    """

    tag: str
    text: str
    cites: tuple[int, ...]
    boxes: frozenset[str]
    section: str
    id: str = ""

    @property
    def is_running_text(self) -> bool:
        """Is this a text of sentences, not a heading or a cell?"""
        return self.tag not in HEADINGS and self.tag not in ("td", "th", "dt")


@dataclass
class _Open:
    tag: str
    box: str
    id: str
    text: list[str] = field(default_factory=list)
    cites: list[int] = field(default_factory=list)


class _Reader:
    """Goes through HTML that we made ourselves: every element is closed, and no text holds a bare <."""

    def __init__(self) -> None:
        self.blocks: list[TextBlock] = []
        self._open: list[_Open] = [_Open("p", "", "")]
        self._block = [self._open[0]]
        self._unseen = 0
        self._section = ""

    def read(self, html: str) -> list[TextBlock]:
        """Return the blocks of a whole fragment."""
        end = 0
        for found in TAG.finditer(html):
            if found.start() > end:
                self._write(html[end : found.start()])
            end = found.end()
            closes, tag, attributes = found.groups()
            if tag in VOID:
                if not closes:
                    self._write(" ")
            elif closes:
                self._end(tag)
            else:
                self._begin(tag, attributes)
        self._write(html[end:])
        self._flush()
        return self.blocks

    def _begin(self, tag: str, attributes: str) -> None:
        if tag in BLOCKS:
            self._flush()
        box = identifier = ""
        if attributes:
            given = dict(ATTRIBUTE.findall(attributes))
            box = next((name for name in given.get("class", "").split() if name in BOXES_AND_CITE), "")
            identifier = given.get("id", "")
        part = _Open(tag, box, identifier)
        self._open.append(part)
        if tag in BLOCKS:
            self._block.append(part)
        self._unseen += tag in UNSEEN

    def _end(self, tag: str) -> None:
        if tag in BLOCKS:
            self._flush()
        while len(self._open) > 1:
            part = self._open.pop()
            if part is self._block[-1]:
                self._block.pop()
            self._unseen -= part.tag in UNSEEN
            if part.tag == tag:
                break

    def _write(self, text: str) -> None:
        if self._unseen:
            return
        if any(part.box == "cite" for part in self._open):
            if text.strip():
                self._block[-1].cites.append(int(text))
            return
        self._block[-1].text.append(unescape(text) if "&" in text else text)

    def _flush(self) -> None:
        """End the block that is open, if it holds any words."""
        block = self._block[-1]
        text = " ".join("".join(block.text).split())
        if text:
            boxes = frozenset(part.box for part in self._open if part.box)
            self.blocks.append(TextBlock(block.tag, text, tuple(block.cites), boxes, self._section, block.id))
            if block.tag == "h2":
                self._section = text
        block.text, block.cites = [], []


def text_blocks(html: str) -> list[TextBlock]:
    """Return the blocks of plain text in an HTML fragment, in reading order.

    >>> [(b.tag, b.text) for b in text_blocks("<h2>Why</h2><ul><li>One <b>thing</b>.</li></ul>")]
    [('h2', 'Why'), ('li', 'One thing.')]
    """
    return _Reader().read(html)
