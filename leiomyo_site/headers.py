"""Headers that keep a reader’s device and visit to themselves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# No sensors, no sharing with other sites.
PRIVACY = {
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class PrivacyHeaders:
    """Django middleware: sets them on every answer that does not say otherwise itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        for name, value in PRIVACY.items():
            response.setdefault(name, value)
        return response
