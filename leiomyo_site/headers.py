"""Headers that keep a reader’s device and visit to themselves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class PrivacyHeaders:
    """Django middleware: no sensors, no sharing with other sites."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), browsing-topics=()"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
