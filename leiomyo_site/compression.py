"""Brotli for browsers that take it; a page weighs about a tenth less than with gzip."""

from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

# Higher qualities take fifty times as long for a tenth less.
QUALITY = 5
WORTHWHILE_BYTES = 500


class Brotli:
    """Django middleware: compresses text answers; stands inside GZipMiddleware, which serves the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        kind = response.get("Content-Type", "")
        if (
            response.streaming
            or response.has_header("Content-Encoding")
            or not kind.startswith(("text/", "application/"))
        ):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        taken = {part.strip().split(";")[0] for part in request.headers.get("Accept-Encoding", "").split(",")}
        refused = "br;q=0" in request.headers.get("Accept-Encoding", "").replace(" ", "")
        if "br" in taken and not refused and len(response.content) >= WORTHWHILE_BYTES:
            response.content = brotli.compress(response.content, quality=QUALITY)
            response["Content-Encoding"] = "br"
            # Another form of the same words: equal in meaning, not in bytes.
            if response.get("ETag", "").startswith('"'):
                response["ETag"] = "W/" + response["ETag"]
            response["Content-Length"] = str(len(response.content))
        return response
