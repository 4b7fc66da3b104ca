"""Where each text stands on the public site. Once issued, an address answers for ever."""

import re

HOME = "home"
DEFAULT_LANG = "en"
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*")
# First parts of addresses that mean something else; a test holds them against the routes that there are.
RESERVED_SLUGS = frozenset(
    "admin for-clinics glossary h healthz infobutton media offline packet search shared static".split()
)
# The addresses of another language begin with its code.
LANGUAGE_CODE = re.compile(r"[a-z]{2}")
MAX_SLUG_LENGTH = 120


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


def check_slug(slug: str, *, is_term: bool = False) -> None:
    """Check that a slug can be a public address; that of a term is one part, and stands below the glossary.

    >>> check_slug("treatment/surgery"), check_slug("search", is_term=True)
    (None, None)

    Raises:
        SlugError: it has other signs than a-z, 0-9 and hyphens, is too long, or begins with a part that is taken.
    """
    example = "side-effect" if is_term else "treatment/surgery"
    if not SLUG.fullmatch(slug) or (is_term and "/" in slug):
        raise SlugError(f"“{slug}” cannot be an address: use a-z, 0-9 and hyphens, such as {example}")
    if len(slug) > MAX_SLUG_LENGTH:
        raise SlugError(f"“{slug}” cannot be an address: use at most {MAX_SLUG_LENGTH} signs")
    first = slug.split("/")[0]
    if not is_term and (first in RESERVED_SLUGS or LANGUAGE_CODE.fullmatch(first)):
        raise SlugError(f"“{slug}” cannot be an address: “{first}” is used for something else")
