"""The reading site for Django: looks an address up and passes it on."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from leiomyo_site.prose.addresses import DEFAULT_LANG

from . import site
from .library import library


@require_safe
def read(request: HttpRequest) -> HttpResponse:
    """Answer a reader. Nothing about the reader is looked at but the address."""
    found = site.answer(request.path, library(DEFAULT_LANG), now=timezone.now())
    response = HttpResponse(found.body, status=found.status, content_type=found.media_type)
    if found.location:
        response["Location"] = found.location
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Say whether families can read: 200 with the number of live pages, else 503."""
    pages = len(library(DEFAULT_LANG).pages)
    return JsonResponse({"ok": bool(pages), "pages": pages}, status=200 if pages else 503)
