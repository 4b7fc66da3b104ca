"""A page’s HTML as typst code: every element that a text can have, and nothing of a text lost.

Only HTML that `prose` made comes here. What it says goes through as quoted strings; an element that is not known is
set as its words.
"""

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field

from lxml import html as parser
from lxml.html import HtmlElement

from leiomyo_site.handouts.svg_for_print import SVG, PrintDrawing, drawing
from leiomyo_site.handouts.typst_syntax import array, block, call, raw_string, string

HOLDERS = frozenset("div section details figure figcaption ul ol dl table thead tbody tr picture blockquote".split())
STARTERS = frozenset("p li dt dd td th h2 h3 h4 summary label pre".split())

# A photo is 72 mm wide at most: 200 dots an inch.
PHOTO_PIXELS = 560
RENDITION = re.compile(r"(\S+) (\d+)w")


@dataclass(frozen=True)
class PageLink:
    """Another page of the guide: its title, and its short address as it is read and as it is followed."""

    title: str
    printed_url: str
    url: str


@dataclass(frozen=True)
class ConversionContext:
    """What HTML is set with: the code of its page, the pages it can lead to by their path, and the site’s address."""

    code: str
    places: Mapping[str, PageLink]
    site_url: str


@dataclass
class TypstFragment:
    """A text as typst code, and the slugs of its terms and the pages it leads to, in order of mention.

    `numbers` is what stood in the closed box of survival numbers, with terms of its own.
    """

    body: str = "[]"
    numbers: str = ""
    terms: dict[str, None] = field(default_factory=dict)
    number_terms: dict[str, None] = field(default_factory=dict)
    places: dict[str, PageLink] = field(default_factory=dict)


def convert(text: str, context: ConversionContext, *, level: int = 1, known: Container[str] = ()) -> TypstFragment:
    """Return HTML as typst code; `level` is that of the heading above it, `known` are terms marked before it.

    A term is marked where it is met first; paper has no room for more, and needs none.
    """
    found = _Converter(context, level, known)
    found.made.body = found.convert_html(text)
    return found.made


