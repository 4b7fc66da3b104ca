"""From which address a sign-in comes, behind trusted proxies, and whether administration is open to it."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """Return the address that the outermost of our own front servers saw; nothing a client writes is believed."""
    passed_on = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.TRUSTED_PROXY_COUNT and len(passed_on) >= settings.TRUSTED_PROXY_COUNT:
        return passed_on[-settings.TRUSTED_PROXY_COUNT]
    return str(request.META.get("REMOTE_ADDR", ""))


def is_admin_allowed(request: HttpRequest) -> bool:
    """Does a request come from a network that ADMIN_ALLOWED_NETWORKS names? All do where it names none."""
    if not settings.ADMIN_ALLOWED_NETWORKS:
        return True
    try:
        address = ipaddress.ip_address(client_ip(request))
    except ValueError:
        return False
    # A server that listens on both kinds of address sees the old kind written as the new one.
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in settings.ADMIN_ALLOWED_NETWORKS)
