"""Every public URL and its response: the one list that serving, baking and the tests use."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from leiomyo_site.site.content_page import Link, content_page_context, emergency_card, page_link
from leiomyo_site.site.glossary_page import glossary_index_context, glossary_path, term_page_context
from leiomyo_site.site.json_ld import defined_term, defined_term_set, medical_page
from leiomyo_site.site.layout import section_starts, site_page
from leiomyo_site.site.offline import (
    OFFLINE_PAGE,
    SERVICE_WORKER,
    offline_paths,
    precache_manifest,
    precache_manifest_path,
    service_worker,
)
from leiomyo_site.site.responses import HTML, TEXT, XML, LazyBody, SiteResponse
from leiomyo_site.site.security_txt import SECURITY_TXT, has_security_txt, security_txt
from leiomyo_site.site.site_content import LivePage, SiteContent, condition
from leiomyo_site.text.urls import DEFAULT_LANG, HOME, term_path

NOT_FOUND = "/404.html"


def live_paths(site: SiteContent) -> Iterator[str]:
    """Yield every live URL path of a language, each once."""
    for page in site.pages.values():
        yield page.path
    yield glossary_path(site.lang)
    for slug in site.terms:
        yield term_path(slug, site.lang)
    yield from offline_paths(site)
    if site.lang == DEFAULT_LANG:
        yield from ("/sitemap.xml", "/robots.txt")
        if has_security_txt(site):
            yield SECURITY_TXT


def retired_paths(site: SiteContent) -> Iterator[str]:
    """Yield every URL path of a document that has moved or was withdrawn."""
    yield from site.redirects
    yield from (path for path in site.withdrawn if path not in site.redirects)


def respond(path: str, site: SiteContent, *, now: datetime) -> SiteResponse:
    """Return the response at a path: a page, a redirect, a withdrawal (410) or a page of help (404)."""
    found = _live_response(path, site, now=now)
    if found:
        return found
    if path in site.redirects:
        return SiteResponse(301, HTML, location=site.redirects[path])
    if path in site.withdrawn:
        return SiteResponse(410, HTML, _gone(path, site))
    if not path.endswith("/") and _live_response(f"{path}/", site, now=now):
        return SiteResponse(301, HTML, location=f"{path}/")
    return SiteResponse(404, HTML, _not_found(site))


def _live_response(path: str, site: SiteContent, *, now: datetime) -> SiteResponse | None:
    if path == "/sitemap.xml":
        return SiteResponse(200, XML, _sitemap(site))
    if path == "/robots.txt":
        # Nobody shall meet survival numbers in the results of a search.
        closed = "".join(f"Disallow: {path}\n" for path in ("/admin/", "/packet/", "/h/*numbers.pdf"))
        return SiteResponse(200, TEXT, f"User-agent: *\n{closed}\nSitemap: {settings.SITE_URL}/sitemap.xml\n")
    if path == SECURITY_TXT and has_security_txt(site):
        return SiteResponse(200, TEXT, security_txt(site))
    if path == precache_manifest_path(site.lang):
        return precache_manifest(site)
    if path == SERVICE_WORKER:
        return service_worker()
    if path == OFFLINE_PAGE:
        return SiteResponse(200, HTML, _offline_page(site))
    if path == glossary_path(site.lang):
        return SiteResponse(200, HTML, _glossary(site))
    if page := site.by_path.get(path):
        made_from = (f"{page.publication.code}.{page.publication.number}", *site.term_versions(page.html.terms))
        view = content_page(page, site, now=now)
        return SiteResponse(200, HTML, view, source_versions=made_from, checked=page.publication.checked)
    slug = path.removeprefix(glossary_path(site.lang)).rstrip("/")
    if slug in site.terms and path == term_path(slug, site.lang):
        view, made_from = term_page(slug, site, now=now), tuple(site.term_versions([slug]))
        return SiteResponse(200, HTML, view, source_versions=made_from, checked=site.terms[slug].checked)
    return None


def _glossary(site: SiteContent) -> LazyBody[str]:
    index = glossary_index_context(site)
    data = defined_term_set(index, site)
    return site_page("glossary.html", site, path=index.path, heading=gettext("Words, A to Z"), data=data, index=index)


def term_page(slug: str, site: SiteContent, *, now: datetime) -> LazyBody[str]:
    """Return a term’s page."""
    term = term_page_context(slug, site, now=now)
    data = defined_term(term, site)
    return site_page("term.html", site, path=term.path, heading=term.word.name, data=data, term=term)


def content_page(page: LivePage, site: SiteContent, *, now: datetime) -> LazyBody[str]:
    """Return a content page, or the home page."""
    view = content_page_context(page, site, now=now)
    context: dict[str, Any] = {"page": view}
    template = "page.html"
    if page.slug == HOME:
        template = "home.html"
        scene = site.drawings.get(condition().diagrams.home, "")
        context |= {"doors": _section_cards(site), "start": page_link(_first_page(site)), "scene": scene}
    data = medical_page(view, site)
    return site_page(template, site, path=page.path, heading=view.content.title, data=data, **context)


def _gone(path: str, site: SiteContent) -> LazyBody[str]:
    text = site.withdrawn[path]
    instead = site.pages.get(text.moved_to)
    heading = gettext("This page was taken down")
    shown = {"note": text.note, "instead": page_link(instead) if instead else None, "call": emergency_card(site)}
    return site_page("gone.html", site, path="", heading=heading, data=None, **shown)


def _not_found(site: SiteContent) -> LazyBody[str]:
    heading = gettext("This page is not here")
    shown = {"section_starts": section_starts(site), "call": emergency_card(site)}
    return site_page("not_found.html", site, path="", heading=heading, data=None, **shown)


def _offline_page(site: SiteContent) -> LazyBody[str]:
    heading = gettext("Reading without a signal")
    return site_page("offline.html", site, path="", heading=heading, data=None, call=emergency_card(site))


def _first_page(site: SiteContent) -> LivePage:
    """Return the page that a family just told reads first: the first of the first part of the menu."""
    return next(page for page in site.pages.values() if page.slug != HOME)


def _section_cards(site: SiteContent) -> list[tuple[str, Link]]:
    """Return the doors of the home page: a drawing, and the page behind it."""
    drawings = condition().diagrams.sections
    return [
        (
            site.drawings.get(drawings.get(section.key, ""), ""),
            replace(page_link(site.pages[section.card_page]), about=section.card_summary),
        )
        for section in site.sections
        if section.card_page in site.pages
    ]


def _sitemap(site: SiteContent) -> str:
    rows = []
    for item in (*(page.publication for page in site.pages.values()), *site.terms.values()):
        path = site.pages[item.slug].path if item.kind == "page" else term_path(item.slug, site.lang)
        rows.append(
            f"<url><loc>{settings.SITE_URL}{path}</loc><lastmod>{timezone.localdate(item.published_at).isoformat()}</lastmod></url>"
        )
    rows.append(f"<url><loc>{settings.SITE_URL}{glossary_path(site.lang)}</loc></url>")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return "\n".join([head, *rows, "</urlset>"]) + "\n"
