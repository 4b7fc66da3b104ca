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
    "part body cell tumor lump test scan picture needle cut heal hand leg arm bone muscle blood heart lung skin day week"
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

    def code() -> str:
        taken.add(made := new_code(taken, choose=dice.choice))
        return made

    drafts: list[Page | Term] = []
    for number in range(terms):
        name = term_name(number)
        drafts.append(
            Term(
                code=code(),
                kind="term",
                lang="en",
                slug=f"term-{number}",
                name=name,
                definition=f"{name} is a thing. It helps.\n",
            )
        )
    for number in range(pages):
        slug = f"page-{number}" if number else "home"
        drafts.append(
            Page(
                code=code(),
                kind="page",
                lang="en",
                slug=slug,
                title=f"Page {number}",
                summary="What it is.",
                in_short=["One thing."],
                section="home" if number == 0 else "elsewhere",
                position=number,
                sources=[],
                body=body(dice, words, terms),
            )
        )
    for draft in drafts:
        save_draft(draft, by=None, at=NOW, seen_version=0)
    publish_starting_content(drafts)
