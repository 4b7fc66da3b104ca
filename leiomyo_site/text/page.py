"""A page and a term as content: their fields, and all of their HTML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from leiomyo_site.text.glossary import Term
from leiomyo_site.text.rendering import Heading, Rendered, Surroundings, render


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
    """A page's HTML in its three parts, its headings, and the slugs of the terms linked in it and in “In short”."""

    summary: str
    in_short: str
    body: str
    headings: tuple[Heading, ...]
    terms: tuple[str, ...]
    short_terms: tuple[str, ...]


def render_page(page: PageText, around: Surroundings) -> RenderedPage:
    """Return all HTML of a page. Terms are linked anew in the summary, in each section, and in “In short”."""
    around = replace(around, sources=page.sources)
    parts: list[Rendered] = [
        render(page.summary, around),
        render("\n".join(f"- {line}" for line in page.in_short), around),
        render(page.body, around),
    ]
    terms = dict.fromkeys(slug for part in parts for slug in part.terms)
    return RenderedPage(parts[0].html, parts[1].html, parts[2].html, parts[2].headings, tuple(terms), parts[1].terms)


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
