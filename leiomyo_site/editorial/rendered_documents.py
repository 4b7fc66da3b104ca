"""Documents rendered for content checks, each once: what was rendered holds until its own words change.

It also holds while the glossary terms that can occur in it stay the same. So publishing one document renders that
document, and a new term renders the pages that may mention it.
"""

import re
from dataclasses import dataclass, replace

from leiomyo_site.document_errors import DocumentErrors, errors_of
from leiomyo_site.editorial.content_cache import ContentCache
from leiomyo_site.text.glossary import TOKEN, Glossary
from leiomyo_site.text.normalization import comparable
from leiomyo_site.text.page import PageContent, RenderedPage, figure_names, render_page
from leiomyo_site.text.rendering import EMPTY, RenderContext, RenderedText, render

# Many more than a site has.
MAX_DOCUMENTS = 10_000

Figures = tuple[object, ...]


@dataclass(frozen=True)
class _Entry:
    """A rendered page with all that decided it; `named` are the slugs of terms that it links itself."""

    page: RenderedPage
    words: frozenset[str]
    named: frozenset[str]
    figures: Figures
    glossary: Glossary
    terms: frozenset[tuple[str, ...]]


_pages: ContentCache[tuple[str, PageContent], _Entry] = ContentCache(MAX_DOCUMENTS)
_definitions: ContentCache[tuple[str, str, Figures], RenderedText] = ContentCache(MAX_DOCUMENTS)


def rendered_page(page: PageContent, context: RenderContext) -> RenderedPage:
    """Return a page as families would see it."""
    entry = _valid_entry(page, context.glossary)
    figures = _figures(page.body, context)
    if entry is None or entry.figures != figures:
        entry = _render(page, context, figures)
        _pages.put((context.lang, page), entry)
    return entry.page


def rendered_without_figures(page: PageContent, glossary: Glossary) -> RenderedPage:
    """Return the same for who asks for its ids, links and terms only: its figures may be missing, or of another day.

    A page that cannot be rendered has none of these: it must not keep others from being checked.
    """
    entry = _valid_entry(page, glossary)
    if entry:
        return entry.page
    try:
        with errors_of(page.title):
            return rendered_page(page, RenderContext(glossary, lang=glossary.lang))
    except DocumentErrors:
        return RenderedPage(EMPTY, EMPTY, EMPTY)


def rendered_definition(definition: str, context: RenderContext) -> RenderedText:
    """Return what a term means, with no other term linked: that changes no word of it."""
    figures = _figures(definition, context)
    plain = replace(context, glossary=Glossary((), lang=context.lang))
    return _definitions.get_or_make((context.lang, definition, figures), lambda: render(definition, plain))


def _figures(body: str, context: RenderContext) -> Figures:
    return tuple((name, context.drawings.get(name), context.images.get(name)) for name in figure_names(body))


def _valid_entry(page: PageContent, glossary: Glossary) -> _Entry | None:
    key = (glossary.lang, page)
    entry = _pages.get(key)
    if entry is None or entry.glossary is glossary:
        return entry
    if entry.terms != _possible_terms(entry.words, entry.named, glossary):
        return None
    entry = replace(entry, glossary=glossary)
    _pages.put(key, entry)
    return entry


def _render(page: PageContent, context: RenderContext, figures: Figures) -> _Entry:
    rendered = render_page(page, context)
    # Markup may stand inside a word, and entities in the source: so both are looked through.
    texts = (page.summary, *page.in_short, page.body, *(block.text for block in rendered.blocks))
    words = frozenset(word.lower() for text in texts for word in TOKEN.findall(comparable(text)))
    named = frozenset(re.findall(r"\(term:([^)]*)\)", repr(page)))
    terms = _possible_terms(words, named, context.glossary)
    return _Entry(rendered, words, named, figures, context.glossary, terms)


def _possible_terms(words: frozenset[str], named: frozenset[str], glossary: Glossary) -> frozenset[tuple[str, ...]]:
    """Return all that decides how terms are linked in a text of these words that links some terms by their slugs."""
    by_word = glossary.names_by_first_word
    names = {name for word in words & by_word.keys() for name in by_word[word]}
    return frozenset(names | {(glossary.terms[slug].url,) for slug in named & glossary.terms.keys()})
