"""Drawings as they print: the page’s SVG with the colours that paper has in the site’s own stylesheet."""

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path

STYLES = Path(__file__).resolve().parent.parent.parent / "styles"
SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
RULE = re.compile(r"(svg|\.[\w.-]+) \{ ([^}]*) \}")
VAR = re.compile(r"var\((--[\w-]+)\)")
TOKEN = re.compile(r"(--[\w-]+): (#[0-9a-f]{3,6})\b")
FAMILY = "font-family: Lamplight Sans;"
# Said here for paper: an icon has the colour of the words beside it.
OUR_OWN = (".icon", ".print-only")
ICON = "fill: none; stroke: #000; stroke-width: 2.4; stroke-linecap: round; stroke-linejoin: round;"


@dataclass(frozen=True)
class PrintDrawing:
    """One drawing that can stand alone; without `alt` it is decoration."""

    svg: str
    alt: str


def drawing(svg: str) -> PrintDrawing:
    """Return a drawing of a page, ready for paper.

    >>> found = drawing('<svg viewBox="0 0 9 9" role="img"><title>A door</title><desc>It is open.</desc></svg>')
    >>> found.alt, found.svg[:43]
    ('A door. It is open.', '<svg xmlns="http://www.w3.org/2000/svg" vie')
    """
    is_hidden = 'aria-hidden="true"' in svg.partition(">")[0]
    said = [
        unescape(part).strip() for part in re.findall(r"<(?:title|desc)[^>]*>(.*?)</(?:title|desc)>", svg, re.DOTALL)
    ]
    alt = "" if is_hidden else " ".join(f"{part.rstrip('.')}." for part in said if part)
    if " xmlns=" not in svg.partition(">")[0]:
        svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    drawn = re.sub(r"<(title|desc)\b.*?</\1>", "", svg, flags=re.DOTALL)
    head, rest = drawn.split(">", 1)
    used = {name for names in re.findall(r'class="([^"]*)"', svg) for name in names.split()}
    rules = [f"{name}{{{rule}}}" for name, rule in print_rules() if set(name.split(".")[1:]) <= used]
    style = "".join(rules)
    return PrintDrawing(f"{head}><style>{style}</style>{rest}", alt)


@cache
def print_rules() -> tuple[tuple[str, str], ...]:
    """Return selector and rule of all that drawings are styled with, each colour as it is on paper."""
    colours: dict[str, str] = {}
    for name in ("1-tokens.css", "8-print.css"):
        text = (STYLES / name).read_text(encoding="utf-8")
        # What a dark screen shows comes later in the file, and is for no paper.
        colours |= dict(TOKEN.findall(text.partition("prefers-color-scheme: dark")[0]))
    text = (STYLES / "5-pictures.css").read_text(encoding="utf-8")
    found = [(name, VAR.sub(lambda var: colours[var[1]], rule.strip())) for name, rule in RULE.findall(text)]
    shown = [(name, rule) for name, rule in found if name not in OUR_OWN]
    return (*shown, (".icon", ICON), (".num", FAMILY))
