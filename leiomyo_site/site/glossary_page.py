"""What the templates of the glossary need: the A–Z list, and one term."""

import string
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from leiomyo_site.editorial.selectors import LiveDocument
from leiomyo_site.site.content_page import (
    EmergencyCard,
    GlossaryEntry,
    Link,
    PageMetadata,
    ShareLinks,
    emergency_card,
    glossary_entries,
    glossary_entry,
    page_link,
    page_metadata,
    share_links,
)
from leiomyo_site.site.site_content import SiteContent, reading_grade
from leiomyo_site.text.rendering import render
from leiomyo_site.text.urls import lang_prefix


@dataclass(frozen=True)
class LetterGroup:
    """One letter of the list with its words; none for a letter that no word begins with."""

    sign: str
    words: tuple[GlossaryEntry, ...]


@dataclass(frozen=True)
class GlossaryIndexContext:
    """The A–Z list."""

    path: str
    letters: tuple[LetterGroup, ...]
    count: int


@dataclass(frozen=True)
class TermPageContext:
    """One term, ready to be shown; `definition` may link other terms, never its own."""

    path: str
    index: Link
    word: GlossaryEntry
    definition: str
    definition_text: str
    see_also: tuple[Link, ...]
    used_on: tuple[Link, ...]
    facts: PageMetadata
    call: EmergencyCard | None
    share: ShareLinks
    words: tuple[GlossaryEntry, ...]


def glossary_path(lang: str) -> str:
    """Return where the A–Z list stands."""
    return f"{lang_prefix(lang)}glossary/"


def index_letter(name: str) -> str:
    """Return the letter a name is filed under: without accents, upper case; # for anything else.

    >>> index_letter("ángulo"), index_letter("5-year survival")
    ('A', '#')
    """
    sign = unicodedata.normalize("NFD", name[:1]).upper()[:1]
    return sign if sign in string.ascii_uppercase and sign else "#"


def glossary_index_context(site: SiteContent) -> GlossaryIndexContext:
    """Return the A–Z list of all terms."""
    every = [glossary_entry(term, site) for term in site.terms.values()]
    signs = list(string.ascii_uppercase) + (["#"] if any(index_letter(w.name) == "#" for w in every) else [])
    letters = (LetterGroup(sign, tuple(w for w in every if index_letter(w.name) == sign)) for sign in signs)
    return GlossaryIndexContext(glossary_path(site.lang), tuple(letters), len(every))


def term_page_context(slug: str, site: SiteContent, *, now: datetime) -> TermPageContext:
    """Return one term with everything around it."""
    term = site.terms[slug]
    shown = glossary_entry(term, site)
    html, terms, text, grade = site.cached_for_document("term", term, lambda: _render_term(term, site))
    call = emergency_card(site)
    near = (site.terms[other] for other in term.content["see_also"] if other in site.terms)
    return TermPageContext(
        path=shown.path,
        index=Link(glossary_path(site.lang), ""),
        word=shown,
        definition=html,
        definition_text=text,
        see_also=tuple(Link(w.path, w.name) for w in (glossary_entry(other, site) for other in near)),
        used_on=tuple(page_link(page) for page in site.pages_mentioning(slug)),
        facts=page_metadata(term, grade, now=now),
        call=call,
        share=share_links(term.code, paper_number=term.number, has_paper=False),
        words=glossary_entries((*terms, *(call.terms if call else ())), site),
    )


def _render_term(term: LiveDocument, site: SiteContent) -> tuple[str, tuple[str, ...], str, int]:
    """Return a definition’s HTML, the terms linked in it, its plain text and its grade."""
    rendered = render(term.content["body"], site.render_context(own_term=term.slug))
    return rendered.html, rendered.terms, rendered.text, reading_grade(rendered.blocks, site.glossary)
