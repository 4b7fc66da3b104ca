"""What the templates of the glossary need: the A–Z list, and one term."""

import string
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from leiomyo_site.editorial.selectors import Published
from leiomyo_site.site.content_page import (
    CallCard,
    Facts,
    Link,
    Share,
    Word,
    call_card,
    facts,
    link,
    share,
    word,
    words,
)
from leiomyo_site.site.site_content import Library, grade_of
from leiomyo_site.text.plain_text import text_blocks
from leiomyo_site.text.rendering import render
from leiomyo_site.text.urls import lang_prefix


@dataclass(frozen=True)
class Letter:
    """One letter of the list with its words; none for a letter that no word begins with."""

    sign: str
    words: tuple[Word, ...]


@dataclass(frozen=True)
class GlossaryIndex:
    """The A–Z list."""

    path: str
    letters: tuple[Letter, ...]
    count: int


@dataclass(frozen=True)
class TermPage:
    """One term, ready to be shown; `definition` may link other terms, never its own."""

    path: str
    index: Link
    word: Word
    definition: str
    definition_text: str
    see_also: tuple[Link, ...]
    used_on: tuple[Link, ...]
    facts: Facts
    call: CallCard | None
    share: Share
    words: tuple[Word, ...]


def glossary_path(lang: str) -> str:
    """Return where the A–Z list stands."""
    return f"{lang_prefix(lang)}glossary/"


def first_letter(name: str) -> str:
    """Return the letter a name is filed under: without accents, upper case; # for anything else.

    >>> first_letter("ángulo"), first_letter("5-year survival")
    ('A', '#')
    """
    sign = unicodedata.normalize("NFD", name[:1]).upper()[:1]
    return sign if sign in string.ascii_uppercase and sign else "#"


def glossary_index(library: Library) -> GlossaryIndex:
    """Return the A–Z list of all terms."""
    every = [word(term, library) for term in library.terms.values()]
    signs = list(string.ascii_uppercase) + (["#"] if any(first_letter(w.name) == "#" for w in every) else [])
    letters = (Letter(sign, tuple(w for w in every if first_letter(w.name) == sign)) for sign in signs)
    return GlossaryIndex(glossary_path(library.lang), tuple(letters), len(every))


def term_page(slug: str, library: Library, *, now: datetime) -> TermPage:
    """Return one term with everything around it."""
    term = library.terms[slug]
    shown = word(term, library)
    html, terms, text, grade = library.remember("term", term, lambda: _work_out(term, library))
    call = call_card(library)
    near = (library.terms[other] for other in term.content["see_also"] if other in library.terms)
    return TermPage(
        path=shown.path,
        index=Link(glossary_path(library.lang), ""),
        word=shown,
        definition=html,
        definition_text=text,
        see_also=tuple(Link(w.path, w.name) for w in (word(other, library) for other in near)),
        used_on=tuple(link(page) for page in library.pages_with(slug)),
        facts=facts(term, grade, now=now),
        call=call,
        share=share(term.code, paper_number=term.number, has_paper=False),
        words=words((*terms, *(call.terms if call else ())), library),
    )


def _work_out(term: Published, library: Library) -> tuple[str, tuple[str, ...], str, int]:
    """Return a definition’s HTML, the terms linked in it, its plain text and its grade."""
    rendered = render(term.content["body"], library.around(own_term=term.slug))
    blocks = text_blocks(rendered.html)
    text = " ".join(block.text for block in blocks)
    return rendered.html, rendered.terms, text, grade_of(blocks, library.glossary)
