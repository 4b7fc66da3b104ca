"""Markdown to safe HTML with the medical terms linked, and to all that is known of that HTML, in one pass."""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from xml.etree import ElementTree as etree

from markdown import Markdown
from markdown.inlinepatterns import ImageInlineProcessor, InlineProcessor, LinkInlineProcessor
from markdown.serializers import RE_AMP
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, HTML_PLACEHOLDER_RE, STX, AtomicString

from leiomyo_site.config.phone_lines import PhoneLine
from leiomyo_site.text.blocks import ContentBlocksExtension
from leiomyo_site.text.clinic import Clinic, literal, phone_list, telephone_link
from leiomyo_site.text.glossary import Glossary
from leiomyo_site.text.images import ResponsiveImage, picture_html
from leiomyo_site.text.labels import label
from leiomyo_site.text.limits import WHOLE_LINK, require_simple
from leiomyo_site.text.pictograms import parse_ratio, pictogram_svg
from leiomyo_site.text.plain_text import TextBlock, TextCollector
from leiomyo_site.text.sanitize import sanitize, unwrap_untrusted
from leiomyo_site.text.term_links import link_terms
from leiomyo_site.text.titled_block import ICONS, fill_placeholders

# Ids that the page around the text uses.
RESERVED_IDS = frozenset("main short contents words share standing about call dial keep say pop".split())


@dataclass(frozen=True)
class RenderContext:
    """All that a text needs from outside itself; the same context and text give the same HTML."""

    glossary: Glossary
    lang: str = "en"
    drawings: Mapping[str, str] = field(default_factory=dict)
    images: Mapping[str, ResponsiveImage] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    clinic: Clinic = field(default_factory=Clinic)
    own_term: str = ""


@dataclass(frozen=True)
class Heading:
    """A second-level heading: where a link to it goes, and what it says."""

    id: str
    title: str


