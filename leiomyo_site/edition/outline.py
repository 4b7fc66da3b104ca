"""What a page holds that others depend on: ids, links, its one heading, its language."""

import re
from dataclasses import dataclass
from html import unescape

# Our own pages are well formed (the Nu checker holds that), so that patterns see what a parser would, faster.
ID = re.compile(r'<[a-z][^<>]*? id="([^"]+)"')
LINK = re.compile(r'<[a-z][^<>]*? (?:href|src)="((?:/(?!/)|#)[^"]*)"')
LANG = re.compile(r'<html[^>]* lang="?[a-z]')
TITLE = re.compile(r"<title>[^<]*\w[^<]*</title>")
MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)
LEAST_WORDS = 3


@dataclass(frozen=True)
class Outline:
    """The ids of a page, where it links to inside the site, and what is wrong with it by itself."""

    ids: frozenset[str]
    links: frozenset[str]
    faults: tuple[str, ...]


def outline_of(html: str) -> Outline:
    """Return the outline of a page; one that search engines may list has a canonical link too.

    >>> outline_of('<html lang="en"><title>A</title><main><h1 id="a">One two three</h1></main><meta content="noindex">')
    Outline(ids=frozenset({'a'}), links=frozenset(), faults=())
    """
    ids = ID.findall(html)
    faults = []
    headings = len(re.findall(r"<h1\b", html))
    if headings != 1:
        faults.append(f"it has {headings} main headings instead of one")
    if not TITLE.search(html):
        faults.append("it has no title")
    if not LANG.search(html):
        faults.append("it does not say its language")
    if 'content="noindex"' not in html and '<link rel="canonical" href="' not in html:
        faults.append("it does not say its own address")
    main = MAIN.search(html)
    if len(re.sub(r"<[^>]*>", " ", main.group()).split() if main else ()) < LEAST_WORDS:
        faults.append("it is empty")
    if len(set(ids)) < len(ids):
        faults += [f"the id “{one}” stands twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
    return Outline(frozenset(ids), frozenset(map(unescape, LINK.findall(html))), tuple(faults))
