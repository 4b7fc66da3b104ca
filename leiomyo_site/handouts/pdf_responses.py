"""The PDF of every page, as it is now and under each of its numbers, on every paper: one hook into the plan."""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

import typst

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.selectors import Version
from leiomyo_site.handouts.handout import Handout, Parts, parts_of
from leiomyo_site.handouts.pdf import SettingError, set_pdf
from leiomyo_site.handouts.pdf_content import card_words, handout_of, imprint, old_handout_of, standing_of
from leiomyo_site.handouts.pdf_images import pictures_for
from leiomyo_site.handouts.pdf_layout import handout_source
from leiomyo_site.permalinks.urls import Paper, papers, pdf_path
from leiomyo_site.site.code_version import code_version
from leiomyo_site.site.content_page import call_card
from leiomyo_site.site.responses import HTML, Answer, CannotMake, Later
from leiomyo_site.site.site_content import Library
from leiomyo_site.site.version_catalogue import Shelf
from leiomyo_site.site.version_history import History, histories
from leiomyo_site.text.urls import DEFAULT_LANG

PDF = "application/pdf"


def paper_answers(libraries: Sequence[Library], *, now: datetime) -> dict[str, Answer]:
    """Return the PDFs of all pages; each is set only if something that it is made of has changed.

    They may be kept by nobody without asking again: whether a text was checked, whether there are newer words, and the
    clinic's numbers stand on each of them, old numbers too.
    """
    texts = histories(published.versions())
    by_lang = {library.lang: library for library in libraries}
    found: dict[str, Answer] = {}
    for text in texts.values():
        if text.kind == "page" and libraries:
            library = by_lang.get(text.lang) or by_lang.get(DEFAULT_LANG) or libraries[0]
            found |= dict(_of_text(text, Shelf(texts, library, now)))
    return found


def handouts(library: Library) -> Mapping[str, Handout]:
    """Return every live page as it goes on paper by its code, in the order of the menu."""
    return library.once(
        "handouts", lambda: {p.publication.code: handout_of(p, library) for p in library.pages.values()}
    )


def _of_text(text: History, shelf: Shelf) -> Iterator[tuple[str, Answer]]:
    """Yield the PDFs of a page and of its numbers."""
    with_words = [version for version in text.versions if not version.is_withdrawal]
    for version in with_words:
        set_on = _old(version, shelf)
        for paper in papers(has_numbers=_has_numbers(version, shelf)):
            yield pdf_path(version.code, version.number, paper=paper), set_on(paper)
    live = handouts(shelf.library).get(text.code)
    set_on = _now(live, shelf.library) if live else None
    for paper in papers(has_numbers=any(_has_numbers(version, shelf) for version in with_words)):
        path = pdf_path(text.code, paper=paper)
        if live is None or set_on is None:
            yield path, Answer(302, HTML, location=text.path)
        elif paper.has_numbers and not live.has_numbers:
            yield path, Answer(302, HTML, location=pdf_path(text.code, paper=replace(paper, has_numbers=False)))
        else:
            yield path, set_on(paper)


def _now(handout: Handout, library: Library) -> Callable[[Paper], Answer]:
    """Return a page as it is now, to be set on any paper."""
    name = (handout.slug, handout.code, handout.number)
    return partial(_pdf, name, paper_key(handout, library), lambda: parts(handout, library))


def _old(version: Version, shelf: Shelf) -> Callable[[Paper], Answer]:
    """Return an old number, to be set on any paper; its words are read only when it has to be."""
    text, library = shelf.texts[version.code], shelf.library
    card = library.once("card on paper", lambda: _hash((call_card(library), card_words(library))))
    key = _hash((shelf.digest(version), standing_of(version, text), card, library.frozen_key))

    def make() -> Parts:
        known = library.memory.get(f"paper {key}", lambda: asdict(parts_of(old_handout_of(version, shelf), imprint())))
        return Parts(**known)

    return partial(_pdf, (version.slug, version.code, version.number), key, make)


def _pdf(name: tuple[str, str, int], key: str, make: Callable[[], Parts], paper: Paper) -> Answer:
    slug, code, number = name
    shown = f"{slug.rpartition('/')[2]}-{code}.{number}{paper.marks}.pdf"
    headers = (("Content-Disposition", f'inline; filename="{shown}"'), ("X-Robots-Tag", "noindex"))
    body = Later(f"{key} {paper}", partial(_set, make, paper))
    return Answer(200, PDF, body, made_from=(f"{code}.{number}",), headers=headers)


def _has_numbers(version: Version, shelf: Shelf) -> bool:
    """Does a number of a page have survival numbers? Its words never change, so they are looked at once."""

    def look() -> bool:
        return "/// numbers" in shelf.content_of(version)["body"]

    return shelf.library.memory.get(f"has numbers {version.hash}", look)


def paper_key(handout: Handout, library: Library) -> str:
    """Return a hash of all that a live page is made of on paper."""
    return library.once(f"paper key {handout.code}", lambda: _hash(handout))


def _hash(made_of: object) -> str:
    return hashlib.sha256(repr((made_of, imprint(), typst.__version__, code_version())).encode()).hexdigest()


def parts(handout: Handout, library: Library) -> Parts:
    """Return the pieces of a handout, remembered from one edition to the next."""
    known = library.memory.get(f"paper {paper_key(handout, library)}", lambda: asdict(parts_of(handout, imprint())))
    return Parts(**known)


def _set(make: Callable[[], Parts], paper: Paper) -> bytes:
    """Return a PDF. What changes one paper of a page changes all of them: they are set together, on every core."""
    made = make()
    sources = {one: handout_source(made, imprint(), one) for one in papers(has_numbers=bool(made.numbers))}
    pictures = pictures_for(sources.values())
    try:
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            list(threads.map(lambda source: set_once(source, pictures, made.at), sources.values()))
        return set_once(sources[paper], pictures, made.at)
    except SettingError as error:
        raise CannotMake(f"the handout cannot be set: {error}") from error


@lru_cache(maxsize=32)
def set_once(source: str, pictures: Path, at: int) -> bytes:
    """Return the PDF of a source; a page as it is now and its newest number are the same sheets, set once."""
    return set_pdf(source, pictures=pictures, at=at)