@dataclass(frozen=True)
class RenderedText:
    """Safe HTML and what is in it, in reading order.

    `ids` are those of headings, `links` where links lead, `blocks` the plain text, and `terms` the slugs of the
    glossary terms that are linked, each once.
    """

    html: str
    ids: tuple[str, ...]
    links: tuple[str, ...]
    blocks: tuple[TextBlock, ...]
    terms: tuple[str, ...]

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Return the second-level headings that can be linked to."""
        return tuple(Heading(block.id, block.text) for block in self.blocks if block.tag == "h2" and block.id)

    @property
    def text(self) -> str:
        """Return all plain text on one line."""
        return " ".join(block.text for block in self.blocks)

    def has_box(self, *names: str) -> bool:
        """Return whether there is a box of one of these kinds."""
        return any(not block.boxes.isdisjoint(names) for block in self.blocks)

    @property
    def starts_with_danger(self) -> bool:
        """Return whether a card on whom to call stands first, so that nothing may be put above it."""
        return bool(self.blocks) and "call" in self.blocks[0].boxes

    def to_plain(self) -> tuple[Any, ...]:
        """Return the same as built-in types only, as a cache file can hold it."""
        return self.html, self.ids, self.links, tuple(map(tuple, self.blocks)), self.terms

    @classmethod
    def from_plain(cls, values: tuple[Any, ...]) -> "RenderedText":
        """Return what `to_plain` was given."""
        html, ids, links, blocks, terms = values
        return cls(html, ids, links, tuple(map(TextBlock._make, blocks)), terms)


EMPTY = RenderedText("", (), (), (), ())


def render(markdown: str, context: RenderContext) -> RenderedText:
    """Return a text as families see it.

    >>> from leiomyo_site.text.glossary import TermText
    >>> biopsy = Glossary([TermText("biopsy", "biopsy", "", "", "/glossary/biopsy/")])
    >>> rendered = render("A biopsy. <b>", RenderContext(biopsy))
    >>> rendered.html
    '<p>A <a class="term" href="/glossary/biopsy/">biopsy</a>. &lt;b&gt;</p>'
    >>> rendered.text, rendered.links, rendered.terms
    ('A biopsy. <b>', ('/glossary/biopsy/',), ('biopsy',))

    Raises:
        TextTooComplex: it is too long, or nested too deep.
    """
    require_simple(markdown)
    engine = _ENGINES.made.pop(context.lang, None) or _engine(context.lang)
    engine.reset()
    # Markdown does not look through an empty text; the number of a source stays on the line of the words it backs.
    engine.context, engine.found, engine.terms = context, TextCollector(str), []
    glued = re.sub(r"(?<![ \t])[ \t]++(?=\[@)", "\u202f", _with_letters(markdown.replace("\0", "")))
    html = fill_placeholders(sanitize(engine.convert(glued)), lambda what: _placeholder_html(what, context))
    found, terms = engine.found, engine.terms
    _ENGINES.made[context.lang] = engine
    return RenderedText(html, tuple(found.ids), tuple(found.links), tuple(found.blocks), tuple(terms))


def _with_letters(markdown: str) -> str:
    """Return Markdown with &rsquo; and the like as the sign, so that terms are found; signs of markup stay entities."""
    return re.sub(r"&#?\w+;", lambda found: found[0] if (sign := unescape(found[0])).isascii() else sign, markdown)


class _Engine(Markdown):
    """Markdown, with all that the text at hand needs, and what was found in it."""

    context: RenderContext
    found: TextCollector
    terms: list[str]

    def to_text(self, text: str) -> str:
        """Return what a reader sees of text in the tree, where some entities are stashed and others as typed."""
        if "&" not in text and STX not in text:
            return text
        entities = self.htmlStash.rawHtmlBlocks
        whole = HTML_PLACEHOLDER_RE.sub(lambda found: str(entities[int(found[1])]), RE_AMP.sub("&amp;", text))
        return unescape(whole.replace(AMP_SUBSTITUTE, "&"))


class _Engines(threading.local):
    """An engine of each language for each thread, since making one takes longer than a short text."""

    def __init__(self) -> None:
        self.made: dict[str, _Engine] = {}


_ENGINES = _Engines()


def _engine(lang: str) -> _Engine:
    made_by = ContentBlocksExtension(lang)
    engine = _Engine(extensions=["tables", "def_list", "sane_lists", made_by], output_format="html")
    # Raw HTML is text like any other, and so is a link by a name that is explained elsewhere.
    engine.preprocessors.deregister("html_block")
    engine.parser.blockprocessors.deregister("reference")
    for name in "html reference image_reference short_reference short_image_ref".split():
        engine.inlinePatterns.deregister(name)
    engine.inlinePatterns.register(LinkInlineProcessor(rf"(?<!!)\[{WHOLE_LINK}", engine), "link", 160)
    engine.inlinePatterns.register(ImageInlineProcessor(rf"!\[{WHOLE_LINK}", engine), "image_link", 150)
    engine.inlinePatterns.register(_CitePattern(r"\[@([\w-]+)\]", engine), "cite", 175)
    engine.inlinePatterns.register(_MailPattern(r"<([^<>@\s]+@[^<>@\s]+\.[^<>@\s]+)>", engine), "automail", 110)
    engine.inlinePatterns.register(_SettingPattern(r"\{(emergency|clinic)\}", engine), "setting", 174)
    # After Markdown has undone its backslash escapes (priority 0), so that whole words are seen.
    engine.treeprocessors.register(_FinishTree(engine), "finish", -10)
    return engine


class _CitePattern(InlineProcessor):
    """`[@hwang-1997]` is the number of that source in the page's list."""

    md: _Engine

    # The stubs of InlineProcessor differ from those of Pattern in the same way.
    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | None, int | None, int | None]:
        context = self.md.context
        if m.group(1) not in context.sources:
            return None, None, None
        number = str(context.sources.index(m.group(1)) + 1)
        mark = etree.Element("sup", {"class": "cite"})
        name = label(context.lang, "source", number=number)
        link = etree.SubElement(mark, "a", {"href": f"#source-{number}", "aria-label": name})
        link.text = number
        return mark, m.start(), m.end()


