"""All that is live in one language, read once and kept until something new is published."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import gettext

from leiomyo_site.document_errors import DocumentErrors, errors_of
from leiomyo_site.editorial import selectors
from leiomyo_site.editorial.selectors import LiveDocument, WithdrawnDocument
from leiomyo_site.site.code_version import code_version
from leiomyo_site.site.input_key import input_key
from leiomyo_site.site.render_cache import RenderCache
from leiomyo_site.text.clinic import Clinic, Phone, phone_list_html
from leiomyo_site.text.condition import Condition, read_condition
from leiomyo_site.text.glossary import Glossary
from leiomyo_site.text.images import ResponsiveImage
from leiomyo_site.text.page import PageContent, RenderedPage, render_page
from leiomyo_site.text.plain_text import TextBlock
from leiomyo_site.text.rendering import RenderContext, RenderedText, render
from leiomyo_site.text.style_checks import measure
from leiomyo_site.text.urls import page_path, term_path


@dataclass(frozen=True)
class Section:
    """A part of the menu; `door` is the slug of the page behind its door on the home page, empty if it has none."""

    key: str
    name: str
    card_page: str
    card_summary: str


@dataclass(frozen=True)
class LivePage:
    """A page that families can read: its words, their HTML, and the facts of its publication.

    `grade` is the measured US school grade, 0 without running text.
    """

    publication: LiveDocument
    content: PageContent
    html: RenderedPage
    grade: int

    @property
    def slug(self) -> str:
        return self.publication.slug

    @property
    def path(self) -> str:
        return page_path(self.slug, self.publication.lang)


@dataclass(frozen=True)
class SiteContent:
    """Pages by slug in the order of the menu, and terms by slug in the order of their names.

    `taken_down` and `moved` are by the path where a text once stood.
    """

    lang: str
    pages: Mapping[str, LivePage]
    terms: Mapping[str, LiveDocument]
    glossary: Glossary
    sections: tuple[Section, ...]
    drawings: Mapping[str, str]
    withdrawn: Mapping[str, WithdrawnDocument] = field(default_factory=dict)
    redirects: Mapping[str, str] = field(default_factory=dict)
    render_cache: RenderCache = field(default_factory=RenderCache, repr=False)
    _known: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Return something that is the same for all of this library, made the first time."""
        if name not in self._known:
            self._known[name] = make()
        return self._known[name]

    def with_page(self, page: LivePage) -> "SiteContent":
        """Return the same library with one page that is new or other; both know the same of their terms."""
        changed = replace(self, pages={**self.pages, page.slug: page})
        changed._known.update({"reading key": self.render_key, "words": self.glossary_entries})
        return changed

    def cached_for_document(self, what: str, text: LiveDocument, make: Callable[[], Any]) -> Any:
        """Return plain values worked out from a text and the glossary; a draft has no hash and is not remembered."""
        if not text.hash:
            return make()
        return self.render_cache.get(f"{what} {text.hash} {self.render_key}", make)

    def cached_for_code(self, what: str, make: Callable[[], Any]) -> Any:
        """Return plain values that nothing but `what` and the code decides."""
        return self.render_cache.get(f"{what} {code_version()}", make)

    @property
    def render_key(self) -> str:
        """A hash of all that a text is rendered with, besides its own words and pictures."""
        return self.once("reading key", self._render_key)

    def _render_key(self) -> str:
        terms = [
            (
                term.slug,
                term.content["name"],
                term.content["other_names"],
                term.content["spellings"],
                term.content["match_case"],
            )
            for term in self.terms.values()
        ]
        return input_key(self.lang, terms, self.drawings, clinic(), code_version())

    @property
    def glossary_entries(self) -> dict[str, Any]:
        """The lines of word lists that were made so far, by slug."""
        return self.once("words", dict)

    @property
    def archive_key(self) -> str:
        """A hash of all that an old number is rendered with, besides what was frozen with it."""
        return self.once("frozen key", self._archive_key)

    def _archive_key(self) -> str:
        return input_key(self.lang, self.drawings, clinic(), code_version())

    @property
    def by_path(self) -> Mapping[str, LivePage]:
        """The pages by their public path."""
        return self.once("by path", lambda: {page.path: page for page in self.pages.values()})

    @property
    def by_code(self) -> Mapping[str, LivePage]:
        """The pages by their code."""
        return self.once("by code", lambda: {page.publication.code: page for page in self.pages.values()})

    def publication(self, code: str) -> LiveDocument | None:
        """Return what is live under a code."""
        return self.once("publications", self._publications).get(code)

    def _publications(self) -> dict[str, LiveDocument]:
        live = (*self.terms.values(), *(page.publication for page in self.pages.values()))
        return {text.code: text for text in live}

    def term_versions(self, slugs: Iterable[str]) -> list[str]:
        """Return which numbers of some terms are live, such as TJ4MY.1."""
        return [f"{self.terms[slug].code}.{self.terms[slug].number}" for slug in slugs]

    def render_context(
        self, *, own_term: str = "", images: Mapping[str, ResponsiveImage] | None = None
    ) -> RenderContext:
        """Return what a text of this library is rendered with; `images` are those of its own, by name."""
        return RenderContext(
            self.glossary,
            lang=self.lang,
            drawings=self.drawings,
            images=images or {},
            clinic=clinic(),
            own_term=own_term,
        )

    def render_context_without_terms(self) -> RenderContext:
        """Return the same, but with no term linked: for texts that explain a term."""
        return self.once("plain", lambda: RenderContext(Glossary((), lang=self.lang), lang=self.lang, clinic=clinic()))

    def definition(self, digest: str, body: str) -> RenderedText:
        """Return a definition without links of its own; a draft has no hash and is not remembered."""
        if not digest:
            return render(body, self.render_context_without_terms())
        key = f"meaning {digest} {self.archive_key}"
        known = self.render_cache.get(key, lambda: render(body, self.render_context_without_terms()).to_plain())
        return RenderedText.from_plain(known)

    def phones_html(self) -> str:
        """Return the clinic’s numbers as HTML."""
        return phone_list_html(clinic(), self.lang)

    def pages_mentioning(self, term: str) -> list[LivePage]:
        """Return the pages that mention a term, in the order of the menu."""
        return self.once("pages with", self._pages_by_term).get(term, [])

    def _pages_by_term(self) -> dict[str, list[LivePage]]:
        found: dict[str, list[LivePage]] = {}
        for page in self.pages.values():
            for slug in page.html.terms:
                found.setdefault(slug, []).append(page)
        return found

    def render_live_page(self, publication: LiveDocument, *, images: Mapping[str, ResponsiveImage]) -> LivePage:
        """Return one page, rendered."""
        content = PageContent.from_content(publication.content)
        what = f"page {images_key(images)}"
        html, grade = self.cached_for_document(what, publication, lambda: self._render(content, images))
        return LivePage(publication, content, RenderedPage.from_plain(html), grade)

    def _render(self, content: PageContent, images: Mapping[str, ResponsiveImage]) -> tuple[Any, int]:
        context = self.render_context(images=images)
        html = render_page(content, replace(context, clinic=clinic(hospice_first=bool(content.call_first))))
        return html.to_plain(), reading_grade(html.blocks, self.glossary)


