"""Link medical words where they stand: the first mention of each term in each section of a page."""

from xml.etree import ElementTree as etree

from leiomyo_site.text.glossary import Glossary

# A link inside a link is invalid HTML; headings and code stay as written; a label or summary is a control already.
UNTOUCHED_TAGS = frozenset("a abbr b button code h1 h2 h3 h4 h5 h6 label pre summary".split())
TERM_SCHEME = "term:"


def link_terms(root: etree.Element, glossary: Glossary, *, own: str = "") -> list[str]:
    """Link terms inside `root` in place and return the slugs linked, in reading order, each once.

    Linking the same tree again changes nothing. `own` is a term that stays plain: that of the page itself.
    """
    found: dict[str, None] = {}
    seen: set[str] = {own}

    def visit(element: etree.Element) -> None:
        if element.tag == "h2":
            seen.clear()
            seen.add(own)
        if element.tag == "a":
            _resolve(element, glossary)
            if element.get("class") == "term":
                slug = glossary.slug_at[element.get("href", "")]
                seen.add(slug)
                found[slug] = None
        if element.tag in UNTOUCHED_TAGS or element.get("class") == "placeholder":
            return
        element.text, children = _link_text(element.text, seen, found, glossary)
        for child in element:
            visit(child)
            child.tail, links = _link_text(child.tail, seen, found, glossary)
            children += [child, *links]
        element[:] = children

    visit(root)
    return list(found)


def _resolve(link: etree.Element, glossary: Glossary) -> None:
    """Point `[spread](term:metastasis)` at the term; a term that does not exist is left for the caller to unwrap."""
    href = link.get("href", "")
    term = glossary.terms.get(href.removeprefix(TERM_SCHEME)) if href.startswith(TERM_SCHEME) else None
    if term:
        link.attrib = {"class": "term", "href": term.url}


def _link_text(
    text: str | None, seen: set[str], found: dict[str, None], glossary: Glossary
) -> tuple[str, list[etree.Element]]:
    """Return the words before the first new mention, and a link for each; what follows a link is its tail."""
    text = text or ""
    fresh = []
    for mention in glossary.mentions(text):
        if mention.slug not in seen:
            seen.add(mention.slug)
            found[mention.slug] = None
            fresh.append(mention)
    links = []
    ends = [mention.start for mention in fresh] + [len(text)]
    for mention, end in zip(fresh, ends[1:], strict=True):
        link = etree.Element("a", {"class": "term", "href": glossary.terms[mention.slug].url})
        link.text = text[mention.start : mention.end]
        link.tail = text[mention.end : end]
        links.append(link)
    return text[: ends[0]], links
