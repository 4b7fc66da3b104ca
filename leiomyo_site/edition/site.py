"""Every public address and what stands there: the one list that serving, baking and the tests walk."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info, gettext

from leiomyo_site.prose.addresses import DEFAULT_LANG, HOME, lang_prefix, term_path
from leiomyo_site.search.indexing import static_index

from .answers import HTML, JSON, TEXT, XML, Answer, Later, View
from .glossary_pages import glossary_index, glossary_path, term_page
from .library import Library, LivePage, Section, library
from .offline import PAGE, WORKER, guide, guide_path, offline_addresses, worker
from .reading_page import Link, call_card, link, reading_page
from .search_entries import language_file, search_entries
from .security_txt import SECURITY_TXT, has_security_txt, security_txt
from .structured import defined_term, defined_term_set, medical_page

NOT_FOUND = "/404.html"


def addresses(library: Library) -> Iterator[str]:
    """Yield every address of a language at which families find something, each once."""
    for page in library.pages.values():
        yield page.path
    yield glossary_path(library.lang)
    for slug in library.terms:
        yield term_path(slug, library.lang)
    yield from (search_path(library.lang), f"{search_path(library.lang)}index.json")
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
    if path == f"{search_path(library.lang)}index.json":
        return Answer(200, JSON, _search_index(library))
    if path == guide_path(library.lang):
        return guide(library)
    if path == WORKER:
        return worker()
    if path == PAGE:
        return Answer(200, HTML, _without_signal(library))
    if path == search_path(library.lang):
        return Answer(200, HTML, search_view(library))
    if path == glossary_path(library.lang):
        return Answer(200, HTML, _glossary(library))
    if page := library.by_path.get(path):
        made_from = (f"{page.publication.code}.{page.publication.number}", *library.numbers(page.html.terms))
        return Answer(200, HTML, page_view(page, library, now=now), made_from=made_from)
    slug = path.removeprefix(glossary_path(library.lang)).rstrip("/")
    if slug in library.terms and path == term_path(slug, library.lang):
        return Answer(200, HTML, term_view(slug, library, now=now), made_from=tuple(library.numbers([slug])))
    return None


def search_path(lang: str) -> str:
    """Return where one searches."""
    return f"{lang_prefix(lang)}search/"


def _search_index(library: Library) -> Later:
    """Return the index that a browser searches."""
    entries, language = search_entries(library), language_file(library.lang)
    made_of = [entry.digest for entry in entries], language.read_bytes() if language.exists() else b""
    remember = library.remember_of_code
    make = partial(static_index, entries, lang=library.lang, language=language, remember=remember)
    return Later(hashlib.sha256(repr(made_of).encode()).hexdigest(), make)


def search_view(library: Library) -> View:
    """Return the search page before anything is asked; the search room, or the script, puts answers into it."""
    heading = gettext("Search")
    texts = (*(page.publication for page in library.pages.values()), *library.terms.values())
    given = {
        "section_starts": _section_starts(library),
        "call": call_card(library),
        "is_checked": all(text.checked_by for text in texts),
    }
    return _view("search.html", library, path="", heading=heading, data=None, **given)


def _glossary(library: Library) -> View:
    index = glossary_index(library)
    data = defined_term_set(index, library)
    return _view("glossary.html", library, path=index.path, heading=gettext("Words, A to Z"), data=data, index=index)


def term_view(slug: str, library: Library, *, now: datetime) -> View:
    """Return a term’s page."""
    term = term_page(slug, library, now=now)
    data = defined_term(term, library)
    return _view("term.html", library, path=term.path, heading=term.word.name, data=data, term=term)


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
    return _view(template, library, path=page.path, heading=view.title, data=data, **context)


def framed(template: str, *, heading: str, context: Mapping[str, Any], lang: str = DEFAULT_LANG) -> str:
    """Return a page of another room in the site’s frame, with the call card; search engines pass over it."""
    shelf = library(lang)
    return tool_view(template, shelf, heading=heading, call=call_card(shelf), **context).html()


def tool_view(template: str, library: Library, *, heading: str, **shown: Any) -> View:
    """Return a page to work with in the site’s frame; search engines pass over it."""
    return _view(template, library, path="", heading=heading, data=None, **shown)


def _gone(path: str, library: Library) -> View:
    text = library.taken_down[path]
    instead = library.pages.get(text.moved_to)
    heading = gettext("This page was taken down")
    shown = {"note": text.note, "instead": link(instead) if instead else None, "call": call_card(library)}
    return _view("gone.html", library, path="", heading=heading, data=None, **shown)


def _not_found(library: Library) -> View:
    heading = gettext("This page is not here")
    shown = {"section_starts": _section_starts(library), "call": call_card(library)}
    return _view("not_found.html", library, path="", heading=heading, data=None, **shown)


def _without_signal(library: Library) -> View:
    heading = gettext("Reading without a signal")
    return _view("offline.html", library, path="", heading=heading, data=None, call=call_card(library))


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


def _section_starts(library: Library) -> list[tuple[str, Link]]:
    """Return the name and the first page of each part of the menu that the home page leads to."""
    return [(section.name, links[0]) for section, links in _menu(library) if links and section.door]


def _view(
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