class _Converter:
    """One walk over one text. Headings never skip a level, whatever an editor wrote: readers by ear rely on it."""

    def __init__(self, context: ConversionContext, level: int, known: Container[str]) -> None:
        self.made = TypstFragment()
        self._known = known
        self._around = context
        self._level = level
        self._drawings: list[PrintDrawing] = []
        self._ids: set[str] = set()
        self._is_in_numbers = False

    def convert_html(self, text: str) -> str:
        # libxml2 would change the names in a drawing; it is taken out first.
        root = parser.fragment_fromstring(SVG.sub(self._take_drawing, text), create_parent="div")
        self._ids = {heading.get("id") for heading in root.iter("h2", "h3", "h4") if heading.get("id")}
        return self.convert_children(root)

    def _take_drawing(self, found: re.Match[str]) -> str:
        self._drawings.append(drawing(found[0]))
        return f'<i data-drawing="{len(self._drawings) - 1}"></i>'

    def convert_children(self, element: HtmlElement) -> str:
        """Return what is in an element as one piece of content."""
        parts = [self._text(element.text, element, is_first=True, before=element[0] if len(element) else None)]
        for child in element:
            if isinstance(child.tag, str):
                parts.append(self.convert_element(child))
            parts.append(self._text(child.tail, element, before=child.getnext()))
        return block(*parts)

    def _text(
        self, text: str | None, where: HtmlElement, *, is_first: bool = False, before: HtmlElement | None = None
    ) -> str:
        if text and before is not None and before.get("class") == "cite":
            # The number of a source says itself how near it stands; in large print there is none.
            text = text.rstrip()
        if not text or (not text.strip() and (where.tag in HOLDERS or "\n" in text)):
            return ""
        if where.tag == "pre" or (where.tag == "code" and where.getparent().tag == "pre"):
            lines = text.strip("\n").replace(" ", "\xa0").split("\n")
            return "; linebreak(); ".join(string(line) for line in lines)
        return string(text.lstrip() if is_first and where.tag in STARTERS else text)

    def convert_element(self, element: HtmlElement) -> str:
        """Return one element as a statement."""
        classes = (element.get("class") or "").split()
        for key in (*(f"{element.tag}.{name}" for name in classes), element.tag):
            if way := HANDLERS.get(key):
                return way(self, element)
        return self.convert_children(element)

    def paragraph(self, element: HtmlElement) -> str:
        is_who = "who" in (element.get("class") or "")
        return call("who" if is_who else "par", self.convert_children(element))

    def heading(self, element: HtmlElement) -> str:
        wanted = int(element.tag[1]) if element.tag[0] == "h" and element.tag[1:].isdigit() else 3
        self._level = min(wanted, self._level + 1)
        made = call("heading", self.convert_children(element), level=str(self._level))
        mark = f"#label({string(self._label(element.get('id')))})" if element.get("id") else ""
        return f"[#{made}{mark}]"

    def _label(self, name: str) -> str:
        return f"{self._around.code}-{name}"

    def link(self, element: HtmlElement) -> str:
        target, words = element.get("href") or "", self.convert_children(element)
        if target.startswith("#"):
            name = target[1:]
            return call("link", call("label", string(self._label(name))), words) if name in self._ids else words
        if target.startswith("/"):
            return self._link_of_ours(target, words)
        if target.startswith(("http://", "https://")):
            shown = target.partition("://")[2].removesuffix("/")
            is_said = "".join(element.itertext()).strip().removesuffix("/") in (shown, target.removesuffix("/"))
            return call("outside", raw_string(target), raw_string("" if is_said else shown), words)
        return call("link", raw_string(target), words) if target.startswith(("mailto:", "tel:")) else words

    def _link_of_ours(self, target: str, words: str) -> str:
        place = self._around.places.get(target.partition("#")[0])
        if place:
            self.made.places[place.url] = place
            return call("inside", raw_string(place.url), words)
        return call("inside", raw_string(self._around.site_url + target), words)

    def term(self, element: HtmlElement) -> str:
        slug = (element.get("href") or "").rstrip("/").rpartition("/")[2]
        if slug in self._known or slug in self.made.terms or slug in self.made.number_terms:
            return self.convert_children(element)
        (self.made.number_terms if self._is_in_numbers else self.made.terms)[slug] = None
        return call("term", string(slug), self.convert_children(element))

    def cite(self, element: HtmlElement) -> str:
        return call("cited", string("".join(element.itertext()).strip()))

    def items(self, function: str) -> Callable[[HtmlElement], str]:
        return lambda element: call(
            function, *(self.convert_children(item) for item in element.iter("li") if _owns(element, item))
        )

    def bullets(self, element: HtmlElement) -> str:
        return self.items("list")(element)

    def ticks(self, element: HtmlElement) -> str:
        return self.items("ticks")(element)

    def steps(self, element: HtmlElement) -> str:
        start = element.get("start") or ""
        named = {"start": start} if start.isdigit() else {}
        return call(
            "enum", *(self.convert_children(item) for item in element.iter("li") if _owns(element, item)), **named
        )

    def key(self, element: HtmlElement) -> str:
        rows = []
        for item in element.iter("li"):
            sign = item[0] if len(item) and item[0].tag == "b" else None
            named = string("".join(sign.itertext()).strip()) if sign is not None else '""'
            words = (
                block(*(self.convert_element(child) for child in item[1:]))
                if sign is not None
                else self.convert_children(item)
            )
            words = words if item.find("p") is not None else call("par", words)
            rows.append(array([named, words, "true" if item.get("class") == "some" else "false"]))
        return call("key", *rows)

    def explained(self, element: HtmlElement) -> str:
        """A list of terms; several meanings of one stand one after the other."""
        rows: list[tuple[str, list[str]]] = []
        for part in element.iter("dt", "dd"):
            if part.tag == "dt":
                rows.append((self.convert_children(part), []))
            elif rows:
                rows[-1][1].append(self.convert_children(part))
        function = "phones" if element.get("class") == "phones" else "explained"
        return call(function, *(array([name, block(*meanings)]) for name, meanings in rows))

    def unset(self, element: HtmlElement) -> str:
        return call("to-write", string("".join(element.itertext()).strip()))

    def table(self, element: HtmlElement) -> str:
        rows = [list(row) for row in element.iter("tr")]
        head = [self.convert_children(cell) for cell in rows[0]] if rows and rows[0][0].tag == "th" else []
        cells = [self.convert_children(cell) for row in rows[1 if head else 0 :] for cell in row]
        return call("rows", str(len(rows[0])) if rows else "1", array(head), array(cells))

    def figure(self, element: HtmlElement) -> str:
        seen = [part for part in element if part.tag in ("i", "picture", "img")]
        told = [part for part in element if part.tag == "p"]
        caption = next(iter(element.iter("figcaption")), None)
        words = block(
            *(self.convert_element(part) for part in told),
            self.convert_children(caption) if caption is not None else "",
        )
        is_small = element.getparent() is not None and element.getparent().get("class") == "pair"
        return call(
            "figured-small" if is_small else "figured", block(*(self.convert_element(part) for part in seen)), words
        )

    def picture(self, element: HtmlElement) -> str:
        image = next(iter(element.iter("img")))
        sizes = sorted((int(width), path) for path, width in RENDITION.findall(image.get("srcset") or ""))
        enough = next((path for width, path in sizes if width >= PHOTO_PIXELS), image.get("src") or "")
        return call("photo", raw_string("/" + enough.removeprefix("/media/")), string(image.get("alt") or ""))

    def drawn(self, element: HtmlElement) -> str:
        if element.get("data-drawing") is None:
            return self.convert_children(element)
        found = self._drawings[int(element.get("data-drawing"))]
        function = "icon" if 'class="icon"' in found.svg else "drawn"
        return call(function, raw_string(found.svg), string(found.alt))

    def box(self, element: HtmlElement) -> str:
        """A box with a title; its first child is the title if it is a heading, its last class says its kind."""
        kind = (element.get("class") or "").split()[-1]
        title = element[0] if len(element) and element[0].tag in ("h2", "h3") else None
        named = self.heading(title) if title is not None else "[]"
        rest = [self.convert_element(child) for child in element if child is not title and isinstance(child.tag, str)]
        return call(f"box-{kind}", named, block(*rest))

    def more(self, element: HtmlElement) -> str:
        summary, *rest = list(element)
        return block(self.heading(summary), *(self.convert_element(child) for child in rest))

    def numbers(self, element: HtmlElement) -> str:
        """Survival numbers leave the text here; whoever asked for them finds them on a sheet of their own."""
        level, self._level, self._is_in_numbers = self._level, 2, True
        self.made.numbers += block(*(self.convert_element(child) for child in element if child.tag != "summary"))
        self._level, self._is_in_numbers = level, False
        return "numbers-elsewhere()"

    def pair(self, element: HtmlElement) -> str:
        return call("pair", *(self.convert_element(child) for child in element if isinstance(child.tag, str)))


