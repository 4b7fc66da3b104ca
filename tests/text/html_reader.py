"""Reads HTML as a browser would, to compare what it holds with what rendering says that it holds."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from leiomyo_site.text.plain_text import BLOCK_TAGS, BOX_CLASSES, VOID_TAGS, TextBlock

UNSEEN = {"svg"}


@dataclass
class _Open:
    tag: str
    classes: list[str]
    id: str
    text: list[str] = field(default_factory=list)
    cites: list[int] = field(default_factory=list)


class HtmlReader(HTMLParser):
    """The blocks, ids and links of one HTML fragment."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.blocks: list[TextBlock] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self._open = [_Open("p", [], "")]
        self._section = ""
        self.feed(html)
        self.close()
        self._flush()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in VOID_TAGS:
            self.handle_data(" ")
        elif tag != "source":
            if tag in BLOCK_TAGS:
                self._flush()
            self._open.append(_Open(tag, given.get("class", "").split(), given.get("id", "")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID_TAGS:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCK_TAGS:
            self._flush()
        assert self._open[-1].tag == tag
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if any(one.tag in UNSEEN for one in self._open):
            return
        if any("cite" in one.classes for one in self._open):
            self._block().cites.append(int(data))
        else:
            self._block().text.append(data)

    def _block(self) -> _Open:
        return next((one for one in reversed(self._open) if one.tag in BLOCK_TAGS), self._open[0])

    def _flush(self) -> None:
        block = self._block()
        text = " ".join("".join(block.text).split())
        if text:
            boxes = frozenset(name for one in self._open for name in one.classes if name in BOX_CLASSES)
            self.blocks.append(TextBlock(block.tag, text, tuple(block.cites), boxes, self._section, block.id))
            self._section = text if block.tag == "h2" else self._section
        block.text, block.cites = [], []
