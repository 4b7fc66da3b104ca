"""What lets families read without a signal: the worker, the list of all that can be kept, and a page for all else."""

import json
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from leiomyo_site.permalinks.urls import PdfForm, PdfVariant, pdf_path, short_path
from leiomyo_site.site.glossary_page import glossary_path
from leiomyo_site.site.responses import JSON, SiteResponse
from leiomyo_site.site.site_content import SiteContent, condition
from leiomyo_site.text.urls import DEFAULT_LANG, lang_prefix, term_path

OFFLINE_PAGE, SERVICE_WORKER = "/offline/", "/sw.js"


def precache_manifest_path(lang: str) -> str:
    """Return where the list of a language stands."""
    return f"{lang_prefix(lang)}offline.json"


def offline_paths(site: SiteContent) -> Iterator[str]:
    """Yield the list of a language, and the page and the worker, which are there once."""
    yield precache_manifest_path(site.lang)
    if site.lang == DEFAULT_LANG:
        yield from (OFFLINE_PAGE, SERVICE_WORKER)


def service_worker() -> SiteResponse:
    """Return the script that keeps pages; it stands outside /static/, since it may only keep what stands beside it."""
    text = Path(settings.STATICFILES_DIRS[0], "worker.js").read_text(encoding="utf-8")
    return SiteResponse(200, "text/javascript; charset=utf-8", text)


def precache_manifest(site: SiteContent) -> SiteResponse:
    """Return the address of every page and word of a language, to keep on request, and of what must not stay.

    `sheets` are kept unasked: the sheet with the danger signs, by its short link, as the PDF of its version of now.
    """
    keep = [*(page.path for page in site.pages.values()), glossary_path(site.lang)]
    keep += [term_path(slug, site.lang) for slug in site.terms]
    gone = sorted({*site.withdrawn, *site.redirects})
    return SiteResponse(200, JSON, json.dumps({"keep": keep, "gone": gone, "sheets": dict(_sheets(site))}))


def _sheets(site: SiteContent) -> Iterator[tuple[str, str]]:
    if page := site.pages.get(condition().call_page):
        text, form = page.publication, PdfForm.FRIDGE
        yield short_path(text.code, form=form), pdf_path(text.code, text.number, variant=PdfVariant(form=form))
