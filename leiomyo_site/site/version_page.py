"""What was published under one number, shown for ever with what it showed then, and how it stands today."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from leiomyo_site.editorial.selectors import Version
from leiomyo_site.permalinks.urls import short_path
from leiomyo_site.site.content_page import CallCard, Facts, Link, SourceLine, Word, call_card, share, word
from leiomyo_site.site.layout import tool_view
from leiomyo_site.site.responses import HTML, Answer, Later, View
from leiomyo_site.site.site_content import Library, LivePage, grade_of
from leiomyo_site.site.version_catalogue import Shelf
from leiomyo_site.site.version_history import SAFETY, History, Standing, instead_of, path_of
from leiomyo_site.text.glossary import Glossary
from leiomyo_site.text.images import Photo, photo_html
from leiomyo_site.text.page import PageText, render_page, term_from_content
from leiomyo_site.text.plain_text import text_blocks
from leiomyo_site.text.rendering import Heading
from leiomyo_site.text.urls import lang_prefix

TERM_LINK = re.compile(r'<a class="term"[^>]*>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True)
class Change:
    """One number that came after: what it changed, in the editors’ words."""

    number: int
    path: str
    at: datetime
    note: str
    is_safety: bool
    is_withdrawal: bool


@dataclass(frozen=True)
class Banner:
    """How a number stands today; `now` is the page as it is now, or the one to read instead of one taken down."""

    standing: str
    number: int
    at: datetime
    newest: int
    now: Link | None
    taken_down: Change | None
    changes: tuple[Change, ...]
    has_safety: bool


@dataclass(frozen=True)
class OldWords:
    """The words of one number as HTML; a term has no summary and no list of contents."""

    title: str
    say: str
    other_names: tuple[str, ...]
    summary: str
    in_short: str
    body: str
    contents: tuple[Heading, ...]
    words: tuple[Word, ...]
    sources: tuple[SourceLine, ...]
    grade: int


def version_answer(version: Version, shelf: Shelf) -> Answer:
    """Return what stands at the address of a number; the page is made only when something in it has changed."""
    text = shelf.texts[version.code]
    context = {
        "banner": banner(text, version, shelf),
        "crumbs": _crumbs(text, shelf.library),
        "call": shelf.library.once("call of numbers", lambda: _call(shelf.library)),
        "share": share(version.code, version.number, has_paper=version.kind == "page"),
    }
    frame = shelf.library.once("frame", lambda: tool_view("version.html", shelf.library, heading="").chrome_key)
    is_overdue = _is_overdue(text, version, shelf.now)
    made_of = repr((shelf.digest(version), text.title, is_overdue, context, frame, shelf.library.frozen_key))
    made_from = (f"{version.code}.{version.number}",)
    return Answer(200, HTML, Later(made_of, lambda: _view(version, shelf, context)), made_from=made_from)


def _view(version: Version, shelf: Shelf, context: Mapping[str, Any]) -> View:
    text = shelf.texts[version.code]
    old = None if version.is_withdrawal else _old_words(version, shelf)
    title = old.title if old else text.title
    facts = _facts(version, text, old.grade, shelf.now) if old else None
    heading = gettext("%(title)s, version %(number)s") % {"title": title, "number": version.number}
    shown = {**context, "title": title, "old": old, "facts": facts}
    if old and 'class="call"' in old.body:
        shown["call"] = None
    return tool_view("version.html", shelf.library, heading=heading, **shown)


def _is_overdue(text: History, version: Version, now: datetime) -> bool:
    return text.standing(version.number) is Standing.CURRENT and now >= version.next_check


def _facts(version: Version, text: History, grade: int, now: datetime) -> Facts:
    return Facts(
        code=version.code,
        number=version.number,
        updated=version.published_at,
        next_check=version.next_check,
        is_overdue=_is_overdue(text, version, now),
        checked_by=version.checked_by,
        note=version.note,
        grade=grade,
    )


def banner(text: History, version: Version, shelf: Shelf) -> Banner:
    """Return how a number stands today."""
    changes = tuple(_change(after) for after in text.since(version.number))
    taken_down = _change(text.newest) if text.is_withdrawn else None
    there = instead_of(text.newest, shelf.texts) if text.is_withdrawn else text
    return Banner(
        standing=text.standing(version.number).value,
        number=version.number,
        at=version.published_at,
        newest=text.newest.number,
        now=Link(there.path, there.title) if there else None,
        taken_down=taken_down,
        changes=tuple(change for change in changes if change != taken_down),
        has_safety=any(change.is_safety for change in changes),
    )


def _change(version: Version) -> Change:
    return Change(
        number=version.number,
        path=short_path(version.code, version.number),
        at=version.published_at,
        note=version.note,
        is_safety=version.weight == SAFETY,
        is_withdrawal=version.is_withdrawal,
    )


def _crumbs(text: History, library: Library) -> tuple[Link, ...]:
    """Return the way from home, over the page as it is now if there is one."""
    home = Link(lang_prefix(library.lang), "")
    return (home,) if text.is_withdrawn else (home, Link(text.path, text.title))


def _call(library: Library) -> CallCard | None:
    """Return when to call as it is said today, since that must be right; without links to words, which are of then."""
    card = call_card(library)
    return replace(card, reasons=TERM_LINK.sub(r"\1", card.reasons), terms=()) if card else None


def _old_words(version: Version, shelf: Shelf) -> OldWords:
    if version.kind == "page":
        return old_page(version, shelf)
    known = shelf.library.memory.get(_key(version, shelf), lambda: _work_out_term(version, shelf))
    return OldWords(
        title=known["name"],
        say=known["say"],
        other_names=known["other_names"],
        summary="",
        in_short="",
        body=known["definition"],
        contents=(),
        words=(),
        sources=(),
        grade=known["grade"],
    )


def old_page(version: Version, shelf: Shelf) -> OldWords:
    """Return a page as it was published under a number, with its terms and sources of then."""
    page = shelf.library.by_code.get(version.code)
    known = (
        _as_live(page)
        if page and _is_shown_alike(page, version, shelf)
        else shelf.library.memory.get(_key(version, shelf), lambda: _work_out_page(version, shelf))
    )
    words = [_word(term, shelf) for term in shelf.terms_of(version)]
    return OldWords(
        title=known["title"],
        say="",
        other_names=(),
        summary=known["summary"],
        in_short=known["in_short"],
        body=known["body"],
        contents=tuple(Heading(*pair) for pair in known["headings"]),
        words=tuple(sorted(words, key=lambda entry: entry.name.casefold())),
        sources=tuple(SourceLine(**version.sources[key]) for key in known["sources"]),
        grade=known["grade"],
    )


def _is_shown_alike(page: LivePage, version: Version, shelf: Shelf) -> bool:
    """Does the page as it is now show the very words and links of this number? Then they need not be made again."""
    terms = {slug: shelf.library.terms[slug].number for slug in page.html.terms}
    drawings = {name: shelf.library.drawings.get(name) for name in version.drawings}
    shown = (page.publication.number, terms, drawings)
    return shown == (version.number, dict(version.terms), dict(version.drawings))


def _as_live(page: LivePage) -> Mapping[str, Any]:
    return {
        "title": page.text.title,
        "summary": page.html.summary,
        "in_short": page.html.in_short,
        "body": page.html.body,
        "headings": [(heading.id, heading.title) for heading in page.html.headings],
        "sources": page.text.sources,
        "grade": page.grade,
    }


def _key(version: Version, shelf: Shelf) -> str:
    terms = [(term.code, term.number, term.hash) for term in shelf.terms_of(version)]
    shown = hashlib.sha256(repr((terms, version.drawings, version.pictures)).encode()).hexdigest()
    return f"version {version.code}.{version.number} {version.hash} {shown} {shelf.library.frozen_key}"


def _work_out_page(version: Version, shelf: Shelf) -> dict[str, Any]:
    text = PageText.from_content(shelf.content_of(version))
    terms = Glossary((_term(term, shelf) for term in shelf.terms_of(version)), lang=version.lang)
    pictures = {name: photo_html(Photo.from_facts(facts), version.lang) for name, facts in version.pictures.items()}
    around = shelf.library.around(pictures={**version.drawings, **pictures})
    html = render_page(text, replace(around, glossary=terms))
    blocks = [block for part in (html.summary, html.in_short, html.body) for block in text_blocks(part)]
    return {
        "title": text.title,
        "summary": html.summary,
        "in_short": html.in_short,
        "body": html.body,
        "headings": [(heading.id, heading.title) for heading in html.headings],
        "sources": list(text.sources),
        "grade": grade_of(blocks, terms),
    }


def _term(version: Version, shelf: Shelf) -> Any:
    """Return a term as it was; its link leads to where the term stood then, which answers for ever."""
    return term_from_content(shelf.content_of(version), slug=version.slug, url=path_of(version))


def _word(version: Version, shelf: Shelf) -> Word:
    """Return a term as it stood in “Words on this page” then."""
    live = shelf.library.terms.get(version.slug)
    if live and (live.code, live.number, live.hash) == (version.code, version.number, version.hash):
        return word(live, shelf.library)
    known = shelf.library.memory.get(_key(version, shelf), lambda: _work_out_term(version, shelf))
    return Word(version.slug, path_of(version), known["name"], known["say"], known["other_names"], known["definition"])


def _work_out_term(version: Version, shelf: Shelf) -> dict[str, Any]:
    content = shelf.content_of(version)
    html = shelf.library.meaning(version.hash, content["body"])
    return {
        "name": content["name"],
        "say": content["say"],
        "other_names": tuple(content["other_names"]),
        "definition": html,
        "grade": grade_of(text_blocks(html), shelf.library.around_without_terms().glossary),
    }
