"""The headers that families' answers carry: the same whether Django or the reader sends them (a test holds it)."""

from django.conf import settings

from leiomyo_site.security_headers import PRIVACY_HEADERS
from leiomyo_site.site.responses import SiteResponse

HASHED_NAME_PREFIXES = ("/static/", "/media/")
IMMUTABLE = "public, max-age=31536000, immutable"


def response_headers(path: str, made: SiteResponse) -> tuple[tuple[str, str], ...]:
    """Return the headers of one address, all but those about its encoding."""
    forever = path.startswith(HASHED_NAME_PREFIXES)
    headers = [
        ("Content-Type", made.media_type),
        ("Cache-Control", IMMUTABLE if forever else "no-cache"),
        *security_headers(),
        *made.headers,
    ]
    if made.location:
        headers.append(("Location", made.location))
    if made.status == 410:
        headers.append(("X-Robots-Tag", "noindex"))
    return tuple(headers)


def security_headers() -> list[tuple[str, str]]:
    """Return the headers that every answer carries."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    policy = "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())
    headers = [
        ("Content-Security-Policy", policy),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
        ("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", settings.X_FRAME_OPTIONS),
        *PRIVACY_HEADERS.items(),
    ]
    if settings.SECURE_HSTS_SECONDS:
        headers.append(("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}"))
    return headers
