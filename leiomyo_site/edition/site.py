"""Every public address and what stands there: the one list that serving, baking and the tests walk."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext

from leiomyo_site.prose.addresses import HOME, lang_prefix, term_path

from .glossary_pages import glossary_index, glossary_path, term_page
from .library import Library, LivePage
from .reading_page import Link, call_card, link, reading_page
from .structured import defined_term, defined_term_set, medical_page

HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """What a public address answers with; `location` is set for a move."""

    status: int
    media_type: str
    body: str
    location: str = ""


def addresses(library: Library) -> Iterator[str]:
    """Yield every public address of a language, each once."""
    for page in library.pages.values():
        yield page.path
    yield glossary_path(library.lang)
    for slug in library.terms:
        yield term_path(slug, library.lang)
    if library.lang == "en":
        yield from ("/sitemap.xml", "/robots.txt")


def answer(path: str, library: Library, *, now: datetime) -> Answer:
    """Return what stands at an address, or the page that helps a family that went wrong."""
    if path == "/sitemap.xml":
        return Answer(200, XML, _sitemap(library))
    if path == "/robots.txt":
        return Answer(200, TEXT, f"User-agent: *\nDisallow: /admin/\n\nSitemap: {settings.SITE_URL}/sitemap.xml\n")
    html = _html(path, library, now=now)
    if html:
        return Answer(200, HTML, html)
    if path in library.moved:
        return Answer(301, HTML, "", location=library.moved[path])
    if path in library.taken_down:
        return Answer(410, HTML, _gone_html(path, library))
    if not path.endswith("/") and _html(f"{path}/", library, now=now):
        return Answer(301, HTML, "", location=f"{path}/")
    return Answer(404, HTML, _not_found_html(library))


def _html(path: str, library: Library, *, now: datetime) -> str:
    """Return the HTML at an address, empty if nothing stands there."""
    if path == glossary_path(library.lang):
        return _glossary_html(library)
    for page in library.pages.values():
        if path == page.path:
            return page_html(page, library, now=now)
    slug = path.removeprefix(glossary_path(library.lang)).rstrip("/")
    if slug in library.terms and path == term_path(slug, library.lang):
        return term_html(slug, library, now=now)
    return ""


def _glossary_html(library: Library) -> str:
    index = glossary_index(library)
    data = defined_term_set(index, library)
    return _show(
        "glossary.html", library, path=index.path, heading=gettext("Words, A to Z"), data=data, context={"index": index}
    )


def term_html(slug: str, library: Library, *, now: datetime) -> str:
    """Return a term’s page."""
    term = term_page(slug, library, now=now)
    data = defined_term(term, library)
    return _show("term.html", library, path=term.path, heading=term.word.name, data=data, context={"term": term})


def page_html(page: LivePage, library: Library, *, now: datetime) -> str:
    """Return a content page, or the home page."""
    view = reading_page(page, library, now=now)
    context: dict[str, Any] = {"page": view}
    template = "page.html"
    if page.slug == HOME:
        template = "home.html"
        scene = library.drawings.get("home-scene", "")
        context |= {"doors": _doors(library), "start": link(_first_page(library)), "scene": scene}
    data = medical_page(view, library)
    return _show(template, library, path=page.path, heading=view.title, data=data, context=context)


def _gone_html(path: str, library: Library) -> str:
    text = library.taken_down[path]
    instead = library.pages.get(text.moved_to)
    context = {"note": text.note, "instead": link(instead) if instead else None, "call": call_card(library)}
    heading = gettext("This page was taken down")
    return _show("gone.html", library, path="", heading=heading, data=None, context=context)


def _not_found_html(library: Library) -> str:
    heading = gettext("This page is not here")
    return _show("not_found.html", library, path="", heading=heading, data=None, context={"call": call_card(library)})


def _first_page(library: Library) -> LivePage:
    """Return the page that a family just told reads first: the first of the first part of the menu."""
    return next(page for page in library.pages.values() if page.slug != HOME)


def _doors(library: Library) -> list[tuple[str, Link]]:
    """Return the doors of the home page: a drawing, and the page behind it."""
    return [
        (
            library.drawings.get(f"door-{section.key}", ""),
            replace(link(library.pages[section.door]), about=section.behind),
        )
        for section in library.sections
        if section.door in library.pages
    ]


def _show(
    template: str,
    library: Library,
    *,
    path: str,
    heading: str,
    data: dict[str, Any] | None,
    context: dict[str, Any],
) -> str:
    """Return a template filled; without `data` the page is one that search engines should pass over."""
    menu = [
        (section, [link(page) for page in library.pages.values() if page.text.section == section.key])
        for section in library.sections
    ]
    around = {
        "lang": library.lang,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "canonical": f"{settings.SITE_URL}{path}",
        "heading": heading,
        "home": Link(lang_prefix(library.lang), settings.SITE_NAME),
        "glossary": glossary_path(library.lang),
        "call_page": link(library.pages["when-to-call"]) if "when-to-call" in library.pages else None,
        "menu": menu,
        "drawings": library.drawings,
        # "<" is the one sign that could end the element that holds it.
        "data": json.dumps(data, ensure_ascii=False).replace("<", "\\u003c") if data else "",
    }
    return render_to_string(template, {**around, **context})


def _sitemap(library: Library) -> str:
    rows = []
    for item in (*(page.publication for page in library.pages.values()), *library.terms.values()):
        path = library.pages[item.slug].path if item.kind == "page" else term_path(item.slug, library.lang)
        rows.append(
            f"<url><loc>{settings.SITE_URL}{path}</loc><lastmod>{item.published_at.date().isoformat()}</lastmod></url>"
        )
    rows.append(f"<url><loc>{settings.SITE_URL}{glossary_path(library.lang)}</loc></url>")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return "\n".join([head, *rows, "</urlset>"]) + "\n"
