"""The URLs that Django answers. Imports no Django, since the server imports this."""

ADMIN_PREFIX = "/admin/"
# Everything else is answered from the edition alone.
DJANGO_PREFIXES = (
    ADMIN_PREFIX,
    "/shared/",
    "/static/",
    "/media/",
    "/infobutton/",
    "/search/suggest",
    "/for-clinics/check/",
    "/packet/",
    # As a QR code says it.
    "/PACKET/",
)
# Answered from the edition too, unless something is asked of them.
SEARCH_SUFFIX = "/search/"
