"""The PDF of every page, as it is now and under each of its numbers, on every paper: one hook into the plan."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

import typst

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.selectors import PublishedVersion
from leiomyo_site.handouts.handout import Handout, Parts, parts_of
from leiomyo_site.handouts.pdf import SettingError, set_pdf
from leiomyo_site.handouts.pdf_content import card_words, handout_of, imprint, old_handout_of, standing_of
from leiomyo_site.handouts.pdf_images import pictures_for
from leiomyo_site.handouts.pdf_layout import handout_source
from leiomyo_site.permalinks.urls import PdfVariant, pdf_path, pdf_variants
from leiomyo_site.site.code_version import code_version
from leiomyo_site.site.content_page import emergency_card
from leiomyo_site.site.input_key import input_key
from leiomyo_site.site.responses import HTML, LazyBody, RenderError, SiteResponse
from leiomyo_site.site.site_content import SiteContent
from leiomyo_site.site.version_catalogue import VersionCatalogue
from leiomyo_site.site.version_history import VersionHistory, histories
from leiomyo_site.text.urls import DEFAULT_LANG

PDF = "application/pdf"


def pdf_responses(sites: Sequence[SiteContent], *, now: datetime) -> dict[str, SiteResponse]:
    """Return the PDFs of all pages; each is set only if something that it is made of has changed.

    They may be kept by nobody without asking again: whether a text was checked, whether there are newer words, and the
    clinic's numbers stand on each of them, old numbers too.
    """
    texts = histories(published.versions())
    by_lang = {site.lang: site for site in sites}
    found: dict[str, SiteResponse] = {}
    for text in texts.values():
        if text.kind == "page" and sites:
            site = by_lang.get(text.lang) or by_lang.get(DEFAULT_LANG) or sites[0]
            found |= dict(_of_text(text, VersionCatalogue(texts, site, now)))
    return found


def handouts(site: SiteContent) -> Mapping[str, Handout]:
    """Return every live page as it goes on paper by its code, in the order of the menu."""
    return site.once("handouts", lambda: {p.publication.code: handout_of(p, site) for p in site.pages.values()})


def _of_text(text: VersionHistory, catalogue: VersionCatalogue) -> Iterator[tuple[str, SiteResponse]]:
    """Yield the PDFs of a page and of its numbers."""
    with_words = [version for version in text.versions if not version.is_withdrawal]
    for version in with_words:
        set_on = _old(version, catalogue)
        for paper in pdf_variants(has_numbers=_has_numbers(version, catalogue)):
            yield pdf_path(version.code, version.number, variant=paper), set_on(paper)
    live = handouts(catalogue.site).get(text.code)
    set_on = _now(live, catalogue.site) if live else None
    for paper in pdf_variants(has_numbers=any(_has_numbers(version, catalogue) for version in with_words)):
        path = pdf_path(text.code, variant=paper)
        if live is None or set_on is None:
            yield path, SiteResponse(302, HTML, location=text.path)
        elif paper.has_numbers and not live.has_numbers:
            yield path, SiteResponse(302, HTML, location=pdf_path(text.code, variant=replace(paper, has_numbers=False)))
        else:
            yield path, set_on(paper)


def _now(handout: Handout, site: SiteContent) -> Callable[[PdfVariant], SiteResponse]:
    """Return a page as it is now, to be set on any paper."""
    name = (handout.slug, handout.code, handout.number)
    return partial(_pdf, name, paper_key(handout, site), lambda: parts(handout, site))


def _old(version: PublishedVersion, catalogue: VersionCatalogue) -> Callable[[PdfVariant], SiteResponse]:
    """Return an old number, to be set on any paper; its words are read only when it has to be."""
    text, site = catalogue.histories[version.code], catalogue.site
    card = site.once("card on paper", lambda: _hash((emergency_card(site), card_words(site))))
    key = _hash((catalogue.digest(version), standing_of(version, text), card, site.archive_key))

    def make() -> Parts:
        known = site.render_cache.get(
            f"paper {key}", lambda: asdict(parts_of(old_handout_of(version, catalogue), imprint()))
        )
        return Parts(**known)

    return partial(_pdf, (version.slug, version.code, version.number), key, make)


def _pdf(name: tuple[str, str, int], key: str, make: Callable[[], Parts], paper: PdfVariant) -> SiteResponse:
    slug, code, number = name
    shown = f"{slug.rpartition('/')[2]}-{code}.{number}{paper.suffix}.pdf"
    headers = (("Content-Disposition", f'inline; filename="{shown}"'), ("X-Robots-Tag", "noindex"))
    body = LazyBody((key, paper), partial(_set, make, paper))
    return SiteResponse(200, PDF, body, source_versions=(f"{code}.{number}",), headers=headers)


def _has_numbers(version: PublishedVersion, catalogue: VersionCatalogue) -> bool:
    """Does a number of a page have survival numbers? Its words never change, so they are looked at once."""

    def look() -> bool:
        return "/// numbers" in catalogue.content_of(version)["body"]

    return catalogue.site.render_cache.get(f"has numbers {version.hash}", look)


def paper_key(handout: Handout, site: SiteContent) -> str:
    """Return a hash of all that a live page is made of on paper."""
    return site.once(f"paper key {handout.code}", lambda: _hash(handout))


def _hash(made_of: object) -> str:
    return input_key(made_of, imprint(), typst.__version__, code_version())


def parts(handout: Handout, site: SiteContent) -> Parts:
    """Return the pieces of a handout, remembered from one edition to the next."""
    known = site.render_cache.get(f"paper {paper_key(handout, site)}", lambda: asdict(parts_of(handout, imprint())))
    return Parts(**known)


def _set(make: Callable[[], Parts], paper: PdfVariant) -> bytes:
    """Return a PDF. What changes one paper of a page changes all of them: they are set together, on every core."""
    made = make()
    sources = {one: handout_source(made, imprint(), one) for one in pdf_variants(has_numbers=bool(made.numbers))}
    pictures = pictures_for(sources.values())
    try:
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            list(threads.map(lambda source: set_once(source, pictures, made.at), sources.values()))
        return set_once(sources[paper], pictures, made.at)
    except SettingError as error:
        raise RenderError(f"the handout cannot be set: {error}") from error


@lru_cache(maxsize=32)
def set_once(source: str, pictures: Path, at: int) -> bytes:
    """Return the PDF of a source; a page as it is now and its newest number are the same sheets, set once."""
    return set_pdf(source, pictures=pictures, at=at)
