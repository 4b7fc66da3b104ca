"""The pages that can be given, by language; read through the reading door and kept until something is published."""

from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.selectors import LiveDocument
from leiomyo_site.infobutton.request import UNPRINTABLE
from leiomyo_site.infobutton.response import Shelf, ShelfPage
from leiomyo_site.site.site_content import condition
from leiomyo_site.text.glossary import Glossary
from leiomyo_site.text.rendering import Surroundings, render
from leiomyo_site.text.urls import lang_prefix, page_path


def shelves() -> Mapping[str, Shelf]:
    """Return what is live now by language; one without pages, or that the site does not show, is left out."""
    return _shelves(published.content_revision())


@lru_cache(maxsize=1)
def _shelves(stamp: int) -> Mapping[str, Shelf]:
    shown = dict(settings.LANGUAGES)
    found = {lang: _shelf(lang) for lang in published.languages() if lang in shown}
    return {lang: shelf for lang, shelf in found.items() if shelf.pages}


def _shelf(lang: str) -> Shelf:
    live = {page.slug: page for page in published.live_pages(lang)}
    pages = {key: _page(key, live[slug]) for key, slug in condition().codes.pages.items() if slug in live}
    terms = published.live_terms(lang)
    if pages and terms:
        pages["glossary"] = _glossary(terms, lang)
    return Shelf(lang, pages)


def _page(key: str, page: LiveDocument) -> ShelfPage:
    return ShelfPage(
        key=key,
        code=page.code,
        path=page_path(page.slug, page.lang),
        title=UNPRINTABLE.sub("", page.content["title"]),
        summary=UNPRINTABLE.sub("", _plain(page.content["summary"], page.lang)),
        updated=page.published_at,
        is_checked=bool(page.checked_by),
    )


def _glossary(terms: list[LiveDocument], lang: str) -> ShelfPage:
    return ShelfPage(
        key="glossary",
        code="glossary",
        path=f"{lang_prefix(lang)}glossary/",
        title=gettext("Words, A to Z"),
        summary=gettext("Every medical word in this guide, in plain words, with how to say it."),
        updated=max(term.published_at for term in terms),
        is_checked=all(term.checked_by for term in terms),
    )


def _plain(markdown: str, lang: str) -> str:
    """Return a summary as words on one line; nothing is linked in it, since it leaves the site."""
    return render(markdown, Surroundings(Glossary((), lang=lang), lang=lang)).text
