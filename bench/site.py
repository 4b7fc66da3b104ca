"""A site of a thousand pages and a thousand terms to measure on, made of plain English words."""

import random
from datetime import UTC, datetime

from bench.words import body, meaning, term_name
from leiomyo_site.editorial.actions.publish import publish_starting_content
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.models import Source
from leiomyo_site.glossary.models import Term
from leiomyo_site.pages.models import Page
from leiomyo_site.permalinks.permanent_codes import new_code

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SEED = 7
SOURCE = "made-up"


def make_site(pages: int, terms: int, *, words: int = 600) -> None:
    """Fill an empty database and publish it all; all pages but home stand outside the menu, which has ten or twenty."""
    Source.objects.create(key=SOURCE, citation="Made up to measure on.", year="2026", seen="whole")
    dice = random.Random(SEED)
    taken: set[str] = set()
    drafts: list[Page | Term] = [_term(number) for number in range(terms)]
    drafts += [_page(number, body(dice, words, terms)) for number in range(pages)]
    for draft in drafts:
        draft.code = new_code(taken, choose=dice.choice)
        taken.add(draft.code)
        save_draft(draft, by=None, at=NOW, expected_version=0)
    publish_starting_content(drafts)


def _term(number: int) -> Term:
    name = term_name(number)
    return Term(kind="term", lang="en", slug=f"term-{number}", name=name, definition=meaning(number))


def _page(number: int, text: str) -> Page:
    return Page(
        kind="page",
        lang="en",
        slug=f"page-{number}" if number else "home",
        title=f"Page {number}",
        summary="What it is.",
        in_short=["One thing."],
        section="elsewhere" if number else "home",
        position=number,
        sources=[SOURCE],
        body=text,
    )