def _owns(outer: HtmlElement, item: HtmlElement) -> bool:
    return item.getparent() is outer


HANDLERS: Mapping[str, Callable[[_Converter, HtmlElement], str]] = {
    "p": _Converter.paragraph,
    "h2": _Converter.heading,
    "h3": _Converter.heading,
    "h4": _Converter.heading,
    "a": _Converter.link,
    "a.term": _Converter.term,
    "sup.cite": _Converter.cite,
    "strong": lambda walk, element: call("strong", walk.convert_children(element)),
    "b": lambda walk, element: call("strong", walk.convert_children(element)),
    "em": lambda walk, element: call("emph", walk.convert_children(element)),
    "sup": lambda walk, element: call("super", walk.convert_children(element)),
    "br": lambda walk, element: "linebreak()",
    "hr": lambda walk, element: "rule()",
    "blockquote": lambda walk, element: call("quote", walk.convert_children(element), block="true"),
    "ul": _Converter.bullets,
    "ul.ticks": _Converter.ticks,
    "ol": _Converter.steps,
    "ol.key": _Converter.key,
    "dl": _Converter.explained,
    "span.unset": _Converter.unset,
    "table": _Converter.table,
    "figure": _Converter.figure,
    "picture": _Converter.picture,
    "img": _Converter.picture,
    "i": _Converter.drawn,
    "details.more": _Converter.more,
    "details.numbers": _Converter.numbers,
    "div.pair": _Converter.pair,
    **{f"section.{kind}": _Converter.convert_children for kind in ("say", "say-hospital")},
    **{f"section.{kind}": _Converter.box for kind in ("call", "hospital", "office", "do", "avoid", "know", "gate")},
}
