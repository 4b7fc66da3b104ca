"""Headers that keep a reader’s device and visit to themselves. Imports no Django: the reader uses them too."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# No sensors, no sharing with other sites.
PRIVACY = {
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# What the reader sends until an edition says which headers the site sends; whether it has https is not known before.
BEFORE_ANY_EDITION = (
    ("Content-Security-Policy", "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    *PRIVACY.items(),
)


class PrivacyHeaders:
    """Django middleware: sets them on every answer that does not say otherwise itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        for name, value in PRIVACY.items():
            response.setdefault(name, value)
        return response
