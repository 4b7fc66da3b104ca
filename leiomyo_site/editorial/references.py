"""What live documents show of each other: pages by the term on them, and links that lead nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from leiomyo_site.editorial import selectors
from leiomyo_site.editorial.content_checks import link_issues
from leiomyo_site.editorial.draft_checks import live_check_context
from leiomyo_site.editorial.rendered_documents import rendered_without_figures
from leiomyo_site.editorial.selectors import LivePageText
from leiomyo_site.text.condition import read_condition
from leiomyo_site.text.glossary import PublishedGlossary
from leiomyo_site.text.page import term_from_content
from leiomyo_site.text.urls import term_path

CALL_CARD = "The card on when to call, on every page without its own"


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


@dataclass(frozen=True)
class TermPlaces:
    """In how many places a published page links a term now, and in how many when a draft of the term is published.

    `code` and `number` are those of the page; what stands on many pages has none.
    """

    title: str
    now: int
    then: int
    code: str = ""
    number: int = 0


def term_places(content: Mapping[str, Any], *, live_slug: str, lang: str) -> list[TermPlaces]:
    """Return the published pages that link a term now, or will when these words of it are published, in their order.

    Last comes the card on when to call, which stands on other pages too. `live_slug` is the address under which the
    term is public, empty if it is not.
    """
    now = selectors.glossary(lang)
    draft = term_from_content(content, slug=content["slug"], url=term_path(content["slug"], lang))
    others = [term for slug, term in now.terms.items() if slug not in (live_slug, draft.slug)]
    then = PublishedGlossary(sorted([*others, draft], key=lambda term: term.slug), lang=lang)
    old_url = term_path(live_slug, lang) if live_slug else ""
    call_page = read_condition(settings.CONTENT_DIR / "condition.yaml").call_page
    found, card = [], []
    for page in selectors.live_page_texts(lang):
        old, new = rendered_without_figures(page.text, now), rendered_without_figures(page.text, then)
        places = old.links.count(old_url), new.links.count(draft.url)
        found.append(TermPlaces(page.text.title, *places, page.code, page.number))
        if page.slug == call_page:
            card.append(TermPlaces(CALL_CARD, old.in_short.links.count(old_url), new.in_short.links.count(draft.url)))
    return [places for places in (*found, *card) if places.now or places.then]
