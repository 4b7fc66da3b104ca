"""What search may find: pages, their sections and the terms, from what is live. Survival numbers are left out."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from django.conf import settings

from leiomyo_site.document_errors import errors_of
from leiomyo_site.search.index import SearchDocument
from leiomyo_site.site.site_content import LivePage, SiteContent, condition, images_key
from leiomyo_site.text.glossary import closed_up
from leiomyo_site.text.plain_text import TextBlock
from leiomyo_site.text.urls import term_path

# What is found on a page, as plain values, so that it can be remembered from one edition to the next.
Found = tuple[tuple[str, ...], tuple[tuple[str, str, str, tuple[str, ...], float], ...]]

# Nobody is sent to a number, or shown one, who did not open it.
CLOSED = "numbers"
# The clinic’s telephone numbers are for the call box, not for a snippet.
LEFT_OUT = frozenset({CLOSED, "phones"})
# The boxes “What you can do” and the like belong to the section around them.
INNER = frozenset({"do", "avoid", "know", "more"})
SECTION_TAGS = ("h2", "h3")
# Lists of questions to ask name everything and answer nothing; home and the pages about the guide are rarely
# meant; and what the call boxes of other pages say, the page on when to call says in full.
ASK_WEIGHT = 0.5
LESS_MEANT = {"about": 0.6, "home": 0.6}
CALL_WEIGHT = 0.7


def language_file(lang: str) -> Path:
    """Return where editors write what people say for what in a language; it need not be there."""
    return Path(settings.CONTENT_DIR) / "search" / f"{lang}.yaml"


def search_documents(site: SiteContent) -> list[SearchDocument]:
    """Return everything there is to be found in a language, pages in the order of the menu."""
    return site.once("search entries", lambda: _search_documents(site))


def _search_documents(site: SiteContent) -> list[SearchDocument]:
    found: list[SearchDocument] = []
    for page in site.pages.values():
        with errors_of(page.publication.code):
            found += page_documents(page, site)
    for slug, term in site.terms.items():
        with errors_of(term.code):
            found.append(_term_document(slug, site))
    return found


def page_documents(page: LivePage, site: SiteContent) -> Iterator[SearchDocument]:
    """Yield a page and then each of its sections that has any words."""
    place = next((section.name for section in site.sections if section.key == page.content.section), "")
    weight = LESS_MEANT.get(page.content.section, 1.0)
    what = f"found {images_key(page.publication.pictures)}"
    top, sections = site.cached_for_document(what, page.publication, lambda: _page_sections(page))
    code = page.publication.code
    yield SearchDocument("page", page.path, page.path, page.content.title, top, place=place, weight=weight, code=code)
    for heading_id, heading, above, text, counts in sections:
        yield SearchDocument(
            kind="section",
            href=f"{page.path}#{heading_id}",
            page=page.path,
            title=page.content.title,
            heading=heading,
            above=above,
            text=text,
            place=place,
            weight=weight * counts,
        )


def _page_sections(page: LivePage) -> Found:
    """Return the lines above all sections, and of each section its id, heading, heading above, lines and weight."""
    blocks = [block for block in page.html.body.blocks if not LEFT_OUT & block.boxes]
    starts = [at for at, block in enumerate(blocks) if _begins_section(block)]
    intro = blocks[: starts[0]] if starts else blocks
    top = [*page.html.summary.blocks, *page.html.in_short.blocks, *intro]
    sections = []
    above = ""
    for start, end in pairwise([*starts, len(blocks)]):
        heading, text = blocks[start], blocks[start + 1 : end]
        above = heading.text if heading.tag == "h2" else above
        if text:
            over = above if heading.tag == "h3" else ""
            sections.append((heading.id, heading.text, over, _lines(text), _weight(text, page)))
    return _lines(top), tuple(sections)


def _weight(section: Iterable[TextBlock], page: LivePage) -> float:
    """Return how much a section counts that is nothing but one kind of box."""
    boxes = frozenset.intersection(*(block.boxes for block in section))
    if "ask" in boxes:
        return ASK_WEIGHT
    return CALL_WEIGHT if "call" in boxes and page.slug != condition().call_page else 1.0


def _term_document(slug: str, site: SiteContent) -> SearchDocument:
    term = site.terms[slug].content
    text = _lines(site.definition(site.terms[slug].hash, term["body"]).blocks)
    path = term_path(slug, site.lang)
    names = (term["name"], *term["other_names"], *term["spellings"])
    return SearchDocument(
        kind="term",
        href=path,
        page=path,
        title=term["name"],
        text=text,
        say=term["say"],
        code=site.terms[slug].code,
        spellings=tuple(dict.fromkeys((*names[1:], *map(closed_up, names)))),
    )


def _begins_section(block: TextBlock) -> bool:
    return block.tag in SECTION_TAGS and bool(block.id) and not INNER & block.boxes


def _lines(blocks: Iterable[TextBlock]) -> tuple[str, ...]:
    """Return blocks as lines; what is explained stands on the line of its explanation."""
    lines: list[str] = []
    before = ""
    for block in blocks:
        if block.tag == "dt":
            before = f"{block.text}: "
            continue
        lines.append(before + block.text)
        before = ""
    return tuple(lines)
