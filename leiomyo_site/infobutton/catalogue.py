"""The pages that can be given, by language; read through the reading door and kept until something is published."""

from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.selectors import LiveDocument
from leiomyo_site.infobutton.request import UNPRINTABLE
from leiomyo_site.infobutton.response import CataloguePage, PageCatalogue
from leiomyo_site.site.site_content import condition
from leiomyo_site.text.glossary import Glossary
from leiomyo_site.text.rendering import RenderContext, render
from leiomyo_site.text.urls import lang_prefix, page_path


def catalogues() -> Mapping[str, PageCatalogue]:
    """Return what is live now by language; one without pages, or that the site does not show, is left out."""
    return _catalogues(published.content_revision())


@lru_cache(maxsize=1)
def _catalogues(stamp: int) -> Mapping[str, PageCatalogue]:
    shown = dict(settings.LANGUAGES)
    found = {lang: _catalogue(lang) for lang in published.languages() if lang in shown}
    return {lang: shelf for lang, shelf in found.items() if shelf.pages}


def _catalogue(lang: str) -> PageCatalogue:
    live = {page.slug: page for page in published.live_pages(lang)}
    pages = {key: _page(key, live[slug]) for key, slug in condition().codes.pages.items() if slug in live}
    terms = published.live_terms(lang)
    if pages and terms:
        pages["glossary"] = _glossary(terms, lang)
    return PageCatalogue(lang, pages)


def _page(key: str, page: LiveDocument) -> CataloguePage:
    return CataloguePage(
        key=key,
        code=page.code,
        path=page_path(page.slug, page.lang),
        title=UNPRINTABLE.sub("", page.content["title"]),
        summary=UNPRINTABLE.sub("", _plain(page.content["summary"], page.lang)),
        updated=page.published_at,
        is_checked=bool(page.checked_by),
    )


def _glossary(terms: list[LiveDocument], lang: str) -> CataloguePage:
    return CataloguePage(
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
    return render(markdown, RenderContext(Glossary((), lang=lang), lang=lang)).text
