"""Every public address and what stands there: the one list that serving, baking and the tests walk."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from leiomyo_site.site.content_page import Link, call_card, link, reading_page
from leiomyo_site.site.glossary_page import glossary_index, glossary_path, term_page
from leiomyo_site.site.json_ld import defined_term, defined_term_set, medical_page
from leiomyo_site.site.layout import section_starts, site_view
from leiomyo_site.site.offline import PAGE, WORKER, guide, guide_path, offline_addresses, worker
from leiomyo_site.site.responses import HTML, TEXT, XML, Answer, View
from leiomyo_site.site.security_txt import SECURITY_TXT, has_security_txt, security_txt
from leiomyo_site.site.site_content import Library, LivePage
from leiomyo_site.text.urls import DEFAULT_LANG, HOME, term_path

NOT_FOUND = "/404.html"


def addresses(library: Library) -> Iterator[str]:
    """Yield every address of a language at which families find something, each once."""
    for page in library.pages.values():
        yield page.path
    yield glossary_path(library.lang)
    for slug in library.terms:
        yield term_path(slug, library.lang)
    yield from offline_addresses(library)
    if library.lang == DEFAULT_LANG:
        yield from ("/sitemap.xml", "/robots.txt")
        if has_security_txt(library):
            yield SECURITY_TXT


def left_addresses(library: Library) -> Iterator[str]:
    """Yield every address at which something once stood: moved, or taken down."""
    yield from library.moved
    yield from (path for path in library.taken_down if path not in library.moved)


def answer(path: str, library: Library, *, now: datetime) -> Answer:
    """Return what stands at an address, or the page that helps a family that went wrong."""
    found = _standing(path, library, now=now)
    if found:
        return found
    if path in library.moved:
        return Answer(301, HTML, location=library.moved[path])
    if path in library.taken_down:
        return Answer(410, HTML, _gone(path, library))
    if not path.endswith("/") and _standing(f"{path}/", library, now=now):
        return Answer(301, HTML, location=f"{path}/")
    return Answer(404, HTML, _not_found(library))


def _standing(path: str, library: Library, *, now: datetime) -> Answer | None:
    if path == "/sitemap.xml":
        return Answer(200, XML, _sitemap(library))
    if path == "/robots.txt":
        # Nobody shall meet survival numbers in the results of a search.
        closed = "".join(f"Disallow: {path}\n" for path in ("/admin/", "/packet/", "/h/*numbers.pdf"))
        return Answer(200, TEXT, f"User-agent: *\n{closed}\nSitemap: {settings.SITE_URL}/sitemap.xml\n")
    if path == SECURITY_TXT and has_security_txt(library):
        return Answer(200, TEXT, security_txt(library))
    if path == guide_path(library.lang):
        return guide(library)
    if path == WORKER:
        return worker()
    if path == PAGE:
        return Answer(200, HTML, _without_signal(library))
    if path == glossary_path(library.lang):
        return Answer(200, HTML, _glossary(library))
    if page := library.by_path.get(path):
        made_from = (f"{page.publication.code}.{page.publication.number}", *library.numbers(page.html.terms))
        return Answer(200, HTML, page_view(page, library, now=now), made_from=made_from)
    slug = path.removeprefix(glossary_path(library.lang)).rstrip("/")
    if slug in library.terms and path == term_path(slug, library.lang):
        return Answer(200, HTML, term_view(slug, library, now=now), made_from=tuple(library.numbers([slug])))
    return None


def _glossary(library: Library) -> View:
    index = glossary_index(library)
    data = defined_term_set(index, library)
    return site_view(
        "glossary.html", library, path=index.path, heading=gettext("Words, A to Z"), data=data, index=index
    )


def term_view(slug: str, library: Library, *, now: datetime) -> View:
    """Return a term’s page."""
    term = term_page(slug, library, now=now)
    data = defined_term(term, library)
    return site_view("term.html", library, path=term.path, heading=term.word.name, data=data, term=term)


def page_view(page: LivePage, library: Library, *, now: datetime) -> View:
    """Return a content page, or the home page."""
    view = reading_page(page, library, now=now)
    context: dict[str, Any] = {"page": view}
    template = "page.html"
    if page.slug == HOME:
        template = "home.html"
        scene = library.drawings.get("home-scene", "")
        context |= {"doors": _doors(library), "start": link(_first_page(library)), "scene": scene}
    data = medical_page(view, library)
    return site_view(template, library, path=page.path, heading=view.title, data=data, **context)


def _gone(path: str, library: Library) -> View:
    text = library.taken_down[path]
    instead = library.pages.get(text.moved_to)
    heading = gettext("This page was taken down")
    shown = {"note": text.note, "instead": link(instead) if instead else None, "call": call_card(library)}
    return site_view("gone.html", library, path="", heading=heading, data=None, **shown)


def _not_found(library: Library) -> View:
    heading = gettext("This page is not here")
    shown = {"section_starts": section_starts(library), "call": call_card(library)}
    return site_view("not_found.html", library, path="", heading=heading, data=None, **shown)


def _without_signal(library: Library) -> View:
    heading = gettext("Reading without a signal")
    return site_view("offline.html", library, path="", heading=heading, data=None, call=call_card(library))


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
