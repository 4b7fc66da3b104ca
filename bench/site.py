"""A site of a thousand pages and a thousand terms to measure on, made of plain English words."""

import random
from datetime import UTC, datetime

from leiomyo_site.editorial.drafting import save_draft
from leiomyo_site.editorial.publishing import publish_starting_content
from leiomyo_site.glossary.models import Term
from leiomyo_site.pages.models import Page
from leiomyo_site.prose.codes import new_code

WORDS = (
    "the a your child team doctor nurse may can will take time home hospital feel pain sleep eat drink ask tell help "
    "part body cell tumor lump test scan picture needle cut heal hand leg arm bone muscle blood heart lung skin day"
).split()
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def term_name(number: int) -> str:
    """Return a name of two made-up words, so that terms begin differently and some share a first word."""
    signs = "bcdfghjklmnprstvw"
    first = signs[number % 17] + "a" + signs[number // 17 % 17] + "o" + signs[number // 289 % 17] + "ix"
    return first if number % 3 else f"{first} scan"


def body(dice: random.Random, words: int, terms: int) -> str:
    """Return Markdown of so many words in six sections, with about one term in thirty words."""
    sections = []
    for section in range(6):
        sentences = []
        left = words // 6
        while left > 0:
            length = min(left, dice.randrange(6, 14))
            sentence = [dice.choice(WORDS) for _ in range(length)]
            if dice.random() < 0.35:
                sentence[-1] = term_name(dice.randrange(terms))
            sentences.append(" ".join(sentence).capitalize() + ".")
            left -= length
        paragraphs = "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))
        sections.append(f"## Part {section} of it\n\n{paragraphs}\n")
    return "\n".join(sections) + "\n/// do | What you can do\n- Ask your team.\n///\n"


def make_site(pages: int, terms: int, *, words: int = 600) -> None:
    """Fill an empty database and publish it all; all pages but home stand outside the menu, which has ten or twenty."""
    dice = random.Random(7)
    taken: set[str] = set()
    drafts: list[Page | Term] = [_term(number) for number in range(terms)]
    drafts += [_page(number, body(dice, words, terms)) for number in range(pages)]
    for draft in drafts:
        draft.code = new_code(taken, choose=dice.choice)
        taken.add(draft.code)
        save_draft(draft, by=None, at=NOW, seen_version=0)
    publish_starting_content(drafts)


def _term(number: int) -> Term:
    name = term_name(number)
    meaning = f"{name} is a thing. It helps.\n"
    return Term(kind="term", lang="en", slug=f"term-{number}", name=name, definition=meaning)


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
        sources=[],
        body=text,
    )
