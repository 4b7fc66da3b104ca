"""Plain words and made-up medical ones, from a fixed seed: what pages to measure on are made of. Knows no Django."""

import random

WORDS = (
    "the a your child team doctor nurse may can will take time home hospital feel pain sleep eat drink ask tell help "
    "part body cell tumor lump test scan picture needle cut heal hand leg arm bone muscle blood heart lung skin day"
).split()
SIGNS = "bcdfghjklmnprstvw"
PARAGRAPH_SENTENCES = 4
TERM_AT_END = 0.35
DO = "\n/// do | What you can do\n- Ask your team.\n///\n"


def term_name(number: int) -> str:
    """Return a name that no other number has, every third one of two words.

    >>> len({term_name(number) for number in range(20_000)})
    20000
    """
    first = SIGNS[number % 17] + "a" + SIGNS[number // 17 % 17] + "o" + SIGNS[number // 289 % 17]
    first += "ix" if number < 4913 else f"u{SIGNS[number // 4913 % 17]}ix"
    return first if number % 3 else f"{first} scan"


def meaning(number: int) -> str:
    """Return the definition of a term."""
    return f"{term_name(number).capitalize()} is a thing. It helps.\n"


def sections(dice: random.Random, words: int, terms: int) -> str:
    """Return Markdown of so many words in six sections, with about one term in thirty words."""
    made = []
    for section in range(6):
        sentences = []
        left = words // 6
        while left > 0:
            length = min(left, dice.randrange(6, 14))
            sentence = [dice.choice(WORDS) for _ in range(length)]
            if dice.random() < TERM_AT_END:
                sentence[-1] = term_name(dice.randrange(terms))
            sentences.append(" ".join(sentence).capitalize() + ".")
            left -= length
        starts = range(0, len(sentences), PARAGRAPH_SENTENCES)
        paragraphs = "\n\n".join(" ".join(sentences[at : at + PARAGRAPH_SENTENCES]) for at in starts)
        made.append(f"## Part {section} of it\n\n{paragraphs}\n")
    return "\n".join(made)


def body(dice: random.Random, words: int, terms: int) -> str:
    """Return the text of a page that may be published: sections, and something to do."""
    return sections(dice, words, terms) + DO
