"""All that is live in one language, read once and kept until something new is published."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings
from django.utils.translation import gettext

from leiomyo_site.editorial import published
from leiomyo_site.editorial.published import Published, TakenDown
from leiomyo_site.prose.addresses import page_path, term_path
from leiomyo_site.prose.clinic import Clinic, Phone, phone_list
from leiomyo_site.prose.glossary import Glossary
from leiomyo_site.prose.page import PageText, RenderedPage, render_page
from leiomyo_site.prose.photos import Photo, photo_html
from leiomyo_site.prose.rendering import Surroundings


@dataclass(frozen=True)
class Section:
    """A part of the menu; `door` is the slug of the page behind its door on the home page, empty if it has none."""

    key: str
    name: str
    door: str
    behind: str


@dataclass(frozen=True)
class LivePage:
    """A page that families can read: its words, their HTML, and the facts of its publication."""

    publication: Published
    text: PageText
    html: RenderedPage

    @property
    def slug(self) -> str:
        return self.publication.slug

    @property
    def path(self) -> str:
        return page_path(self.slug, self.publication.lang)


@dataclass(frozen=True)
class Library:
    """Pages by slug in the order of the menu, and terms by slug in the order of their names.

    `taken_down` and `moved` are by the path where a text once stood.
    """

    lang: str
    pages: Mapping[str, LivePage]
    terms: Mapping[str, Published]
    glossary: Glossary
    sections: tuple[Section, ...]
    drawings: Mapping[str, str]
    taken_down: Mapping[str, TakenDown] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)

    def around(self, *, own_term: str = "", pictures: Mapping[str, str] | None = None) -> Surroundings:
        """Return what a text of this library is rendered with; `pictures` are those of its own, as HTML by name."""
        drawings = {**self.drawings, **(pictures or {})}
        return Surroundings(self.glossary, lang=self.lang, drawings=drawings, clinic=clinic(), own_term=own_term)

    def around_without_terms(self) -> Surroundings:
        """Return the same, but with no term linked: for texts that explain a term."""
        return Surroundings(Glossary((), lang=self.lang), lang=self.lang, clinic=clinic())

    def phones(self) -> str:
        """Return the clinic’s numbers as HTML."""
        return phone_list(clinic(), self.lang)

    def pages_with(self, term: str) -> list[LivePage]:
        """Return the pages that mention a term, in the order of the menu."""
        return [page for page in self.pages.values() if term in page.html.terms]


def library(lang: str) -> Library:
    """Return what is live now; the same object until something new is published."""
    return _library(lang, published.stamp())


def clinic() -> Clinic:
    """Return whom families can call, from the settings."""
    phones = (
        Phone(gettext("Day"), settings.CLINIC_PHONE_DAY),
        Phone(gettext("Night, weekend"), settings.CLINIC_PHONE_NIGHT),
    )
    return Clinic(settings.CLINIC_NAME, settings.EMERGENCY_NUMBER, phones)


@lru_cache(maxsize=4)
def _library(lang: str, stamp: int) -> Library:
    glossary = published.glossary(lang)
    drawings = published.drawings()
    sections = read_sections(settings.CONTENT_DIR / "sections.yaml", lang)
    terms = {term.slug: term for term in sorted(published.terms(lang), key=lambda t: t.content["name"].casefold())}
    empty = Library(lang, {}, terms, glossary, sections, drawings)
    pages = []
    for publication in published.pages(lang):
        text = PageText.from_content(publication.content)
        pictures = {name: photo_html(Photo.from_facts(facts), lang) for name, facts in publication.pictures.items()}
        pages.append(LivePage(publication, text, render_page(text, empty.around(pictures=pictures))))
    pages.sort(key=lambda page: (page.text.position, page.slug))
    by_slug = {page.slug: page for page in pages}
    taken_down = {_path(text.kind, text.slug, lang): text for text in published.taken_down(lang)}
    moved = {_path(kind, old, lang): _path(kind, new, lang) for (kind, old), new in published.moved(lang).items()}
    return replace(empty, pages=by_slug, taken_down=taken_down, moved=moved)


def _path(kind: str, slug: str, lang: str) -> str:
    return page_path(slug, lang) if kind == "page" else term_path(slug, lang)


def read_sections(path: Path, lang: str) -> tuple[Section, ...]:
    """Return the parts of the menu in their order."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        Section(row["key"], row["name"][lang], row.get("door", ""), row.get("behind", {}).get(lang, "")) for row in rows
    )
