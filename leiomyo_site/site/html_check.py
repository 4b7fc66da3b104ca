"""What a page holds that others depend on: ids, links, its one heading, its language."""

import re
from dataclasses import dataclass
from html import unescape
from itertools import islice

# Our own pages are well formed (the Nu checker holds that), so that patterns see what a parser would, faster.
# Words have no "<" and ">" of their own: what is followed by ">" before any "<" stands in a tag.
ID = re.compile(r' id="([^"<>]+)"(?=[^<>]*>)')
LINK = re.compile(r' (?:href|src)="((?:/(?!/)|#)[^"<>]*)"(?=[^<>]*>)')
LANG = re.compile(r'<html[^>]* lang="?[a-z]')
TITLE = re.compile(r"<title>[^<]*\w[^<]*</title>")
MAIN, END_OF_MAIN = "<main", "</main>"
TAG_OR_WORD = re.compile(r"<[^>]*>|([^\s<]+)")
MIN_WORDS = 3


@dataclass(frozen=True)
class PageOutline:
    """The ids of a page, where it links to inside the site, and what is wrong with it by itself."""

    ids: frozenset[str]
    links: frozenset[str]
    faults: tuple[str, ...]


def outline_of(html: str) -> PageOutline:
    """Return the outline of a page; one that search engines may list has a canonical link too.

    >>> outline_of('<html lang="en"><title>A</title><main><h1 id="a">One two three</h1></main><meta content="noindex">')
    PageOutline(ids=frozenset({'a'}), links=frozenset(), faults=())
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
    main = html[html.find(MAIN) : html.find(END_OF_MAIN)] if MAIN in html else ""
    words = (found for found in TAG_OR_WORD.finditer(main) if found[1])
    if len(list(islice(words, MIN_WORDS))) < MIN_WORDS:
        faults.append("it is empty")
    if len(set(ids)) < len(ids):
        faults += [f"the id “{one}” stands twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
    return PageOutline(frozenset(ids), frozenset(map(unescape, LINK.findall(html))), tuple(faults))
