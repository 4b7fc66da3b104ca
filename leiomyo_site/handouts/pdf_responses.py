"""The PDF of every page, as it is now and under each of its numbers, on every paper: one hook into the plan."""

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import datetime
from functools import cache, lru_cache, partial
from importlib import metadata
from pathlib import Path

from leiomyo_site.document_errors import RenderError, errors_of
from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.selectors import PublishedVersion
from leiomyo_site.handouts.handout import Handout, Publisher, TypstParts, typst_parts
from leiomyo_site.handouts.pdf import PdfError, render_pdf
from leiomyo_site.handouts.pdf_content import (
    archived_handout,
    card_terms,
    has_sheets,
    live_handout,
    publisher,
    version_note,
)
from leiomyo_site.handouts.pdf_layout import handout_source
from leiomyo_site.handouts.sheet_layout import sheet_source
from leiomyo_site.permalinks.urls import PdfForm, PdfVariant, pdf_path, pdf_variants
from leiomyo_site.site.code_version import code_version
from leiomyo_site.site.content_page import emergency_card
from leiomyo_site.site.input_key import input_key
from leiomyo_site.site.responses import HTML, LazyBody, SiteResponse
from leiomyo_site.site.site_content import SiteContent
from leiomyo_site.site.version_catalogue import VersionCatalogue
from leiomyo_site.site.version_history import VersionHistory, histories
from leiomyo_site.text.urls import DEFAULT_LANG

PDF = "application/pdf"
IMAGE_PATH = re.compile(r"/images/([0-9a-f]{64})/(\d{1,4}\.\w{3,4})")
TYPST_VERSION = metadata.version("typst")


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
            with errors_of(text.code):
                found |= dict(_of_text(text, VersionCatalogue(texts, site, now)))
    return found


def handouts(site: SiteContent) -> Mapping[str, Handout]:
    """Return every live page as it goes on paper by its code, in the order of the menu."""
    return site.once("handouts", lambda: dict(_live_handouts(site)))


def _live_handouts(site: SiteContent) -> Iterator[tuple[str, Handout]]:
    for page in site.pages.values():
        with errors_of(page.publication.code):
            yield page.publication.code, live_handout(page, site)


def _of_text(text: VersionHistory, catalogue: VersionCatalogue) -> Iterator[tuple[str, SiteResponse]]:
    """Yield the PDFs of a page and of its numbers."""
    with_words = [version for version in text.versions if not version.is_withdrawal]
    papers_of = partial(pdf_variants, has_sheets=has_sheets(text))
    for version in with_words:
        archived_pdf = _old(version, catalogue)
        for paper in papers_of(has_numbers=_has_numbers(version, catalogue)):
            yield pdf_path(version.code, version.number, variant=paper), archived_pdf(paper)
    live = handouts(catalogue.site).get(text.code)
    live_pdf = _now(live, catalogue.site) if live else None
    for paper in papers_of(has_numbers=any(_has_numbers(version, catalogue) for version in with_words)):
        path = pdf_path(text.code, variant=paper)
        if live is None or live_pdf is None:
            yield path, SiteResponse(302, HTML, location=text.path)
        elif (paper.has_numbers and not live.has_statistics) or (paper.form and not live.has_sheets):
            whole = replace(paper, has_numbers=False, form=PdfForm.PAGE)
            yield path, SiteResponse(302, HTML, location=pdf_path(text.code, variant=whole))
        else:
            yield path, live_pdf(paper)


def _now(handout: Handout, site: SiteContent) -> Callable[[PdfVariant], SiteResponse]:
    """Return a page as it is now, to be set on any paper."""
    name = (handout.slug, handout.code, handout.version)
    return partial(_pdf, name, handout_key(handout, site), lambda: parts(handout, site))


