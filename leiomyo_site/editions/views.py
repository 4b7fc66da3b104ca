"""The reading site by Django itself: for tests, for measuring, and before the first edition is made."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from leiomyo_site.editorial import selectors
from leiomyo_site.handouts.pdf_responses import pdf_responses
from leiomyo_site.handouts.responses import handout_response
from leiomyo_site.permalinks.code_normalization import canonical_path
from leiomyo_site.search.responses import search_responses
from leiomyo_site.site import routes
from leiomyo_site.site.site_content import load_site_content
from leiomyo_site.text.urls import DEFAULT_LANG


@require_safe
def public_page(request: HttpRequest) -> HttpResponse:
    """Answer a reader. Nothing about the reader is looked at but the address."""
    now = timezone.now()
    found = routes.respond(request.path, load_site_content(DEFAULT_LANG), now=now)
    if found.status == 404:
        sites = [load_site_content(lang) for lang in selectors.languages()]
        papers = pdf_responses(sites, now=now)
        searches = search_responses(load_site_content(DEFAULT_LANG))
        found = (
            searches.get(request.path)
            or papers.get(canonical_path(request.path) or "")
            or handout_response(request.path, sites, now=now)
            or found
        )
    response = HttpResponse(found.body_bytes(), status=found.status, content_type=found.media_type)
    if found.location:
        response["Location"] = found.location
    for name, value in found.headers:
        response[name] = value
    response["Cache-Control"] = "no-cache"
    return response
