"""Baking 1,000 pages of 600 words with 1,000 terms: all, then after one change; beside it mkdocs with ezglossary."""

import os
import random
import re
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path

from bench.rows import Row, at_least, at_most, tell
from bench.servers import ROOT, environment
from bench.words import meaning, sections, term_name

PAGES, TERMS, WORDS, SEED = 1_000, 1_000, 600, 7
NEEDS = ("mkdocs==1.6.1", "mkdocs-ezglossary-plugin==2.1.0")
MKDOCS = """site_name: Made up
plugins: [{ezglossary: {tooltip: full}}]
markdown_extensions: [def_list, tables, attr_list]
nav: [index.md, glossary.md]
"""


def measure() -> Iterator[Row]:
    """Yield pages a second, against mkdocs, and how long the edition takes after one change."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        data.mkdir()
        _in_django(data, f"from bench.site import make_site; make_site({PAGES}, {TERMS}, words={WORDS})")
        theirs = _mkdocs(Path(folder) / "mkdocs")
        whole = "import django; django.setup(); from bench.changing import whole; whole()"
        took = _timed([sys.executable, "-c", whole], ROOT, environment(data, 8000))
        yield Row("whole bake but for PDFs, from the command to its end", took, "s")
        yield at_least("whole bake but for PDFs", PAGES / took, "pages/s", 200)
        if theirs:
            yield Row("mkdocs with ezglossary, the same pages and terms", PAGES / theirs, "pages/s")
            yield at_least("whole bake against mkdocs", theirs / took, "×", 3)
        done = _in_django(data, "from bench.changing import after_changes; after_changes()")
        for line in done.splitlines():
            what, seconds, fresh = line.split("\t")
            row = at_most if "one page" in what else _plain
            yield row(f"bake after {what}", float(seconds), "s", 0.3)
            yield Row(f"addresses made anew after {what}", int(fresh), "")


def _plain(what: str, value: float, unit: str, most: float) -> Row:
    return Row(what, value, unit)


def _in_django(data: Path, code: str) -> str:
    """Run some code on a data folder made ready, in a process of its own; return what it prints."""
    env = environment(data, 8000)
    for command in (["migrate"], ["collectstatic", "--noinput"]):
        subprocess.run([sys.executable, "manage.py", *command, "-v0"], cwd=ROOT, env=env, check=True)
    start = "import django; django.setup(); "
    return subprocess.run(
        [sys.executable, "-c", start + code], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def _timed(command: list[str], where: Path, env: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, cwd=where, env=env, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _mkdocs(folder: Path) -> float:
    """Return the seconds that mkdocs takes for the same pages; 0 where it cannot be installed, and says so."""
    kept = Path(os.environ.get("BENCH_TOOLS", Path(tempfile.gettempdir()) / "leiomyo-bench-tools"))
    if not (kept / "bin/mkdocs").exists():
        venv.create(kept, with_pip=True)
        done = subprocess.run([kept / "bin/pip", "install", "-q", "--disable-pip-version-check", *NEEDS])
        if done.returncode:
            sys.stderr.write("mkdocs could not be installed, so nothing is compared with it.\n")
            return 0
    _write_for_mkdocs(folder)
    return _timed([str(kept / "bin/mkdocs"), "-q", "build"], folder, dict(os.environ))


def _write_for_mkdocs(folder: Path) -> None:
    """Write the pages that `make_site` makes, each term marked by hand, since mkdocs finds none by itself."""
    docs = folder / "docs"
    docs.mkdir(parents=True)
    names = [term_name(number) for number in range(TERMS)]
    either = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})\b")
    dice = random.Random(SEED)
    for number in range(PAGES):
        text = either.sub(lambda found: f"<gl:{found[0]}>", sections(dice, WORDS, TERMS))
        (docs / f"page-{number}.md").write_text(f"# Page {number}\n\nWhat it is.\n\n{text}", encoding="utf-8")
    terms = "\n".join(f"gl:{name}\n:   {meaning(number)}" for number, name in enumerate(names))
    (docs / "glossary.md").write_text(f"# Words\n\n{terms}", encoding="utf-8")
    (docs / "index.md").write_text("# Home\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")


if __name__ == "__main__":
    tell(measure)
