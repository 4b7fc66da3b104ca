"""What a reader meets in a rendered text: blocks of plain text, ids and links, collected from its element tree."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree import ElementTree as etree

HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "summary"})
BLOCK_TAGS = HEADING_TAGS | frozenset({"p", "li", "dt", "dd", "td", "th", "figcaption", "blockquote", "pre"})
BOX_CLASSES = frozenset("numbers more call emergency hospital team office ask gate out-of do avoid know phones".split())
VOID_TAGS = frozenset({"br", "hr", "img", "input"})


class TextBlock(NamedTuple):
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
        """Return whether the block holds sentences: it is neither a heading nor a cell."""
        return self.tag not in HEADING_TAGS and self.tag not in ("td", "th", "dt")


@dataclass
class _OpenBlock:
    tag: str
    id: str = ""
    text: list[str] = field(default_factory=list)
    cites: list[int] = field(default_factory=list)


class TextCollector:
    """Collects the blocks, ids and links of an element tree in reading order, in one walk.

    `to_text` turns the text of an element, which may hold HTML entities, into the characters that a reader sees.
    """

    def __init__(self, to_text: Callable[[str], str]) -> None:
        self.blocks: list[TextBlock] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self._to_text = to_text
        self._boxes: list[str] = []
        self._section = ""

    def collect(self, root: etree.Element) -> None:
        """Add what is in a whole tree; text outside every block counts as a paragraph."""
        block = _OpenBlock("p")
        self._visit(root, block)
        self._close(block)

    def _visit(self, element: etree.Element, block: _OpenBlock) -> None:
        if "id" in element.attrib:
            self.ids.append(element.attrib["id"])
        if element.tag == "a" and "href" in element.attrib:
            self.links.append(self._to_text(element.attrib["href"]))
        classes = element.get("class", "").split()
        if element.tag in VOID_TAGS:
            block.text.append(" ")
        elif "cite" in classes:
            self._add_cite(element, block)
        # A placeholder is filled with a drawing or a picture, which holds no text.
        elif "placeholder" not in classes:
            self._visit_inside(element, classes, block)

    def _visit_inside(self, element: etree.Element, classes: list[str], outer: _OpenBlock) -> None:
        block = outer
        if element.tag in BLOCK_TAGS:
            self._close(outer)
            block = _OpenBlock(element.tag, element.get("id", ""))
        boxes = [name for name in classes if name in BOX_CLASSES]
        self._boxes += boxes
        if element.text:
            block.text.append(self._to_text(element.text))
        for child in element:
            self._visit(child, block)
            if child.tail:
                block.text.append(self._to_text(child.tail))
        if block is not outer:
            self._close(block)
        del self._boxes[len(self._boxes) - len(boxes) :]

    def _add_cite(self, mark: etree.Element, block: _OpenBlock) -> None:
        self.links += [link.attrib["href"] for link in mark]
        block.cites.append(int("".join(mark.itertext())))

    def _close(self, block: _OpenBlock) -> None:
        """Add the text so far as a block, if there is any; what comes after a nested block begins another one."""
        text = " ".join("".join(block.text).split())
        if text:
            boxes = frozenset(self._boxes)
            self.blocks.append(TextBlock(block.tag, text, tuple(block.cites), boxes, self._section, block.id))
            if block.tag == "h2":
                self._section = text
        block.text, block.cites = [], []
