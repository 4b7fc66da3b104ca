"""Middleware for everything that Django answers: scheme, size of requests, privacy headers, Brotli."""

from collections.abc import Callable

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from leiomyo_site.security_headers import PRIVACY_HEADERS
from leiomyo_site.server.request_headers import accepts_encoding
from leiomyo_site.url_prefixes import ADMIN_PREFIX

# An image of 20 MB with the form around it; everywhere else only text is sent.
MAX_ADMIN_BODY_BYTES = 22_000_000
MAX_BODY_BYTES = 100_000
# These read the first bytes only, and answer in their own words when there is too much.
LIMIT_THEMSELVES = ("/infobutton/", "/for-clinics/check/")
TOO_LARGE = "This is more than can be sent here. A picture may have 20 MB, and a text a few hundred pages.\n"
# Higher qualities take fifty times as long and save a tenth.
BROTLI_QUALITY = 5
# Smaller bodies fit into one network packet anyway.
MIN_COMPRESSED_BYTES = 500

GetResponse = Callable[[HttpRequest], HttpResponse]


class ForceHttpsSchemeMiddleware:
    """Treats every request as https where SITE_URL is https: a reverse proxy has ended TLS.

    Django then checks forms against the https origin and sends HSTS.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SITE_URL.startswith("https://"):
            request.environ["wsgi.url_scheme"] = "https"  # type: ignore[attr-defined]
        return self._get_response(request)


class RequestBodyLimitMiddleware:
    """Refuses a body that is too large before a byte of it is read, so that nobody fills the disk with uploads.

    A body without a length is never read, as WSGI has it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = MAX_ADMIN_BODY_BYTES if request.path_info.startswith(ADMIN_PREFIX) else MAX_BODY_BYTES
        if _content_length(request) > limit and not request.path_info.startswith(LIMIT_THEMSELVES):
            return HttpResponse(TOO_LARGE, status=413, content_type="text/plain; charset=utf-8")
        return self._get_response(request)


def _content_length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() else 0


class PrivacyHeadersMiddleware:
    """Sets the privacy headers on every response that does not set them itself."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        for name, value in PRIVACY_HEADERS.items():
            response.setdefault(name, value)
        return response


class BrotliMiddleware:
    """Compresses text responses for browsers that accept Brotli; inside GZipMiddleware, which serves the rest."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        is_text = response.get("Content-Type", "").startswith(("text/", "application/"))
        if response.streaming or response.has_header("Content-Encoding") or not is_text:
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if len(response.content) >= MIN_COMPRESSED_BYTES and _accepts_brotli(request):
            _compress(response)
        return response


def _accepts_brotli(request: HttpRequest) -> bool:
    return accepts_encoding(request.headers.get("Accept-Encoding", ""), "br")


def _compress(response: HttpResponse) -> None:
    response.content = brotli.compress(response.content, quality=BROTLI_QUALITY)
    response["Content-Encoding"] = "br"
    response["Content-Length"] = str(len(response.content))
    # Same meaning in other bytes: a strong validator becomes a weak one (RFC 9110, section 8.8.1).
    if response.get("ETag", "").startswith('"'):
        response["ETag"] = "W/" + response["ETag"]
