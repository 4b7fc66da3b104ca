"""What lets families read without a signal: the worker, the list of all that can be kept, and a page for all else."""

import json
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from leiomyo_site.site.glossary_page import glossary_path
from leiomyo_site.site.responses import JSON, Answer
from leiomyo_site.site.site_content import Library
from leiomyo_site.text.urls import DEFAULT_LANG, lang_prefix, term_path

PAGE, WORKER = "/offline/", "/sw.js"


def guide_path(lang: str) -> str:
    """Return where the list of a language stands."""
    return f"{lang_prefix(lang)}offline.json"


def offline_addresses(library: Library) -> Iterator[str]:
    """Yield the list of a language, and the page and the worker, which are there once."""
    yield guide_path(library.lang)
    if library.lang == DEFAULT_LANG:
        yield from (PAGE, WORKER)


def worker() -> Answer:
    """Return the script that keeps pages; it stands outside /static/, since it may only keep what stands beside it."""
    text = Path(settings.STATICFILES_DIRS[0], "worker.js").read_text(encoding="utf-8")
    return Answer(200, "text/javascript; charset=utf-8", text)


def guide(library: Library) -> Answer:
    """Return the address of every page and word of a language, to keep on request, and of what must not stay."""
    keep = [*(page.path for page in library.pages.values()), glossary_path(library.lang)]
    keep += [term_path(slug, library.lang) for slug in library.terms]
    return Answer(200, JSON, json.dumps({"keep": keep, "gone": sorted({*library.taken_down, *library.moved})}))
