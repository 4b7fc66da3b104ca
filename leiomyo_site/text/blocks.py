"""The boxes an editor can write: `/// call | Title` … `///`.

Each is a small class of pymdown-extensions' documented block interface. What a box needs from outside the text (a
drawing, telephone numbers) is left as an empty placeholder, filled after sanitizing.
"""

from typing import Any
from xml.etree import ElementTree as etree

from markdown import Markdown
from pymdownx.blocks import BlocksExtension, BlocksMgrExtension, BlocksProcessor, BlocksTreeprocessor
from pymdownx.blocks.block import type_string

from leiomyo_site.text.call_blocks import CallBlock, HospitalBlock, OfficeBlock
from leiomyo_site.text.labels import label
from leiomyo_site.text.pictograms import PictogramError, parse_ratio
from leiomyo_site.text.titled_block import TitledBlock, placeholder


class KnowBlock(TitledBlock):
    NAME = "know"


class DoBlock(TitledBlock):
    NAME = "do"
    ICON = "tick"


class AvoidBlock(TitledBlock):
    NAME = "avoid"
    ICON = "cross"


class SayBlock(TitledBlock):
    """Words to say on the telephone; they stand on the sheet for the fridge too."""

    NAME = "say"
    ARGUMENT = True
    TITLE_TAG = "h2"


class SayHospitalBlock(SayBlock):
    """Words to say at the hospital; they stand on the card for the emergency room too."""

    NAME = "say-hospital"


class GateBlock(TitledBlock):
    NAME = "gate"
    ARGUMENT = True
    TITLE_TAG = "h2"


class MoreBlock(TitledBlock):
    """Closed until the family opens it; for what not every family needs."""

    NAME = "more"
    ARGUMENT = True
    TAG = "details"
    TITLE_TAG = "summary"


class NumbersBlock(MoreBlock):
    """Survival numbers: closed until opened, and not on paper unless opened."""

    NAME = "numbers"


class PairBlock(TitledBlock):
    """Two boxes or figures side by side where there is room."""

    NAME = "pair"
    ARGUMENT = False
    TAG = "div"


class AskBlock(TitledBlock):
    """A list of questions that a family can tick."""

    NAME = "ask"
    TAG = "div"

    def on_inline_end(self, block: etree.Element) -> None:
        for item in block.iter("li"):
            tick = etree.Element("input", {"type": "checkbox"})
            words = etree.Element("span")
            words.text, item.text = item.text, None
            for child in list(item):
                item.remove(child)
                words.append(child)
            box = etree.SubElement(item, "label")
            box.extend([tick, words])
        for items in block.iter("ul"):
            items.set("class", "ticks")


class FigureBlock(TitledBlock):
    """A drawing by its name, its caption, and a key whose items begin with **1** or **A**."""

    NAME = "figure"
    ARGUMENT = True
    TAG = "figure"

    def on_create(self, parent: etree.Element) -> etree.Element:
        figure = etree.SubElement(parent, "figure", {"class": "fig"})
        placeholder(figure, f"drawing:{self.argument}")
        etree.SubElement(figure, "figcaption")
        return figure

    def on_add(self, block: etree.Element) -> etree.Element:
        return block[1]

    def on_inline_end(self, block: etree.Element) -> None:
        for key in block.iter("ul"):
            key.tag = "ol"
            key.set("class", "key")
            for item in key:
                _split_label(item)
        if not len(block[1]) and not (block[1].text or "").strip():
            block.remove(block[1])


def _split_label(item: etree.Element) -> None:
    """Make `**A** words` a label and its words; a letter stands for what only some children need."""
    if len(item) and item[0].tag == "p":  # a list with empty lines between its items
        item.text, item[:] = item[0].text, list(item[0])
    if not len(item) or item[0].tag != "strong" or (item.text or "").strip():
        return
    sign, *rest = list(item)
    words = etree.Element("span")
    words.text, sign.tail = (sign.tail or "").lstrip(), " "
    words.extend(rest)
    item.text = None
    item[:] = [sign, words]
    sign.tag = "b"
    if (sign.text or "").isalpha():
        item.set("class", "some")


class OutOfBlock(FigureBlock):
    """So many out of so many, as a picture with the same in words, and who was studied."""

    NAME = "out-of"
    OPTIONS = {"filled": ("", type_string), "open": ("", type_string), "who": ("", type_string)}

    def on_validate(self, parent: etree.Element) -> bool:
        try:
            parse_ratio(self.argument)
        except PictogramError:
            return False
        return all(self.options[key] for key in ("filled", "open", "who"))

    def on_create(self, parent: etree.Element) -> etree.Element:
        figure = super().on_create(parent)
        meaning = "|".join(self.options[key].replace("|", "/") for key in ("filled", "open"))
        figure.set("class", "fig out-of")
        figure[0].set("data-placeholder", f"out-of:{self.argument}|{meaning}")
        return figure

    def on_end(self, block: etree.Element) -> None:
        who = etree.SubElement(block[1], "p", {"class": "who"})
        who.text = f"{label(self.config['lang'], 'who')} {self.options['who']}"


BLOCKS: tuple[type[TitledBlock], ...] = (
    CallBlock,
    HospitalBlock,
    OfficeBlock,
    KnowBlock,
    DoBlock,
    AvoidBlock,
    SayBlock,
    SayHospitalBlock,
    GateBlock,
    MoreBlock,
    NumbersBlock,
    PairBlock,
    AskBlock,
    FigureBlock,
    OutOfBlock,
)
BLOCK_NAMES = frozenset(block.NAME for block in BLOCKS)


class _Processor(BlocksProcessor):
    """Keeps a box that begins on the line of a list item or quote, with another box right below, as text.

    pymdown-extensions parses what stands before a box while it is still testing for it; a box opened then is never
    ended, and parsing never stops.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md.parser, md)
        self._is_testing = False

    def test(self, parent: etree.Element, block: str) -> bool:
        if self._is_testing:
            return self.get_parent(parent) is not None
        self._is_testing = True
        try:
            return super().test(parent, block)
        finally:
            self._is_testing = False


class ContentBlocksExtension(BlocksExtension):
    """Markdown extension: all boxes, in one language."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        super().__init__()

    def register_block_mgr(self, md: Markdown) -> BlocksProcessor:
        manager = BlocksMgrExtension()
        manager.extendMarkdown(md)
        manager.extension = _Processor(md)
        # A name that is registered again takes the place of what had it.
        md.parser.blockprocessors.register(manager.extension, "blocks", 89.99)
        md.treeprocessors.register(BlocksTreeprocessor(md, manager.extension), "blocks_on_inline_end", 19.99)
        return manager.extension

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:
        for block in BLOCKS:
            block_mgr.register(block, {"lang": self._lang})
