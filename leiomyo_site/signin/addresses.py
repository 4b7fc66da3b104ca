"""From which address a sign-in comes, when front servers stand between."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address that the outermost of our own front servers saw; nothing a client writes is believed."""
    passed_on = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.FRONT_SERVERS and len(passed_on) >= settings.FRONT_SERVERS:
        return passed_on[-settings.FRONT_SERVERS]
    return str(request.META.get("REMOTE_ADDR", ""))
