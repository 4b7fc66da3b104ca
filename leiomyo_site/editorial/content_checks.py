"""What must be mended in a text before families read it, for every file of content/ and for every draft alike."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from leiomyo_site.editorial.rendered_documents import rendered_definition, rendered_page, rendered_without_figures
from leiomyo_site.text.danger_signs import DangerSign, danger_sign_issues
from leiomyo_site.text.fidelity import TypedAndShown
from leiomyo_site.text.glossary import Glossary
from leiomyo_site.text.images import ResponsiveImage
from leiomyo_site.text.page import HOSPICE, PageContent, RenderedPage, figure_names
from leiomyo_site.text.plain_text import TextBlock
from leiomyo_site.text.rendering import RenderContext, RenderedText
from leiomyo_site.text.style_checks import (
    DEFINITION_GRADE,
    PAGE_GRADE,
    Issue,
    Readability,
    StyleGuide,
    hard_words,
    measure,
    phrase_issues,
    readability_issues,
    statistic_issues,
)
from leiomyo_site.text.urls import DEFAULT_LANG, lang_prefix

MOST_IN_SHORT = 5
MOST_DEFINITION_SENTENCES = 3
NOTHING_TO_READ = Issue("missing", "there is no sentence to read yet")
# Pages about the guide itself have nothing to do or ask.
WITHOUT_ACTION = frozenset({"home", "about"})


@dataclass(frozen=True)
class CheckContext:
    """What texts are held against: the words explained, the lists of a language, and what there is to point at.

    `ids_by_path` are the public pages with the ids on each; `studied` says which sources know who was studied, and
    `danger_signs` are what the page `call_page` must name. `linked_from` has the ids on the page itself that others
    link to, with the titles of those.
    """

    render_context: RenderContext
    wording: StyleGuide
    ids_by_path: Mapping[str, frozenset[str]]
    paths_without_ids: frozenset[str]
    studied: Mapping[str, bool]
    call_page: str = ""
    danger_signs: tuple[DangerSign, ...] = ()
    linked_from: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class CheckReport:
    """What a check says of one text: how hard it is, its hard words, and all faults, hard words among them.

    There is no `reading` where there is no sentence. `terms` are the slugs of the terms on it.
    """

    reading: Readability | None
    hard_words: tuple[str, ...]
    issues: tuple[Issue, ...]
    terms: tuple[str, ...] = ()

    @property
    def errors(self) -> list[Issue]:
        """Return what stops publishing."""
        return [fault for fault in self.issues if fault.is_blocking]

    @property
    def warnings(self) -> list[Issue]:
        """Return what may stay for a reason, but for the hard words."""
        return [fault for fault in self.issues if not fault.is_blocking and fault.rule != "hard word"]


def check_page(page: PageContent, context: CheckContext, *, slug: str = "") -> CheckReport:
    """Return everything to mend in a page; nothing means that it may be published."""
    html = rendered_page(page, context.render_context)
    blocks = html.blocks
    glossary = context.render_context.glossary
    reading = _reading(blocks, glossary)
    hard = tuple(hard_words(blocks, glossary, context.wording))
    typed_context = replace(context.render_context, sources=page.sources)
    body = _typed_and_shown(page.body, html.body, typed_context)
    faults = [
        *(readability_issues(reading, most=PAGE_GRADE) if reading else [NOTHING_TO_READ]),
        *(Issue("hard word", f"“{word}” is not in plain use: explain it or say it otherwise", word) for word in hard),
        *statistic_issues(blocks, [context.studied.get(key, False) for key in page.sources]),
        *phrase_issues(blocks, context.wording),
        *_missing_field_issues(page, html, context),
        *body.issues(),
        *_diagram_issues(page.body, context),
        *link_issues(page, html, context),
        *lost_heading_issues(html.body.ids, context.linked_from),
        *(danger_sign_issues(context.danger_signs, blocks, page.sources) if slug == context.call_page else ()),
    ]
    in_summary = _summary_typed_issues(page, html, typed_context)
    return CheckReport(reading, hard, (*_with_lines(faults, body), *in_summary), html.terms)


def check_definition(definition: str, slug: str, see_also: Iterable[str], context: CheckContext) -> CheckReport:
    """Return everything to mend in a glossary term."""
    rendered = rendered_definition(definition, context.render_context)
    blocks = rendered.blocks
    glossary = context.render_context.glossary
    reading = _reading(blocks, glossary)
    hard = tuple(hard_words(blocks, glossary, context.wording))
    typed = _typed_and_shown(definition, rendered, context.render_context)
    faults = [
        *(readability_issues(reading, most=DEFINITION_GRADE) if reading else [NOTHING_TO_READ]),
        *(Issue("hard word", f"“{word}” is not in plain use: explain it or say it otherwise", word) for word in hard),
        *phrase_issues(blocks, context.wording),
        *typed.issues(),
        *_broken_links(rendered.links, (), context),
        *(
            Issue("see also", f"there is no term “{other}”: mend see_also", other)
            for other in see_also
            if other not in glossary.terms or other == slug
        ),
    ]
    if reading and len(reading.longest) > MOST_DEFINITION_SENTENCES:
        faults.append(Issue("length", f"a definition has at most {MOST_DEFINITION_SENTENCES} sentences"))
    return CheckReport(reading, hard, tuple(_with_lines(faults, typed)))


def _reading(blocks: Sequence[TextBlock], glossary: Glossary) -> Readability | None:
    try:
        return measure(blocks, glossary)
    except ValueError:
        return None


def _missing_field_issues(page: PageContent, html: RenderedPage, context: CheckContext) -> Iterator[Issue]:
    if not page.summary.strip():
        yield Issue("missing", "the summary is empty: say in a sentence what the page is for")
    if not 1 <= len(page.in_short) <= MOST_IN_SHORT:
        yield Issue("missing", f"“In short” has {len(page.in_short)} lines: write one to {MOST_IN_SHORT}")
    if not html.body.headings:
        yield Issue("missing", "there is no heading: begin each part with ## and the answer")
    if page.call_first not in ("", HOSPICE):
        yield Issue("missing", f"call_first is “{page.call_first}”: write {HOSPICE}, or leave it out")
    if page.call_first and not html.body.has_box("call"):
        yield Issue("missing", "a page with call_first has no card of the site: write one, /// call | Call … first")
    if page.section not in WITHOUT_ACTION:
        if not page.sources:
            yield Issue("missing", "there is no source: name what the page rests on")
        if not html.body.has_box("ask", "do"):
            yield Issue("missing", "nothing to do or ask: add /// do or /// ask")
    for key in page.sources:
        if key not in context.studied:
            yield Issue("source", f"there is no source “{key}”: mend the name or add it to the catalogue", key)


def _typed_and_shown(markdown: str, shown: RenderedText, context: RenderContext) -> TypedAndShown:
    return TypedAndShown(markdown, shown.blocks, lang=context.lang, clinic=context.clinic, sources=context.sources)


def _with_lines(issues: Iterable[Issue], text: TypedAndShown) -> Iterator[Issue]:
    """Yield issues with the line on which what they quote was typed, for those that do not know it."""
    for issue in issues:
        yield issue if issue.line else replace(issue, line=text.line_of_quote(issue.quote))


def _summary_typed_issues(page: PageContent, html: RenderedPage, context: RenderContext) -> Iterator[Issue]:
    for name, markdown, shown in (
        ("summary", page.summary, html.summary),
        ("In short", page.in_short_markdown, html.in_short),
    ):
        for issue in _typed_and_shown(markdown, shown, context).issues():
            yield replace(issue, message=f"in “{name}”: {issue.message}", line=0)


def _diagram_issues(body: str, context: CheckContext) -> Iterator[Issue]:
    names = figure_names(body)
    for name in names:
        if name not in context.render_context.drawings and name not in context.render_context.images:
            yield Issue("drawing", f"there is no drawing or picture “{name}”", f"figure | {name}")
    for name in {name for name in names if names.count(name) > 1}:
        yield Issue("drawing", f"the drawing “{name}” stands twice on the page", f"figure | {name}")
    for alternative in re.findall(r"!\[([^\[\]]*)\]", body):
        if not alternative.strip():
            yield Issue("picture", "a picture without a description: write it in the square brackets", "![")


def link_issues(page: PageContent, rendered: RenderedPage, context: CheckContext) -> Iterator[Issue]:
    """Yield links of a page to pages, headings and terms that are not there."""
    own = {*rendered.body.ids, *(f"source-{number}" for number in range(1, len(page.sources) + 1))}
    yield from _broken_links(rendered.links, own, context)
    for slug in dict.fromkeys(re.findall(r"\]\(term:([^()]*)\)", page.body)):
        if slug not in context.render_context.glossary.terms:
            yield Issue("link", f"there is no term “{slug}”", f"term:{slug}")


def _broken_links(links: Iterable[str], own_ids: Iterable[str], context: CheckContext) -> Iterator[Issue]:
    for href in dict.fromkeys(links):
        path, _, fragment = href.partition("#")
        if path and not path.startswith(lang_prefix(DEFAULT_LANG)):
            continue
        if path and path not in context.ids_by_path and path not in context.paths_without_ids:
            yield Issue("link", f"no page stands at {path}", path)
        elif fragment and fragment not in (context.ids_by_path.get(path, ()) if path else own_ids):
            yield Issue("link", f"no heading “{fragment}” on {path or 'this page'}", href)


def lost_heading_issues(ids: Container[str], linked_from: Mapping[str, Sequence[str]]) -> Iterator[Issue]:
    """Yield headings that a page no longer has; `linked_from` are those that others link to, with their titles."""
    for fragment, titles in linked_from.items():
        if fragment not in ids:
            places = ", ".join(f"“{title}”" for title in titles)
            message = f"others link to the heading “#{fragment}” of this page: keep its words, or first mend {places}"
            yield Issue("link", message, f"#{fragment}")


def line_number(source: str, quote: str) -> int:
    """Return the line of a file on which some words stand, 1 if they cannot be found; markup does not matter.

    >>> line_number("---\\n---\\n\\nA **small** lump.\\n", "A small lump.")
    4
    """
    wanted = _letters_only(quote)[:40]
    lines: Sequence[str] = source.split("\n")
    for number, line in enumerate(lines, 1):
        here = _letters_only(line)
        if wanted and 0 <= (here + _letters_only(" ".join(lines[number : number + 2]))).find(wanted) < len(here):
            return number
    return 1


def _letters_only(text: str) -> str:
    without_links = re.sub(r"\]\([^)]*\)|\[@[\w-]+\]", "", text)
    return re.sub(r"[\W_]+", "", without_links).lower()


def check_context(
    glossary: Glossary,
    ids: Mapping[str, frozenset[str]],
    *,
    drawings: Mapping[str, str],
    images: Mapping[str, ResponsiveImage],
    wording: StyleGuide,
    studied: Mapping[str, bool],
    other_addresses: Iterable[str] = (),
) -> CheckContext:
    """Return the standards of one language; `ids` are those on each of its pages, by their public path."""
    context = RenderContext(glossary, lang=glossary.lang, drawings=drawings, images=images)
    paths = frozenset((*(term.url for term in glossary.terms.values()), *other_addresses))
    return CheckContext(context, wording, ids, paths, studied)


def ids_on(page: PageContent, glossary: Glossary) -> frozenset[str]:
    """Return the ids in a page’s body, to which links can point."""
    return frozenset(rendered_without_figures(page, glossary).body.ids)
