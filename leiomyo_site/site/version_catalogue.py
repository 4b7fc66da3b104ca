"""All that was ever published, beside what is live: what a number is shown with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leiomyo_site.editorial import selectors
from leiomyo_site.editorial.selectors import PublishedVersion
from leiomyo_site.site.input_key import input_key
from leiomyo_site.site.site_content import SiteContent
from leiomyo_site.site.version_history import VersionHistory


@dataclass(frozen=True)
class VersionCatalogue:
    """All texts by code, and the library that one of them is shown in."""

    histories: Mapping[str, VersionHistory]
    site: SiteContent
    now: datetime

    def term(self, slug: str, number: int) -> PublishedVersion | None:
        """Return a number of a term that had this slug then."""
        return self.site.once("old terms", self._terms).get((slug, number))

    def _terms(self) -> dict[tuple[str, int], PublishedVersion]:
        every = (version for text in self.histories.values() for version in text.versions)
        terms = (version for version in every if version.kind == "term" and version.lang == self.site.lang)
        return {(term.slug, term.number): term for term in terms}

    def terms_of(self, version: PublishedVersion) -> list[PublishedVersion]:
        """Return the terms that a page showed, in the numbers of then."""
        found = (self.term(slug, number) for slug, number in version.terms.items())
        return [term for term in found if term]

    def digest(self, version: PublishedVersion) -> str:
        """Return a hash of a number with the terms that it showed."""

        def make() -> str:
            terms = [(term.code, term.number, term.hash) for term in self.terms_of(version)]
            return input_key(version, terms)

        return self.site.once(f"number {version.code}.{version.number}", make)

    def content_of(self, version: PublishedVersion) -> Mapping[str, Any]:
        """Return the words of a number; those that families read now are at hand."""
        live = self.site.publication(version.code)
        if live and (live.number, live.hash) == (version.number, version.hash):
            return live.content
        return selectors.version_content(version.code, version.number)
