"""What search adds to the public site: its page, and the index that a browser searches without a server."""

from functools import partial
from pathlib import Path

from django.utils.translation import gettext

from leiomyo_site.search.documents import language_file, search_documents
from leiomyo_site.search.index import front_coded, real_words_text, static_index
from leiomyo_site.search.synonyms import read_language
from leiomyo_site.site.content_page import emergency_card
from leiomyo_site.site.layout import search_path, section_starts, site_page
from leiomyo_site.site.responses import HTML, JSON, TEXT, LazyBody, SiteResponse
from leiomyo_site.site.site_content import SiteContent, clinic


def search_paths(lang: str) -> tuple[str, str, str]:
    """Return the addresses of search in a language: its page, its index, and the list of real words."""
    path = search_path(lang)
    return path, f"{path}index.json", f"{path}words.txt"


def search_responses(site: SiteContent) -> dict[str, SiteResponse]:
    """Return what stands at the addresses of search in a language."""
    language = language_file(site.lang)
    words = real_words_text(language)
    responses = (
        SiteResponse(200, HTML, search_view(site)),
        SiteResponse(200, JSON, _search_index(site, language)),
        SiteResponse(200, TEXT, LazyBody(words, partial(front_coded, words))),
    )
    return dict(zip(search_paths(site.lang), responses, strict=True))


def _search_index(site: SiteContent, language: Path) -> LazyBody[str]:
    """Return the index that a browser searches."""
    entries = search_documents(site)
    inputs = entries, read_language(language).to_json()
    remember = site.cached_for_code
    make = partial(static_index, entries, lang=site.lang, language=language, cached=remember)
    return LazyBody(inputs, make)


def search_view(site: SiteContent) -> LazyBody[str]:
    """Return the search page before anything is asked; the search room, or the script, puts answers into it."""
    heading = gettext("Search")
    texts = (*(page.publication for page in site.pages.values()), *site.terms.values())
    given = {
        "section_starts": section_starts(site),
        "call": emergency_card(site),
        "emergency": clinic().emergency,
        "is_checked": all(text.checked_by for text in texts),
    }
    return site_page("search.html", site, path="", heading=heading, data=None, **given)
