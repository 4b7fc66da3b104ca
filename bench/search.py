"""Search: how fast on 1,000 pages and 10,000 terms, and how often the right page comes first.

Pages and terms are made up, from a fixed seed, around the real ones; the questions are those of
tests/search/relevance_judgments.yaml, each as it stands and with a slip of the pen in its longest word.
"""

import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

from bench.rows import Row, at_least, at_most, tell
from tests.search.relevance import judge, judged

ROOT = Path(__file__).parent.parent
PAGES, SECTIONS, SECTION_WORDS, TERMS = 1_000, 6, 100, 10_000
ROUNDS = 3
SYLLABLES = (
    "an be car do el fi gen her in jo ka lo mi neu on pro qui ra sta ther ul vi wex ya zo os sar cyt my lip".split()
)


def real_entries(data_dir: str) -> list:
    """Return the entries of content/, published into an empty site in a folder of its own."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "leiomyo_site.settings", "DATA_DIR": data_dir}
    import django

    django.setup()
    from django.core.management import call_command

    from leiomyo_site.search.documents import search_documents
    from leiomyo_site.site.site_content import load_site_content

    call_command("migrate", verbosity=0, interactive=False)
    call_command("import_content", publish=True, verbosity=0, stdout=sys.stderr)
    return search_documents(load_site_content("en"))


def made_up_entries(words: list[str], dice: random.Random) -> Iterator:
    """Yield pages with their sections, and terms, in a language that is part English and part invented."""
    from leiomyo_site.search.index import SearchDocument

    invented = ["".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _ in range(15_000)]
    common = dice.choices(words, k=2_000)
    weights = [1 / (place + 1) for place in range(len(common))]

    def text(count: int) -> str:
        return (
            " ".join(dice.choices(common, weights, k=count - count // 10) + dice.choices(invented, k=count // 10)) + "."
        )

    for number in range(PAGES):
        path, title = f"/made-up/{number}/", text(4)
        yield SearchDocument("page", path, path, title, (text(30),), place="Made up")
        for section in range(SECTIONS):
            yield SearchDocument("section", f"{path}#{section}", path, title, (text(SECTION_WORDS),), heading=text(6))
    for number, name in enumerate(dice.sample(sorted(set(invented)), k=min(TERMS, len(set(invented))))):
        path = f"/glossary/made-up-{number}/"
        yield SearchDocument(
            "term", path, path, f"{name} {dice.choice(invented)}", (text(30),), spellings=(f"{name} {text(1)}",)
        )


def slipped(question: str, dice: random.Random) -> str:
    """Return a question with two letters of its longest word swapped."""
    word = max(question.split(), key=len)
    at = dice.randrange(1, max(2, len(word) - 1))
    return question.replace(word, word[: at - 1] + word[at : at + 1] + word[at - 1 : at] + word[at + 1 :])


def timed(index: Any, questions: list[str]) -> float:
    """Return the milliseconds that 19 of 20 answers take at most, all questions put in turn."""
    for question in questions:
        index.search(question)
    took = []
    for _ in range(ROUNDS):
        for question in questions:
            start = time.perf_counter()
            index.search(question)
            took.append((time.perf_counter() - start) * 1000)
    return quantiles(took, n=20)[-1]


def measure() -> Iterator[Row]:
    """Yield how long answers take, and how often the right page comes first and among the first three."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        real = real_entries(folder)
        from leiomyo_site.search.engine import SearchIndex
        from leiomyo_site.search.index import static_index, write_index

        dice = random.Random(1)
        language = ROOT / "content/search/en.yaml"
        words = sorted({word for entry in real for word in " ".join(entry.text).split() if word.isalpha()})
        many = [*real, *made_up_entries(words, dice)]
        questions = [question.ask for part in ("seen", "fresh") for question in judged(part)]
        misspelt = [slipped(question, dice) for question in questions]
        for name, entries in (("the guide", real), (f"{PAGES:,} pages, {TERMS:,} terms", many)):
            start = time.perf_counter()
            write_index(entries, Path(folder) / name, lang="en", language=language, layout="")
            yield Row(f"index of {name}, written", time.perf_counter() - start, "s")
            index = SearchIndex(Path(folder) / name)
            yield at_most(f"an answer, {name}, p95", timed(index, questions), "ms", 10)
            yield at_most(f"an answer, {name}, misspelt, p95", timed(index, misspelt), "ms", 10)
            if entries is real:
                yield from _judged(index)
        yield Row(
            "index for a static site", len(static_index(real, lang="en", language=language).encode()) / 1024, "KB"
        )


def _judged(index: Any) -> Iterator[Row]:
    parts = {"all judged questions": ("seen", "fresh"), "those nobody tuned for": ("fresh",)}
    for name, which in parts.items():
        verdict = judge(index.search, [question for part in which for question in judged(part)])
        yield Row(f"{name}: how many", len(verdict.places), "")
        yield at_least(f"{name}: right page first", verdict.share(1), "", 0.8 if len(which) > 1 else 0.75)
        yield at_least(f"{name}: among the first three", verdict.share(3), "", 0.95 if len(which) > 1 else 0.9)


if __name__ == "__main__":
    tell(measure)
