"""A page and a term as content: their fields, and all of their HTML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from leiomyo_site.text.glossary import Term
from leiomyo_site.text.plain_text import TextBlock
from leiomyo_site.text.rendering import RenderedText, Surroundings, render


@dataclass(frozen=True)
class PageText:
    """The words of one page; `position` orders pages in menus, `sources` are keys of the source catalogue."""

    title: str
    summary: str
    in_short: tuple[str, ...]
    section: str
    position: int
    sources: tuple[str, ...]
    body: str

    @property
    def in_short_markdown(self) -> str:
        """Return the lines of “In short” as one list."""
        return "\n".join(f"- {line}" for line in self.in_short)

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "PageText":
        """Return the words from a stored or imported mapping."""
        return cls(
            title=content["title"],
            summary=content["summary"],
            in_short=tuple(content["in_short"]),
            section=content["section"],
            position=int(content["position"]),
            sources=tuple(content["sources"]),
            body=content["body"],
        )


@dataclass(frozen=True)
class RenderedPage:
    """A page's three parts, rendered."""

    summary: RenderedText
    in_short: RenderedText
    body: RenderedText

    @property
    def parts(self) -> tuple[RenderedText, RenderedText, RenderedText]:
        """Return the parts in reading order."""
        return self.summary, self.in_short, self.body

    @property
    def blocks(self) -> list[TextBlock]:
        """Return the plain text of the whole page."""
        return [block for part in self.parts for block in part.blocks]

    @property
    def links(self) -> list[str]:
        """Return where the page's links lead, in reading order."""
        return [link for part in self.parts for link in part.links]

    @property
    def terms(self) -> tuple[str, ...]:
        """Return the slugs of the terms linked anywhere on the page, each once."""
        return tuple(dict.fromkeys(slug for part in self.parts for slug in part.terms))

    def to_plain(self) -> tuple[Any, ...]:
        """Return the same as built-in types only, as a cache file can hold it."""
        return tuple(part.to_plain() for part in self.parts)

    @classmethod
    def from_plain(cls, values: tuple[Any, ...]) -> "RenderedPage":
        """Return what `to_plain` was given."""
        return cls(*map(RenderedText.from_plain, values))


def render_page(page: PageText, around: Surroundings) -> RenderedPage:
    """Return a page, rendered. Terms are linked anew in the summary, in each section, and in “In short”."""
    around = replace(around, sources=page.sources)
    return RenderedPage(
        summary=render(page.summary, around),
        in_short=render(page.in_short_markdown, around),
        body=render(page.body, around),
    )


def term_from_content(content: Mapping[str, Any], *, slug: str, url: str) -> Term:
    """Return a glossary term from a stored or imported mapping."""
    return Term(
        slug=slug,
        name=content["name"],
        say=content["say"],
        definition=content["body"],
        url=url,
        other_names=tuple(content["other_names"]),
        spellings=tuple(content["spellings"]),
        match_case=content["match_case"] == "yes",
        see_also=tuple(content["see_also"]),
    )


def figure_names(body: str) -> list[str]:
    """Return the names of the drawings and pictures that a text shows, in order, repeats kept.

    >>> figure_names("/// figure | wide-margin\\n///\\n")
    ['wide-margin']
    """
    return re.findall(r"^/{3,} figure \| *(.+?) *$", body, re.MULTILINE)
