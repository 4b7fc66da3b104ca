"""What live documents show of each other: pages by the term on them, and links that lead nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from leiomyo_site.editorial import selectors
from leiomyo_site.editorial.content_checks import link_issues
from leiomyo_site.editorial.draft_checks import live_check_context
from leiomyo_site.editorial.rendered_documents import rendered_without_figures
from leiomyo_site.editorial.selectors import LivePageText


@dataclass(frozen=True)
class References:
    """Of one language: the live pages that link each term, by its slug; broken links; terms that no page links."""

    pages_by_term: Mapping[str, list[LivePageText]]
    broken_links: tuple[tuple[LivePageText, str], ...]
    unused_terms: tuple[str, ...]


def references(lang: str) -> References:
    """Return what is used and broken now; only what changed since the last time is rendered."""
    context = live_check_context(lang)
    glossary = context.render_context.glossary
    pages_by_term: dict[str, list[LivePageText]] = {}
    broken = []
    for page in selectors.live_page_texts(lang):
        rendered = rendered_without_figures(page.text, glossary)
        for slug in rendered.terms:
            pages_by_term.setdefault(slug, []).append(page)
        broken += [(page, issue.message) for issue in link_issues(page.text, rendered, context)]
    unused = tuple(slug for slug in glossary.terms if slug not in pages_by_term)
    return References(pages_by_term, tuple(broken), unused)


def pages_with_term(slug: str, lang: str) -> list[str]:
    """Return the titles of the live pages that link a term."""
    glossary = selectors.glossary(lang)
    pages = selectors.live_page_texts(lang)
    return [page.text.title for page in pages if slug in rendered_without_figures(page.text, glossary).terms]
