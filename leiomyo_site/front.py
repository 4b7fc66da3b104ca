"""What stands before everything else that Django answers: the scheme of our address, and how much may be sent to us."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .edition.dynamic import DESK

# A picture of 20 MB with the form around it; everybody else writes words.
MOST_BYTES_AT_THE_DESK = 22_000_000
MOST_BYTES_ELSEWHERE = 100_000
# These look at the first bytes only, and say in their own words what is too much.
READ_LITTLE = ("/infobutton/", "/for-clinics/check/")
TOO_LARGE = "This is more than can be sent here. A picture may have 20 MB, and a text a few hundred pages.\n"

Answer = Callable[[HttpRequest], HttpResponse]


class OurScheme:
    """The site has one address, SITE_URL; with https in it, a server in front has decoded every request.

    Django then knows a request as secure: it checks forms against the https address and sends HSTS.
    """

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SITE_URL.startswith("https://"):
            request.environ["wsgi.url_scheme"] = "https"  # type: ignore[attr-defined]
        return self._get_response(request)


class BodyLimit:
    """Refuses a body that is too large before a byte of it is read: nobody fills the disk with uploads.

    A body without a length is not read at all, as WSGI has it.
    """

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        most = MOST_BYTES_AT_THE_DESK if request.path_info.startswith(DESK) else MOST_BYTES_ELSEWHERE
        if _length(request) > most and not request.path_info.startswith(READ_LITTLE):
            return HttpResponse(TOO_LARGE, status=413, content_type="text/plain; charset=utf-8")
        return self._get_response(request)


def _length(request: HttpRequest) -> int:
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if given.isascii() and given.isdigit() else 0
