"""What a page holds that others depend on: ids, links, its one heading, its language."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True)
class Outline:
    """The ids of a page, where it links to inside the site, and what is wrong with it by itself."""

    ids: frozenset[str]
    links: frozenset[str]
    faults: tuple[str, ...]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.headings = 0
        self.lang = ""
        self.in_main = False
        self.words = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag == "html":
            self.lang = given.get("lang") or ""
        self.headings += tag == "h1"
        self.in_main |= tag == "main"
        for name in ("href", "src"):
            address = given.get(name) or ""
            if address.startswith(("/", "#")) and not address.startswith("//"):
                self.links.add(address)

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self.in_main = False

    def handle_data(self, data: str) -> None:
        if self.in_main:
            self.words += len(data.split())


def outline_of(html: str, *, is_listed: bool) -> Outline:
    """Return the outline of a page; one that search engines may list has a canonical link too."""
    reader = _Reader()
    reader.feed(html)
    faults = []
    if reader.headings != 1:
        faults.append(f"it has {reader.headings} main headings instead of one")
    if not re.search(r"<title>[^<]*\w[^<]*</title>", html):
        faults.append("it has no title")
    if not reader.lang:
        faults.append("it does not say its language")
    if is_listed and '<link rel="canonical" href="' not in html:
        faults.append("it does not say its own address")
    if reader.words < 3:
        faults.append("it is empty")
    twice = (
        sorted({one for one in reader.ids if reader.ids.count(one) > 1})
        if len(set(reader.ids)) < len(reader.ids)
        else []
    )
    faults += [f"the id “{one}” stands twice" for one in twice]
    return Outline(frozenset(reader.ids), frozenset(reader.links), tuple(faults))
