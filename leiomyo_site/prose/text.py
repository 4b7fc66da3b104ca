"""Rendered HTML as plain text, block by block, as a reader meets it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "summary"})
BLOCKS = HEADINGS | frozenset({"p", "li", "dt", "dd", "td", "th", "figcaption", "blockquote", "pre"})
BOXES = frozenset({"numbers", "more", "call", "ask", "gate", "out-of", "do", "avoid", "know", "phones"})
VOID = frozenset({"br", "hr", "img", "input"})


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
    id: str = ""
    text: list[str] = field(default_factory=list)
    cites: list[int] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[TextBlock] = []
        self._open: list[_Open] = [_Open("p", "")]
        self._section = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self._write(" ")
            return
        if tag in BLOCKS:
            self._flush()
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        box = next((name for name in classes if name in BOXES | {"cite"}), "")
        self._open.append(_Open(tag, box, given.get("id") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if tag in BLOCKS:
            self._flush()
        while len(self._open) > 1 and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(part.tag in ("svg", "title", "desc") for part in self._open):
            return
        if any(part.box == "cite" for part in self._open):
            self._block().cites.append(int(data))
        else:
            self._write(data)

    def _block(self) -> _Open:
        return next(part for part in reversed(self._open) if part.tag in BLOCKS)

    def _write(self, text: str) -> None:
        self._block().text.append(text)

    def _flush(self) -> None:
        """End the block that is open, if it holds any words."""
        block = self._block()
        text = " ".join("".join(block.text).split())
        if text:
            boxes = frozenset(part.box for part in self._open if part.box)
            self.blocks.append(TextBlock(block.tag, text, tuple(block.cites), boxes, self._section, block.id))
            if block.tag == "h2":
                self._section = text
        block.text, block.cites = [], []

    def close(self) -> None:
        super().close()
        self._flush()


def text_blocks(html: str) -> list[TextBlock]:
    """Return the blocks of plain text in an HTML fragment, in reading order.

    >>> [(b.tag, b.text) for b in text_blocks("<h2>Why</h2><ul><li>One <b>thing</b>.</li></ul>")]
    [('h2', 'Why'), ('li', 'One thing.')]
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.blocks
