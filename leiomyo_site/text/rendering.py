"""Markdown in, safe HTML out, with the medical words linked."""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as etree

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from leiomyo_site.text.blocks import Boxes, fill_slots
from leiomyo_site.text.clinic import Clinic, phone_list, telephone_link
from leiomyo_site.text.glossary import Glossary
from leiomyo_site.text.labels import label
from leiomyo_site.text.pictograms import out_of, parse_share
from leiomyo_site.text.sanitize import clean
from leiomyo_site.text.term_links import link_terms

SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:|/(?![/\\])|#|[\w.-]+/?$)", re.IGNORECASE)
# Ids that the page around the text uses.
RESERVED_IDS = frozenset("main short contents words share standing about call keep say pop".split())
ICONS = {
    "phone": "M5 3h4l2 5-2.5 2a12 12 0 0 0 5.5 5.5L16 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 5a2 2 0 0 1 2-2z",
    "tick": "M4 13l5.5 5.5L20 7",
    "cross": "M6 6l12 12M18 6L6 18",
}


@dataclass(frozen=True)
class Surroundings:
    """All that a text needs from outside itself; the same surroundings and text give the same HTML."""

    glossary: Glossary
    lang: str = "en"
    drawings: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    clinic: Clinic = field(default_factory=Clinic)
    own_term: str = ""


@dataclass(frozen=True)
class Heading:
    """A second-level heading: where a link to it goes, and what it says."""

    id: str
    title: str


@dataclass(frozen=True)
class Rendered:
    """Safe HTML, its main headings in order, and the slugs of the terms linked in it, each once."""

    html: str
    headings: tuple[Heading, ...]
    terms: tuple[str, ...]


def render(markdown: str, around: Surroundings) -> Rendered:
    """Return a text as families see it.

    >>> from leiomyo_site.text.glossary import Term
    >>> biopsy = Glossary([Term("biopsy", "biopsy", "", "", "/glossary/biopsy/")])
    >>> render("A biopsy. <b>", Surroundings(biopsy)).html
    '<p>A <a class="term" href="/glossary/biopsy/">biopsy</a>. &lt;b&gt;</p>'
    """
    engine = _ENGINES.made.pop(around.lang, None) or _engine(around.lang)
    engine.reset()
    # An empty text is not even looked through.
    engine.around, engine.headings, engine.terms = around, [], []
    # The number of a source stays on the line of the words it backs.
    glued = re.sub(r"[ \t]+(?=\[@)", "\u202f", markdown)
    html = fill_slots(clean(engine.convert(glued)), lambda what: _filling(what, around))
    rendered = Rendered(html, tuple(engine.headings), tuple(engine.terms))
    _ENGINES.made[around.lang] = engine
    return rendered


class _Engine(Markdown):
    """Markdown, with all that the text at hand needs, and what was found in it."""

    around: Surroundings
    headings: list[Heading]
    terms: list[str]


class _Engines(threading.local):
    """An engine of each language for each thread, since making one takes longer than a short text."""

    def __init__(self) -> None:
        self.made: dict[str, _Engine] = {}


_ENGINES = _Engines()


def _engine(lang: str) -> _Engine:
    engine = _Engine(extensions=["tables", "def_list", "sane_lists", Boxes(lang)], output_format="html")
    # Raw HTML is text like any other.
    engine.preprocessors.deregister("html_block")
    engine.inlinePatterns.deregister("html")
    engine.inlinePatterns.register(_Cite(r"\[@([\w-]+)\]", engine), "cite", 175)
    engine.inlinePatterns.register(_Setting(r"\{(emergency|clinic)\}", engine), "setting", 174)
    # After Markdown has undone its backslash escapes (priority 0), so that whole words are seen.
    engine.treeprocessors.register(_Finish(engine), "finish", -10)
    return engine


class _Cite(InlineProcessor):
    """`[@hwang-1997]` is the number of that source in the page's list."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element | None, int | None, int | None]:
        around = self.md.around
        if m.group(1) not in around.sources:
            return None, None, None
        number = str(around.sources.index(m.group(1)) + 1)
        mark = etree.Element("sup", {"class": "cite"})
        name = label(around.lang, "source", number=number)
        link = etree.SubElement(mark, "a", {"href": f"#source-{number}", "aria-label": name})
        link.text = number
        return mark, m.start(), m.end()


class _Setting(InlineProcessor):
    """`{emergency}` is the local emergency number as a link, `{clinic}` the clinic's name."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element | str, int, int]:
        clinic = self.md.around.clinic
        if m.group(1) == "clinic":
            return clinic.name, m.start(), m.end()
        return etree.fromstring(telephone_link(clinic.emergency)), m.start(), m.end()


class _Finish(Treeprocessor):
    """The last pass over the tree: heading levels and ids, terms, unsafe links, table headers."""

    md: _Engine

    def run(self, root: etree.Element) -> None:
        around = self.md.around
        self.md.headings = self._number_headings(root)
        self.md.terms = link_terms(root, around.glossary, own=around.own_term)
        for cell in root.iter("th"):
            cell.attrib = {"scope": "col"}
        for cell in root.iter("td"):
            cell.attrib = {}
        _keep_plain(root)

    def _number_headings(self, root: etree.Element) -> list[Heading]:
        found = []
        taken = set(RESERVED_IDS)
        closed = {heading for box in root.iter("details") for heading in box.iter()}
        for heading in root.iter():
            if heading.tag not in ("h1", "h2", "h3", "h4", "h5", "h6"):
                continue
            # The page's title is its one h1; nothing on the way to it may be skipped.
            heading.tag = {"h1": "h2", "h5": "h4", "h6": "h4"}.get(heading.tag, heading.tag)
            title = " ".join("".join(heading.itertext()).split())
            if heading in closed:  # nobody is sent straight to a number
                continue
            heading.set("id", _fresh_id(title, taken))
            if heading.tag == "h2":
                found.append(Heading(heading.get("id", ""), title))
        return found


def heading_id(title: str) -> str:
    """Return the id that a heading gets from its words.

    >>> heading_id("Most children keep the arm or leg.")
    'most-children-keep-the-arm-or-leg'
    """
    return re.sub(r"[\W_]+", "-", title.lower().replace("’", "").replace("'", "")).strip("-") or "section"


def _fresh_id(title: str, taken: set[str]) -> str:
    wanted = identifier = heading_id(title)
    number = 2
    while identifier in taken:
        identifier = f"{wanted}-{number}"
        number += 1
    taken.add(identifier)
    return identifier


def _keep_plain(root: etree.Element) -> None:
    """Show only the words of `[word](-)`, of links to nowhere safe, and of pictures that are not ours."""
    for parent in list(root.iter()):
        kept: list[etree.Element] = []
        for child in parent:
            if _is_trusted(child):
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


def _filling(what: str, around: Surroundings) -> str:
    """Return what goes into one slot: a drawing, an icon, the clinic's numbers, or a share as a picture."""
    kind, _, value = what.partition(":")
    if kind == "drawing":
        return around.drawings.get(value, "")
    if kind == "icon":
        return f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{ICONS[value]}"/></svg>'
    if kind == "phones":
        return phone_list(around.clinic, around.lang)
    share, meaning, rest = value.split("|")
    filled, whole = parse_share(share)
    return out_of(filled, whole, meaning=meaning, rest=rest, lang=around.lang)
