"""Measure search: how fast on 1,000 pages and 10,000 terms, and how often the right page comes first.

    .venv/bin/python bench/search.py            a table
    .venv/bin/python bench/search.py --json     the same as JSON

Pages and terms are made up, from a fixed seed, around the real ones; the questions are those of
tests/search/judged.yaml, each as it stands and with a slip of the pen in its longest word.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402

PAGES, SECTIONS, SECTION_WORDS, TERMS = 1_000, 6, 100, 10_000
ROUNDS = 3
SYLLABLES = (
    "an be car do el fi gen her in jo ka lo mi neu on pro qui ra sta ther ul vi wex ya zo os sar cyt my lip".split()
)


def real_entries(data_dir: str) -> list:
    """Return the entries of content/, published into an empty site in a folder of its own."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "leiomyo_site.settings", "DATA_DIR": data_dir}
    django.setup()
    from django.core.management import call_command

    from leiomyo_site.edition.library import library
    from leiomyo_site.edition.search_entries import search_entries

    call_command("migrate", verbosity=0, interactive=False)
    call_command("import_content", publish=True, verbosity=0)
    return search_entries(library("en"))


def made_up_entries(words: list[str], dice: random.Random) -> Iterator:
    """Yield pages with their sections, and terms, in a language that is part English and part invented."""
    from leiomyo_site.search.indexing import Entry

    invented = ["".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _ in range(15_000)]
    common = dice.choices(words, k=2_000)
    weights = [1 / (place + 1) for place in range(len(common))]

    def text(count: int) -> str:
        return (
            " ".join(dice.choices(common, weights, k=count - count // 10) + dice.choices(invented, k=count // 10)) + "."
        )

    for number in range(PAGES):
        path, title = f"/made-up/{number}/", text(4)
        yield Entry("page", path, path, title, (text(30),), place="Made up")
        for section in range(SECTIONS):
            yield Entry("section", f"{path}#{section}", path, title, (text(SECTION_WORDS),), heading=text(6))
    for number, name in enumerate(dice.sample(sorted(set(invented)), k=min(TERMS, len(set(invented))))):
        path = f"/glossary/made-up-{number}/"
        yield Entry(
            "term", path, path, f"{name} {dice.choice(invented)}", (text(30),), spellings=(f"{name} {text(1)}",)
        )


def slipped(question: str, dice: random.Random) -> str:
    """Return a question with two letters of its longest word swapped."""
    word = max(question.split(), key=len)
    at = dice.randrange(1, max(2, len(word) - 1))
    return question.replace(word, word[: at - 1] + word[at : at + 1] + word[at - 1 : at] + word[at + 1 :])


def timed(index: object, questions: list[str]) -> dict[str, float]:
    """Return the milliseconds that half, and 19 of 20, of the answers take at most, all questions put in turn."""
    for question in questions:
        index.answer(question)
    took = []
    for _ in range(ROUNDS):
        for question in questions:
            start = time.perf_counter()
            index.answer(question)
            took.append((time.perf_counter() - start) * 1000)
    parts = quantiles(took, n=100)
    return {"p50_ms": round(parts[49], 2), "p95_ms": round(parts[94], 2), "p99_ms": round(parts[98], 2)}


def measure() -> dict[str, dict[str, float]]:
    """Return all that is measured, by what it was measured on."""
    with tempfile.TemporaryDirectory() as folder:
        real = real_entries(folder)
        from leiomyo_site.search.indexing import static_index, write_index
        from leiomyo_site.search.querying import Index
        from tests.search.judging import judge, judged

        dice = random.Random(1)
        language = ROOT / "content/search/en.yaml"
        words = sorted({word for entry in real for word in " ".join(entry.text).split() if word.isalpha()})
        many = [*real, *made_up_entries(words, dice)]
        found: dict[str, dict[str, float]] = {}
        questions = [question.ask for part in ("seen", "fresh") for question in judged(part)]
        misspelt = [slipped(question, dice) for question in questions]
        for name, entries in (("the guide", real), (f"{PAGES} pages, {TERMS} terms", many)):
            start = time.perf_counter()
            write_index(entries, Path(folder) / name, lang="en", language=language, frame="")
            built = round(time.perf_counter() - start, 2)
            index = Index(Path(folder) / name)
            found[f"{name}: as typed"] = {"entries": len(entries), "built_s": built, **timed(index, questions)}
            found[f"{name}: misspelt"] = timed(index, misspelt)
            if entries is real:
                for part in ("seen", "fresh"):
                    found[f"judged: {part}"] = judge(index.answer, judged(part)).shares()
        found["static index"] = {"bytes": len(static_index(real, lang="en", language=language).encode())}
        return found


if __name__ == "__main__":
    found = measure()
    if "--json" in sys.argv:
        print(json.dumps(found, indent=1))
    else:
        for name, values in found.items():
            print(f"{name:38}", "  ".join(f"{key} {value}" for key, value in values.items()))
