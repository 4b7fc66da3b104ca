"""Where each text stands on the public site. Once issued, an address answers for ever."""

import re

HOME = "home"
DEFAULT_LANG = "en"
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*")
# First parts of addresses that mean something else; no page may take them.
RESERVED_SLUGS = frozenset(
    "admin glossary search h for-clinics packet infobutton static media sitemap.xml robots.txt feed.xml healthz".split()
)


class SlugError(ValueError):
    """A slug cannot be an address; says why."""


def lang_prefix(lang: str) -> str:
    """Return what every address in a language begins with.

    >>> lang_prefix("en"), lang_prefix("es")
    ('/', '/es/')
    """
    return "/" if lang == DEFAULT_LANG else f"/{lang}/"


def page_path(slug: str, lang: str = DEFAULT_LANG) -> str:
    """Return the public path of a page.

    >>> page_path("treatment/surgery"), page_path("home"), page_path("outlook", "es")
    ('/treatment/surgery/', '/', '/es/outlook/')
    """
    return lang_prefix(lang) + ("" if slug == HOME else f"{slug}/")


def term_path(slug: str, lang: str = DEFAULT_LANG) -> str:
    """Return the public path of a glossary term.

    >>> term_path("biopsy")
    '/glossary/biopsy/'
    """
    return f"{lang_prefix(lang)}glossary/{slug}/"


def check_slug(slug: str) -> None:
    """Check that a slug can be a public address.

    Raises:
        SlugError: it has other signs than a-z, 0-9 and hyphens, or begins with a part that is taken.
    """
    if not SLUG.fullmatch(slug) or len(slug) > 120:
        raise SlugError(f"“{slug}” cannot be an address: use a-z, 0-9 and hyphens, such as treatment/surgery")
    if slug.split("/")[0] in RESERVED_SLUGS:
        raise SlugError(f"“{slug}” cannot be an address: “{slug.split('/')[0]}” is used for something else")


def check_term_slug(slug: str) -> None:
    """Check that a slug can be the last part of the address of a term.

    Raises:
        SlugError: it has other signs than a-z, 0-9 and hyphens.
    """
    if "/" in slug or not SLUG.fullmatch(slug) or len(slug) > 120:
        raise SlugError(f"“{slug}” cannot be an address: use a-z, 0-9 and hyphens, such as side-effect")