def _old(version: PublishedVersion, catalogue: VersionCatalogue) -> Callable[[PdfVariant], SiteResponse]:
    """Return an old number, to be set on any paper; its words are read only when it has to be."""
    text, site = catalogue.histories[version.code], catalogue.site
    card = site.once("card on paper", lambda: _hash((emergency_card(site), card_terms(site))))
    key = _hash((catalogue.digest(version), version_note(version, text), card, site.archive_key))

    def make() -> TypstParts:
        known = site.render_cache.get(
            f"paper {key}", lambda: asdict(typst_parts(archived_handout(version, catalogue), publisher()))
        )
        return TypstParts(**known)

    return partial(_pdf, (version.slug, version.code, version.number), key, make)


def _pdf(name: tuple[str, str, int], key: str, make: Callable[[], TypstParts], paper: PdfVariant) -> SiteResponse:
    slug, code, number = name
    shown = f"{slug.rpartition('/')[2]}-{code}.{number}{paper.suffix}.pdf"
    headers = (("Content-Disposition", f'inline; filename="{shown}"'), ("X-Robots-Tag", "noindex"))
    body = LazyBody((key, paper), partial(_render_variants, make, paper))
    return SiteResponse(200, PDF, body, source_versions=(f"{code}.{number}",), headers=headers)


def _has_numbers(version: PublishedVersion, catalogue: VersionCatalogue) -> bool:
    """Does a number of a page have survival numbers? Its words never change, so they are looked at once."""

    def look() -> bool:
        return "/// numbers" in catalogue.content_of(version)["body"]

    return catalogue.site.render_cache.get(f"has numbers {version.hash}", look)


def handout_key(handout: Handout, site: SiteContent) -> str:
    """Return a hash of all that a live page is made of on paper."""
    return site.once(f"paper key {handout.code}", lambda: _hash(handout))


def _hash(made_of: object) -> str:
    return input_key(made_of, publisher(), TYPST_VERSION, code_version())


def parts(handout: Handout, site: SiteContent) -> TypstParts:
    """Return the pieces of a handout, remembered from one edition to the next."""
    known = site.render_cache.get(
        f"paper {handout_key(handout, site)}", lambda: asdict(typst_parts(handout, publisher()))
    )
    return TypstParts(**known)


def _render_variants(make: Callable[[], TypstParts], paper: PdfVariant) -> bytes:
    """Return a PDF. What changes one paper of a page changes all of them: they are set together, on every core."""
    made = make()
    papers = pdf_variants(has_numbers=bool(made.statistics), has_sheets=made.sheet is not None)
    sources = {one: source_of(made, publisher(), one) for one in papers}
    pictures = image_dir_for(sources.values())
    try:
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            list(threads.map(lambda source: render_once(source, pictures, made.timestamp), sources.values()))
        return render_once(sources[paper], pictures, made.timestamp)
    except PdfError as error:
        raise RenderError(f"the handout cannot be set: {error}") from error


def source_of(made: TypstParts, whose: Publisher, paper: PdfVariant) -> str:
    """Return the whole typst source of a page in one of its forms."""
    return handout_source(made, whose, paper) if paper.form is PdfForm.PAGE else sheet_source(made, whose, paper)


@lru_cache(maxsize=32)
def render_once(source: str, pictures: Path, at: int) -> bytes:
    """Return the PDF of a source; a page as it is now and its newest number are the same sheets, set once."""
    return render_pdf(source, pictures=pictures, at=at)


def image_dir_for(sources: Iterable[str]) -> Path:
    """Return a folder with all pictures that these sources show."""
    folder = Path(_folder().name)
    write_images(sources, folder)
    return folder


def write_images(sources: Iterable[str], folder: Path) -> None:
    """Write all pictures that these sources show into a folder; those that stand there stay."""
    for sha256, name in {found for source in sources for found in IMAGE_PATH.findall(source)}:
        file = folder / "images" / sha256 / name
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(published.picture_file(sha256, name))


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Return one folder for this process, which goes with it."""
    return tempfile.TemporaryDirectory(prefix="leiomyo-pictures-")
