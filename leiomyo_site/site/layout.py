"""The layout around every page: header, menu and footer, and the data that search engines read."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info

from leiomyo_site.site.content_page import Link, call_card
from leiomyo_site.site.glossary_page import glossary_path
from leiomyo_site.site.offline import guide_path
from leiomyo_site.site.responses import View
from leiomyo_site.site.site_content import Library, Section, library
from leiomyo_site.text.urls import DEFAULT_LANG, lang_prefix


def search_path(lang: str) -> str:
    """Return where one searches."""
    return f"{lang_prefix(lang)}search/"


def framed(template: str, *, heading: str, context: Mapping[str, Any], lang: str = DEFAULT_LANG) -> str:
    """Return a page of another room in the site’s frame, with the call card; search engines pass over it."""
    shelf = library(lang)
    return tool_view(template, shelf, heading=heading, call=call_card(shelf), **context).html()


def tool_view(template: str, library: Library, *, heading: str, **shown: Any) -> View:
    """Return a page to work with in the site’s frame; search engines pass over it."""
    return site_view(template, library, path="", heading=heading, data=None, **shown)


def chrome(library: Library) -> Mapping[str, Any]:
    """Return what stands around every page of a language: titles only, so that other words change no other page."""
    call_page = library.pages.get("when-to-call")
    shared = {
        "lang": library.lang,
        "language": get_language_info(library.lang)["name_local"],
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "home": Link(lang_prefix(library.lang), settings.SITE_NAME),
        "glossary": glossary_path(library.lang),
        "search": search_path(library.lang),
        "guide": guide_path(library.lang),
        "call_page": Link(call_page.path, call_page.text.title) if call_page else None,
        "brand": library.drawings.get("brand", ""),
    }
    return {
        **shared,
        "header": mark_safe(render_to_string("components/header.html", shared)),
        "footer": mark_safe(render_to_string("components/footer.html", {**shared, "menu": _menu(library)})),
    }


def _menu(library: Library) -> list[tuple[Section, list[Link]]]:
    """Return every part of the menu with the pages in it."""
    return [
        (section, [Link(p.path, p.text.title) for p in library.pages.values() if p.text.section == section.key])
        for section in library.sections
    ]


def section_starts(library: Library) -> list[tuple[str, Link]]:
    """Return the name and the first page of each part of the menu that the home page leads to."""
    return [(section.name, links[0]) for section, links in _menu(library) if links and section.door]


def site_view(
    template: str, library: Library, *, path: str, heading: str, data: dict[str, Any] | None, **shown: Any
) -> View:
    """Return a page to be made; without `data` it is one that search engines should pass over."""
    own = {
        "canonical": f"{settings.SITE_URL}{path}",
        "heading": heading,
        # "<" is the one sign that could end the element that holds it.
        "data": json.dumps(data, ensure_ascii=False).replace("<", "\\u003c") if data else "",
        **shown,
    }
    shared, key = library.once("chrome", lambda: _with_key(chrome(library)))
    return View(template, own, shared, key)


def _with_key(shared: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    return shared, hashlib.sha256(repr(shared).encode()).hexdigest()
