"""Every public address and what stands there: the one list that serving, baking and the tests walk."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext

from leiomyo_site.prose.addresses import HOME, lang_prefix, term_path

from .glossary_pages import glossary_index, glossary_path, term_page
from .library import Library
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
    if not path.endswith("/") and _html(f"{path}/", library, now=now):
        return Answer(301, HTML, "", location=f"{path}/")
    return Answer(404, HTML, _show("not_found.html", library, path="", is_public=False, call=call_card(library)))


def _html(path: str, library: Library, *, now: datetime) -> str:
    """Return the HTML at an address, empty if nothing stands there."""
    prefix = lang_prefix(library.lang)
    if not (path.startswith(prefix) and path.endswith("/")):
        return ""
    slug = path.removeprefix(prefix).rstrip("/") or HOME
    if path == glossary_path(library.lang):
        index = glossary_index(library)
        return _show(
            "glossary.html",
            library,
            path=path,
            heading=gettext("Words, A to Z"),
            index=index,
            data=defined_term_set(index, library),
        )
    term = slug.removeprefix("glossary/")
    if term != slug and path == term_path(term, library.lang) and term in library.terms:
        shown = term_page(term, library, now=now)
        return _show(
            "term.html", library, path=path, heading=shown.word.name, term=shown, data=defined_term(shown, library)
        )
    page = library.pages.get(slug)
    if not page or page.path != path:
        return ""
    view = reading_page(page, library, now=now)
    extra: dict[str, Any] = {"page": view, "heading": view.title, "data": medical_page(view, library)}
    if slug == HOME:
        extra["scene"] = library.drawings.get("home-scene", "")
        return _show(
            "home.html",
            library,
            path=path,
            doors=_doors(library),
            start=link(next(iter(list(library.pages.values())[1:]), page)),
            **extra,
        )
    return _show("page.html", library, path=path, **extra)


def _doors(library: Library) -> list[dict[str, Any]]:
    """Return the doors of the home page: a drawing and the page behind it."""
    return [
        {"drawing": library.drawings.get(f"door-{section.key}", ""), "link": link(library.pages[section.door])}
        for section in library.sections
        if section.door in library.pages
    ]


def _show(template: str, library: Library, *, path: str, data: dict[str, Any] | None = None, **context: Any) -> str:
    menu = [
        (section, [link(page) for page in library.pages.values() if page.text.section == section.key])
        for section in library.sections
    ]
    return render_to_string(
        template,
        {
            "lang": library.lang,
            "site_name": settings.SITE_NAME,
            "canonical": f"{settings.SITE_URL}{path}",
            "site_url": settings.SITE_URL,
            "is_public": True,
            "home": Link(lang_prefix(library.lang), settings.SITE_NAME),
            "glossary": glossary_path(library.lang),
            "call_page": link(library.pages["when-to-call"]) if "when-to-call" in library.pages else None,
            "menu": menu,
            "drawings": library.drawings,
            "data": json.dumps(data, ensure_ascii=False).replace("<", "\\u003c") if data else "",
            **context,
        },
    )


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