class _MailPattern(InlineProcessor):
    """`<team@example.org>` is a link that writes a mail; Markdown's own hides the address in entities."""

    # The stubs of InlineProcessor differ from those of Pattern in the same way.
    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element, int, int]:
        link = etree.Element("a", {"href": f"mailto:{m.group(1)}"})
        link.text = AtomicString(m.group(1))
        return link, m.start(), m.end()


class _SettingPattern(InlineProcessor):
    """`{emergency}` is the local emergency number as a link, `{clinic}` the clinic's name."""

    md: _Engine

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | str, int, int]:
        clinic = self.md.context.clinic
        if m.group(1) == "clinic":
            return clinic.name, m.start(), m.end()
        return telephone_link(PhoneLine(clinic.emergency)), m.start(), m.end()


class _FinishTree(Treeprocessor):
    """The last pass over the tree: heading levels and ids, terms, unsafe links, table headers; then it is read."""

    md: _Engine

    def run(self, root: etree.Element) -> None:
        context = self.md.context
        self._number_headings(root)
        self.md.terms = link_terms(root, context.glossary, own=context.own_term)
        for cell in root.iter("th"):
            cell.attrib = {"scope": "col"}
        for cell in root.iter("td"):
            cell.attrib = {}
        unwrap_untrusted(root)
        _place_phones_and_credits(root, context)
        self.md.found = TextCollector(self.md.to_text)
        self.md.found.collect(root)

    def _number_headings(self, root: etree.Element) -> None:
        taken = dict.fromkeys(RESERVED_IDS, 1)
        closed = {heading for box in root.iter("details") for heading in box.iter()}
        for heading in root.iter():
            if heading.tag not in ("h1", "h2", "h3", "h4", "h5", "h6"):
                continue
            # The page's title is its one h1; nothing on the way to it may be skipped.
            heading.tag = {"h1": "h2", "h5": "h4", "h6": "h4"}.get(heading.tag, heading.tag)
            if heading not in closed:  # nobody is sent straight to a number
                heading.set("id", _unique_id(self.md.to_text("".join(heading.itertext())), taken))


def heading_id(title: str) -> str:
    """Return the id that a heading gets from its words.

    >>> heading_id("Most children keep the arm or leg.")
    'most-children-keep-the-arm-or-leg'
    """
    return re.sub(r"[\W_]+", "-", title.lower().replace("’", "").replace("'", "")).strip("-") or "section"


def _unique_id(title: str, taken: dict[str, int]) -> str:
    """Return the id of a heading, with a number if the same words stood above; `taken` counts each."""
    identifier = wanted = heading_id(title)
    while identifier in taken:
        taken[wanted] += 1
        identifier = f"{wanted}-{taken[wanted]}"
    taken[identifier] = 1
    return identifier


def _place_phones_and_credits(root: etree.Element, context: RenderContext) -> None:
    """Put the clinic's numbers into their place, and the credit of a picture after it."""
    for parent in list(root.iter()):
        for place, child in reversed(list(enumerate(parent))):
            kind, _, value = child.get("data-placeholder", "").partition(":")
            if kind == "phones":
                phones = phone_list(context.clinic, context.lang)
                if phones is not None:
                    phones.tail = child.tail
                parent[place : place + 1] = [phones] if phones is not None else []
            elif kind == "drawing" and value in context.images and context.images[value].credit:
                credit = etree.Element("p", {"class": "who"})
                credit.text = literal(f"{label(context.lang, 'credit')} {context.images[value].credit}")
                credit.tail, child.tail = child.tail, None
                parent.insert(place + 1, credit)


def _placeholder_html(what: str, context: RenderContext) -> str:
    """Return what goes into one placeholder: a drawing, a picture, an icon, or a share as a picture."""
    kind, _, value = what.partition(":")
    if kind == "drawing" and value in context.images:
        return picture_html(context.images[value])
    if kind == "drawing":
        return context.drawings.get(value, "")
    if kind == "icon":
        return f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{ICONS[value]}"/></svg>'
    share, meaning, rest = value.split("|")
    filled, whole = parse_ratio(share)
    return pictogram_svg(filled, whole, meaning=meaning, rest=rest, lang=context.lang)
