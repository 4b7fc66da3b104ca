"""The index of search, written with each edition and found in the current one: no database is asked."""

import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from leiomyo_site.search.documents import language_file, search_documents
from leiomyo_site.search.index import is_whole, write_index
from leiomyo_site.search.responses import search_view
from leiomyo_site.site.site_content import SiteContent

FOLDER = "search"


def search_folder(lang: str) -> Path:
    """Return the folder with the index of what families read now in a language."""
    current = Path(os.path.realpath(settings.CURRENT_EDITION_DIR))
    return current / FOLDER / lang


def is_search_whole(edition: Path, langs: Iterable[str]) -> bool:
    """Can search answer from an edition in all these languages?"""
    return all(is_whole(edition / FOLDER / lang) for lang in langs)


def write_search(site: SiteContent, edition: Path) -> None:
    """Write all that search needs to answer in a language into the folder of an edition."""
    (edition / FOLDER).mkdir(exist_ok=True)
    write_index(
        search_documents(site),
        edition / FOLDER / site.lang,
        lang=site.lang,
        language=language_file(site.lang),
        layout=search_view(site).make(),
        cached=site.cached_for_code,
    )
