"""The same pages by Django itself, to compare: made for each request, or kept by cache_page."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leiomyo_site.settings")

import django
from django.core.handlers.wsgi import WSGIHandler

django.setup()

from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import re_path  # noqa: E402
from django.views.decorators.cache import cache_page  # noqa: E402

from leiomyo_site.editions.views import public_page  # noqa: E402


def _keepable(request: HttpRequest) -> HttpResponse:
    """Answer as the site does, but let Django keep it: `no-cache` means to Django that it may not."""
    response = public_page(request)
    del response["Cache-Control"]
    return response


class _Kept(WSGIHandler):
    """Django with the addresses of this module."""

    def get_response(self, request: Any) -> Any:
        request.urlconf = __name__
        return super().get_response(request)


urlpatterns = [re_path("", cache_page(3600)(_keepable))]
plain = WSGIHandler()
cached = _Kept()
