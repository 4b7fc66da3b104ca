"""The index of search, written with each edition and found in the current one: no database is asked."""

import os
from collections.abc import Iterable
from pathlib import Path

from leiomyo_site.search.indexing import is_whole, write_index

from . import shelf
from .library import Library
from .places import edition_folder
from .search_entries import language_file, search_entries
from .site import search_view

FOLDER = "search"


def search_folder(lang: str) -> Path:
    """Return the folder with the index of what families read now in a language."""
    current = Path(os.path.realpath(edition_folder() / shelf.CURRENT))
    return current / FOLDER / lang


def is_search_whole(edition: Path, langs: Iterable[str]) -> bool:
    """Can search answer from an edition in all these languages?"""
    return all(is_whole(edition / FOLDER / lang) for lang in langs)


def write_search(library: Library, edition: Path) -> None:
    """Write all that search needs to answer in a language into the folder of an edition."""
    (edition / FOLDER).mkdir(exist_ok=True)
    write_index(
        search_entries(library),
        edition / FOLDER / library.lang,
        lang=library.lang,
        language=language_file(library.lang),
        frame=search_view(library).html(),
        remember=library.remember_of_code,
    )
