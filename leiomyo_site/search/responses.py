"""What search adds to the public site: its page, and the index that a browser searches without a server."""

import hashlib
from functools import partial

from django.utils.translation import gettext

from leiomyo_site.search.documents import language_file, search_entries
from leiomyo_site.search.index import static_index
from leiomyo_site.site.content_page import call_card
from leiomyo_site.site.layout import search_path, section_starts, site_view
from leiomyo_site.site.responses import HTML, JSON, Answer, Later, View
from leiomyo_site.site.site_content import Library


def search_answers(library: Library) -> dict[str, Answer]:
    """Return what stands at the addresses of search in a language."""
    path = search_path(library.lang)
    return {
        path: Answer(200, HTML, search_view(library)),
        f"{path}index.json": Answer(200, JSON, _search_index(library)),
    }


def _search_index(library: Library) -> Later:
    """Return the index that a browser searches."""
    entries, language = search_entries(library), language_file(library.lang)
    made_of = [entry.digest for entry in entries], language.read_bytes() if language.exists() else b""
    remember = library.remember_of_code
    make = partial(static_index, entries, lang=library.lang, language=language, remember=remember)
    return Later(hashlib.sha256(repr(made_of).encode()).hexdigest(), make)


def search_view(library: Library) -> View:
    """Return the search page before anything is asked; the search room, or the script, puts answers into it."""
    heading = gettext("Search")
    texts = (*(page.publication for page in library.pages.values()), *library.terms.values())
    given = {
        "section_starts": section_starts(library),
        "call": call_card(library),
        "is_checked": all(text.checked_by for text in texts),
    }
    return site_view("search.html", library, path="", heading=heading, data=None, **given)
