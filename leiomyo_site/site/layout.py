"""The layout around every page: header, menu and footer, and the data that search engines read."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info

from leiomyo_site.site.call_menu import call_menu
from leiomyo_site.site.content_page import Link, emergency_card, page_sheets
from leiomyo_site.site.glossary_page import glossary_path
from leiomyo_site.site.offline import precache_manifest_path
from leiomyo_site.site.responses import Layout, LazyBody, template_body
from leiomyo_site.site.site_content import Section, SiteContent, clinic, condition, load_site_content
from leiomyo_site.text.condition import in_language
from leiomyo_site.text.urls import DEFAULT_LANG, lang_prefix


def search_path(lang: str) -> str:
    """Return where one searches."""
    return f"{lang_prefix(lang)}search/"


def render_in_layout(template: str, *, heading: str, context: Mapping[str, Any], lang: str = DEFAULT_LANG) -> str:
    """Render a page of another package in the layout of the site, with the emergency card; it is not indexed."""
    site = load_site_content(lang)
    return utility_page(template, site, heading=heading, call=emergency_card(site), **context).make()


def utility_page(template: str, site: SiteContent, *, heading: str, **shown: Any) -> LazyBody[str]:
    """Return a page in the layout of the site that search engines do not index."""
    return site_page(template, site, path="", heading=heading, data=None, **shown)


def layout(site: SiteContent) -> Layout:
    """Return what all pages of a language share: of other pages only the titles, since each change touches all."""
    return site.once("layout", lambda: Layout(_layout_context(site)))


def _layout_context(site: SiteContent) -> Mapping[str, Any]:
    about = condition()
    call_page = site.pages.get(about.call_page)
    shared = {
        "lang": site.lang,
        "language": get_language_info(site.lang)["name_local"],
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "home": Link(lang_prefix(site.lang), settings.SITE_NAME),
        "glossary": glossary_path(site.lang),
        "search": search_path(site.lang),
        "guide": precache_manifest_path(site.lang),
        "call_page": Link(call_page.path, call_page.content.title) if call_page else None,
        "sheets": page_sheets(call_page) if call_page else (),
        "tagline": in_language(about.tagline, site.lang),
        "brand": site.drawings.get(about.diagrams.header, ""),
    }
    headers = {
        name: mark_safe(render_to_string("components/header.html", {**shared, "calls": calls}))
        for name, calls in (
            ("header", call_menu(clinic())),
            ("hospice_header", call_menu(clinic(hospice_first=True), hospice_first=True)),
        )
    }
    return {
        **shared,
        **headers,
        "footer": mark_safe(render_to_string("components/footer.html", {**shared, "menu": _menu(site)})),
    }


def _menu(site: SiteContent) -> list[tuple[Section, list[Link]]]:
    """Return every part of the menu with the pages in it."""
    return [
        (section, [Link(p.path, p.content.title) for p in site.pages.values() if p.content.section == section.key])
        for section in site.sections
    ]


def section_starts(site: SiteContent) -> list[tuple[str, Link]]:
    """Return the name and the first page of each part of the menu that the home page leads to."""
    return [(section.name, links[0]) for section, links in _menu(site) if links and section.card_page]


def site_page(
    template: str, site: SiteContent, *, path: str, heading: str, data: dict[str, Any] | None, **shown: Any
) -> LazyBody[str]:
    """Return a page in the layout of the site; without structured `data` search engines do not index it."""
    own = {
        "canonical": f"{settings.SITE_URL}{path}",
        "heading": heading,
        # "<" is the one sign that could end the element that holds it.
        "data": json.dumps(data, ensure_ascii=False).replace("<", "\\u003c") if data else "",
        **shown,
    }
    return template_body(template, own, layout(site))
