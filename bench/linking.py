"""Finding the terms in a page of 600 words: against 10, 100, 1,000 and 10,000 terms."""

import random
import time
from collections.abc import Iterator, Sequence
from statistics import median

from bench.rows import Row, at_most, tell
from bench.words import body, meaning, term_name
from leiomyo_site.text.glossary import Glossary, TermText
from leiomyo_site.text.rendering import RenderContext, render

SIZES = (10, 100, 1_000, 10_000)
PAGES, WORDS, ROUNDS = 40, 600, 7


def measure() -> Iterator[Row]:
    """Yield what finding terms adds to a page, by the number of terms; all sizes in turn.

    It is time of the processor, so that other work on the machine does not count.
    """
    glossaries = {terms: Glossary([_term(number) for number in range(terms)], lang="en") for terms in SIZES}
    dice = random.Random(7)
    texts = {terms: [body(dice, WORDS, terms).split("\n\n") for _ in range(PAGES)] for terms in SIZES}
    rounds = [{terms: _finding(texts[terms], glossaries[terms]) for terms in SIZES} for _ in range(ROUNDS)]
    took = {terms: median(found[terms] for found in rounds) for terms in SIZES}
    for terms in SIZES[:-1]:
        yield Row(f"terms of a page found, {terms:,} terms", took[terms], "ms")
    yield at_most("terms of a page found, 10,000 terms", took[10_000], "ms", 0.3)
    yield at_most("10,000 terms against 100", median(found[10_000] / found[100] for found in rounds), "×", 4)
    yield Row("the whole page rendered, 10,000 terms", _rendering(texts[10_000], glossaries[10_000]), "ms")


def _term(number: int) -> TermText:
    return TermText(f"term-{number}", term_name(number), "", meaning(number), f"/glossary/term-{number}/")


def _finding(pages: Sequence[Sequence[str]], glossary: Glossary) -> float:
    """Return what finding the terms of one page takes, in ms."""
    began = time.process_time()
    for paragraphs in pages:
        for paragraph in paragraphs:
            list(glossary.mentions(paragraph))
    return (time.process_time() - began) / len(pages) * 1000


def _rendering(pages: Sequence[Sequence[str]], glossary: Glossary) -> float:
    """Return what rendering one page with its links takes, in ms."""
    around = RenderContext(glossary)
    began = time.process_time()
    for paragraphs in pages:
        render("\n\n".join(paragraphs), around)
    return (time.process_time() - began) / len(pages) * 1000


if __name__ == "__main__":
    tell(measure)