def images_key(pictures: Mapping[str, Any]) -> str:
    """Return a hash of a page’s pictures, empty if it has none."""
    return input_key(sorted(pictures.items())) if pictures else ""


def reading_grade(blocks: Sequence[TextBlock], glossary: Glossary) -> int:
    """Return the US school grade of some text, at least 1; 0 where there is no running text."""
    if not any(block.is_running_text for block in blocks):
        return 0
    return measure(blocks, glossary).shown_grade


def load_site_content(lang: str) -> SiteContent:
    """Return what is live now; the same object until something new is published."""
    return _load_site_content(lang, selectors.content_revision())


def clinic(*, hospice_first: bool = False) -> Clinic:
    """Return whom families can call, from the settings; the hospice nurse only where she is called first."""
    hospice = (Phone(gettext("Hospice nurse"), settings.HOSPICE_PHONE, is_hospice=True),) if hospice_first else ()
    phones = (
        *hospice,
        Phone(gettext("Day"), settings.CLINIC_PHONE_DAY),
        Phone(gettext("Night, weekend"), settings.CLINIC_PHONE_NIGHT),
    )
    return Clinic(settings.CLINIC_NAME, settings.EMERGENCY_NUMBER, phones, settings.CRISIS_NUMBER)


def condition() -> Condition:
    """Return the illness that the guide is about, as the content folder describes it."""
    return read_condition(settings.CONTENT_DIR / "condition.yaml")


@lru_cache(maxsize=4)
def _load_site_content(lang: str, stamp: int) -> SiteContent:
    """Return it without the documents that cannot be rendered: a bake names them, and the rest can be read."""
    try:
        return read_site_content(lang, RenderCache())
    except DocumentErrors as error:
        unshown = [key for code in error.reasons for key in selectors.all_publications(code)]
        with selectors.holding_back(unshown):
            return read_site_content(lang, RenderCache())


def read_site_content(lang: str, memory: RenderCache) -> SiteContent:
    """Read what is live in a language, with the help of what was worked out before.

    Raises:
        DocumentErrors: some documents cannot be rendered.
    """
    glossary = selectors.glossary(lang)
    sections = read_sections(settings.CONTENT_DIR / "sections.yaml", lang)
    terms = {term.slug: term for term in sorted(selectors.live_terms(lang), key=lambda t: t.content["name"].casefold())}
    empty = SiteContent(lang, {}, terms, glossary, sections, selectors.drawings(), render_cache=memory)
    pages = _render_live(empty)
    pages.sort(key=lambda page: (page.content.position, page.slug))
    by_slug = {page.slug: page for page in pages}
    withdrawn = {_path(text.kind, text.slug, lang): text for text in selectors.withdrawn_documents(lang)}
    redirects = {
        _path(kind, old, lang): _path(kind, new, lang) for (kind, old), new in selectors.redirects(lang).items()
    }
    return replace(empty, pages=by_slug, withdrawn=withdrawn, redirects=redirects)


def _render_live(site: SiteContent) -> list[LivePage]:
    """Return the live pages, rendered; the definitions are rendered too, so that all that fail are named at once."""
    pages: list[LivePage] = []
    failed: dict[str, str] = {}
    for publication in (*site.terms.values(), *selectors.live_pages(site.lang)):
        try:
            with errors_of(publication.code):
                if publication.kind == "term":
                    site.definition(publication.hash, publication.content["body"])
                    continue
                images = {name: ResponsiveImage.from_facts(facts) for name, facts in publication.pictures.items()}
                pages.append(site.render_live_page(publication, images=images))
        except DocumentErrors as error:
            failed |= error.reasons
    if failed:
        raise DocumentErrors(failed)
    return pages


def _path(kind: str, slug: str, lang: str) -> str:
    return page_path(slug, lang) if kind == "page" else term_path(slug, lang)


def read_sections(path: Path, lang: str) -> tuple[Section, ...]:
    """Return the parts of the menu in their order."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        Section(row["key"], row["name"][lang], row.get("door", ""), row.get("behind", {}).get(lang, "")) for row in rows
    )
