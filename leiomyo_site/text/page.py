"""A page and a term as content: their fields, and all of their HTML."""

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, get_origin, get_type_hints

from leiomyo_site.text.front_matter import FileSchema
from leiomyo_site.text.glossary import TermText
from leiomyo_site.text.plain_text import TextBlock
from leiomyo_site.text.rendering import RenderContext, RenderedText, render

# Whom the family of a child who is dying at home calls first.
HOSPICE = "hospice"


@dataclass(frozen=True)
class PageContent:
    """The words of one page; `position` orders pages in menus, `sources` are keys of the source catalogue.

    `call_first` is “hospice” on a page about a child who is dying at home, whose family calls the hospice nurse first.

    A field is declared here once: the content file, drafts, revisions and publications hold every field of this class.
    One with a default is optional: it is left out where it is empty, so that what was stored without it stays as it is.
    """

    title: str
    summary: str
    in_short: tuple[str, ...]
    section: str
    position: int
    sources: tuple[str, ...]
    body: str
    call_first: str = ""

    @property
    def in_short_markdown(self) -> str:
        """Return the lines of “In short” as one list."""
        return "\n".join(f"- {line}" for line in self.in_short)

    @property
    def markdown(self) -> str:
        """Return all of its running text."""
        return f"{self.summary}\n\n{self.in_short_markdown}\n\n{self.body}"

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "PageContent":
        """Return the words from a stored or imported mapping."""
        return cls(**{name: convert(content[name]) for name, convert in _CONVERT.items() if name in content})

    def to_content(self) -> dict[str, Any]:
        """Return the words as JSON values, in the form of the content file; empty optional fields are left out."""
        values = {name: getattr(self, name) for name in _CONVERT}
        return {
            name: list(value) if isinstance(value, tuple) else str(value)
            for name, value in values.items()
            if value or name not in PAGE_SCHEMA.optional
        }


# How each field is read from JSON: str, int or tuple.
_CONVERT = {name: get_origin(kind) or kind for name, kind in get_type_hints(PageContent).items()}

PAGE_SCHEMA = FileSchema(
    ("code", "slug", *(name for name in _CONVERT if name != "body"), "written", "review_months"),
    lists=frozenset(name for name, convert in _CONVERT.items() if convert is tuple),
    optional=frozenset(field.name for field in fields(PageContent) if field.default is not MISSING),
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


def render_page(page: PageContent, context: RenderContext) -> RenderedPage:
    """Return a page, rendered. Terms are linked anew in the summary, in each section, and in “In short”."""
    context = replace(context, sources=page.sources)
    return RenderedPage(
        summary=render(page.summary, context),
        in_short=render(page.in_short_markdown, context),
        body=render(page.body, context),
    )


def term_from_content(content: Mapping[str, Any], *, slug: str, url: str) -> TermText:
    """Return a glossary term from a stored or imported mapping."""
    lists = {name: tuple(map(str, content[name])) for name in ("other_names", "spellings", "see_also")}
    return TermText(
        slug=slug,
        name=str(content["name"]),
        say=str(content["say"]),
        definition=str(content["body"]),
        url=url,
        match_case=content["match_case"] == "yes",
        **lists,
    )


def figure_names(body: str) -> list[str]:
    """Return the names of the drawings and pictures that a text shows, in order, repeats kept.

    >>> figure_names("/// figure | wide-margin\\n///\\n")
    ['wide-margin']
    """
    return re.findall(r"^/{3,} figure \| *(.+?) *$", body, re.MULTILINE)
