"""The reading site by Django itself: for tests, for measuring, and before the first edition is made."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from leiomyo_site.editorial import published
from leiomyo_site.handouts.forgiving import as_issued
from leiomyo_site.prose.addresses import DEFAULT_LANG

from . import site
from .handout_addresses import handout_answer
from .library import library
from .paper_addresses import paper_answers


@require_safe
def read(request: HttpRequest) -> HttpResponse:
    """Answer a reader. Nothing about the reader is looked at but the address."""
    now = timezone.now()
    found = site.answer(request.path, library(DEFAULT_LANG), now=now)
    if found.status == 404:
        shelves = [library(lang) for lang in published.languages()]
        papers = paper_answers(shelves, now=now)
        found = papers.get(as_issued(request.path) or "") or handout_answer(request.path, shelves, now=now) or found
    response = HttpResponse(found.data(), status=found.status, content_type=found.media_type)
    if found.location:
        response["Location"] = found.location
    for name, value in found.headers:
        response[name] = value
    response["Cache-Control"] = "no-cache"
    return response
