"""Searching by address: `/search/?q=` as a page that needs no script, `/search/suggest?q=` while typing.

What is typed is looked at to answer, and then gone: not kept, not logged, not sent on with a link.
"""

import logging

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from leiomyo_site.log import log_event
from leiomyo_site.search.engine import SearchIndex, SearchResults, open_index
from leiomyo_site.search.index import LAYOUT_FILE
from leiomyo_site.search.index_store import search_folder
from leiomyo_site.search.layout import SearchLayout
from leiomyo_site.site.site_content import clinic
from leiomyo_site.text.urls import lang_prefix

# What reading a damaged or missing index raises: of the disk, of its words, and of tantivy as a ValueError.
BROKEN = (OSError, ValueError, KeyError, TypeError)


def index_for(lang: str) -> SearchIndex:
    """Return the index of a language."""
    return open_index(search_folder(lang))


@require_safe
def search(request: HttpRequest, lang: str) -> HttpResponse:
    """Answer a question with a page; without a question, show where to type one."""
    try:
        index = index_for(lang)
        typed = request.GET.get("q", "")
        if path := index.short_path(typed):
            return _not_stored(HttpResponseRedirect(path))
        answer = index.search(typed, as_typed=request.GET.get("as") == "typed")
    except BROKEN as error:
        return _not_stored(_unavailable(lang, error))
    return _not_stored(HttpResponse(_page(index, answer, lang)))


@require_safe
def suggest(request: HttpRequest, lang: str) -> HttpResponse:
    """Answer what is being typed with names to go to."""
    try:
        found = index_for(lang).suggester.suggest(request.GET.get("q", ""))
    except BROKEN:
        return _not_stored(JsonResponse({"suggestions": []}, status=503))
    rows = [[one.kind, one.href, one.name, one.also, one.of] for one in found]
    return _not_stored(JsonResponse({"suggestions": rows}))


def _unavailable(lang: str, error: Exception) -> HttpResponse:
    """Say that search does not work, in the frame of the site if that is whole, with the other ways to find things."""
    hint = "run manage.py bake"
    log_event("search index unreadable", level=logging.ERROR, lang=lang, reason=type(error).__name__, hint=hint)
    said = render_to_string("components/search_broken.html")
    try:
        frame = SearchLayout((search_folder(lang) / LAYOUT_FILE).read_text(encoding="utf-8"))
        body = frame.with_results(said, typed="", call_first=False)
    except (OSError, ValueError):
        body = said
    return HttpResponse(body, status=503)


def _page(index: SearchIndex, answer: SearchResults, lang: str) -> str:
    frame = SearchLayout(index.frame)
    is_urgent = answer.is_urgent and not answer.crisis
    shown = {
        "answer": answer,
        "search": f"{lang_prefix(lang)}search/",
        "emergency": clinic().emergency,
        "urgent_call": frame.call if is_urgent else "",
    }
    html = render_to_string("components/search_results.html", shown)
    return frame.with_results(html, typed=answer.typed, call_first=is_urgent)


def _not_stored(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
