"""What the texts that families read show of each other: pages by the term on them, and links that lead nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.content_checks import link_faults
from leiomyo_site.editorial.draft_checks import standards_among
from leiomyo_site.editorial.selectors import Published
from leiomyo_site.text.page import PageText, render_page
from leiomyo_site.text.rendering import Surroundings


@dataclass(frozen=True)
class Usage:
    """Of one language: the live pages on which each term is linked, by its slug, and what is broken on each page."""

    pages_of: Mapping[str, tuple[Published, ...]]
    broken: tuple[tuple[Published, str], ...]

    def unused(self, lang: str) -> list[Published]:
        """Return the live terms that no live page shows."""
        return [term for term in published.terms(lang) if term.slug not in self.pages_of]


def usage(lang: str) -> Usage:
    """Return what is used and broken now; worked out anew when something has been published."""
    return _usage(lang, published.stamp())


@lru_cache(maxsize=4)
def _usage(lang: str, stamp: int) -> Usage:
    pages = published.pages(lang)
    texts = {page.code: PageText.from_content(page.content) for page in pages}
    around = Surroundings(published.glossary(lang), lang=lang)
    standards = standards_among(lang)
    pages_of: dict[str, tuple[Published, ...]] = {}
    broken = []
    for page in pages:
        rendered = render_page(texts[page.code], around)
        for slug in rendered.terms:
            pages_of[slug] = (*pages_of.get(slug, ()), page)
        broken += [(page, fault.message) for fault in link_faults(texts[page.code], rendered, standards)]
    return Usage(pages_of, tuple(broken))
