"""The reading site by Django itself: for tests, for measuring, and before the first edition is made."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from leiomyo_site.editorial import selectors as published
from leiomyo_site.handouts.pdf_responses import paper_answers
from leiomyo_site.handouts.responses import handout_answer
from leiomyo_site.permalinks.code_normalization import as_issued
from leiomyo_site.search.responses import search_answers
from leiomyo_site.site import routes as site
from leiomyo_site.site.site_content import library
from leiomyo_site.text.urls import DEFAULT_LANG


@require_safe
def read(request: HttpRequest) -> HttpResponse:
    """Answer a reader. Nothing about the reader is looked at but the address."""
    now = timezone.now()
    found = site.answer(request.path, library(DEFAULT_LANG), now=now)
    if found.status == 404:
        shelves = [library(lang) for lang in published.languages()]
        papers = paper_answers(shelves, now=now)
        searches = search_answers(library(DEFAULT_LANG))
        found = (
            searches.get(request.path)
            or papers.get(as_issued(request.path) or "")
            or handout_answer(request.path, shelves, now=now)
            or found
        )
    response = HttpResponse(found.data(), status=found.status, content_type=found.media_type)
    if found.location:
        response["Location"] = found.location
    for name, value in found.headers:
        response[name] = value
    response["Cache-Control"] = "no-cache"
    return response
