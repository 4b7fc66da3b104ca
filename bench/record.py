"""The figures of the last run: bench.json, and the same as a table in docs/benchmarks.md."""

import json
import os
import platform
import re
from pathlib import Path
from typing import Any

from bench.rows import written

PARTS = {
    "serving": "Serving a page",
    "editing": "Serving while an editor works; memory; starts",
    "baking": "Baking 1,000 pages of 600 words with 1,000 terms",
    "publishing": "Publishing one text",
    "linking": "Finding medical words",
    "preview": "Live preview",
    "hostile": "Hostile text",
    "withdrawing": "Taking a page down",
    "search": "Search",
    "clinics": "What clinic staff ask for",
    "load": "200 readers for a minute, ten publications meanwhile",
}
ROOT = Path(__file__).parent.parent
RECORD, PAGE = ROOT / "bench.json", ROOT / "docs/benchmarks.md"
BEGIN, END = "<!-- figures, written by make bench -->", "<!-- end of figures -->"


def machine() -> str:
    """Return what was measured on, such as “Linux 6.1, 2 cores of AMD EPYC, Python 3.11.7”."""
    cpuinfo = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.+)", cpuinfo.read_text(encoding="utf-8")) if cpuinfo.exists() else []
    name = " ".join((names or [platform.machine()])[0].split())
    system = f"{platform.system()} {platform.release()}"
    return f"{system}, {os.cpu_count()} cores of {name}, Python {platform.python_version()}"


def read_record() -> dict[str, Any]:
    """Return what was measured last, by part; nothing before the first run."""
    return json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}


def keep(record: dict[str, Any]) -> None:
    """Write the figures down, and into the page."""
    RECORD.write_text(json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(page_with(record, PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def page_with(record: dict[str, Any], page: str) -> str:
    """Return the page with the figures of a record in their place."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{tables(record)}\n{END}{rest.partition(END)[2]}"


def tables(record: dict[str, Any]) -> str:
    """Return the figures as Markdown, a table for each part."""
    return "\n".join(_table(PARTS[part], record[part]) for part in PARTS if part in record)


def _table(title: str, part: dict[str, Any]) -> str:
    head = f"### {title}\n\n{part['at'][:10]}, {part['machine']}\n\n| what | measured | budget | |\n|---|---|---|---|\n"
    return head + "".join(_line(row) for row in part["rows"])


def _line(row: dict[str, Any]) -> str:
    holds = {True: "holds", False: "**missed**", None: ""}[row["holds"]]
    return f"| {row['what']} | {written(row['value'])} {row['unit']} | {row['budget']} | {holds} |\n"
