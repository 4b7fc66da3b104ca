"""Where to write about a hole in security: /.well-known/security.txt, as RFC 9116 has it."""

from datetime import timedelta

from django.conf import settings

from leiomyo_site.site.site_content import SiteContent
from leiomyo_site.text.urls import DEFAULT_LANG

SECURITY_TXT = "/.well-known/security.txt"
# RFC 9116 wants less than a year.
VALID_FOR = timedelta(days=364)


def has_security_txt(site: SiteContent) -> bool:
    """Is there somebody to be told, and a text to count the days from?"""
    return bool(settings.SECURITY_CONTACT and (site.pages or site.terms))


def security_txt(site: SiteContent) -> str:
    """Return who is to be told.

    It runs out 364 days after the newest publication: made from publications alone, two bakes of them are the same, and
    a site that nobody has touched for a year does not go on promising that somebody reads what is sent.
    """
    texts = (*(page.publication for page in site.pages.values()), *site.terms.values())
    until = max(text.published_at for text in texts) + VALID_FOR
    rows = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until:%Y-%m-%dT00:00:00Z}",
        f"Preferred-Languages: {DEFAULT_LANG}",
        f"Canonical: {settings.SITE_URL}{SECURITY_TXT}",
    )
    return "\n".join(rows) + "\n"
