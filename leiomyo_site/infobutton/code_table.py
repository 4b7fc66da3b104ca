"""The table content/codes.csv: which codes this guide answers, how sure it is, and with which pages."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path

from leiomyo_site.infobutton.code_systems import BY_KEY, ICD9, ICD10, RXNORM, CodeSystem
from leiomyo_site.text.condition import CodeLookup

COLUMNS = ("system", "code", "label", "tier", "pages", "source", "note")


class Tier(Enum):
    """How sure a code is: `never` is for other illnesses that look alike, and no text overrides it."""

    EXACT = "exact"
    POSSIBLE = "possible"
    WEAK = "weak"
    GENERAL = "general"
    NEVER = "never"


class CodeTableError(ValueError):
    """The table cannot be used; says the line and how to mend it."""


@dataclass(frozen=True)
class CodeTableRow:
    """One code of the table; `pages` are named as in condition.yaml, best first, none for the tier never."""

    system: CodeSystem
    code: str
    tier: Tier
    pages: tuple[str, ...]
    label: str


@dataclass(frozen=True)
class CodeTable:
    """All rows by system and code, and the rules of the condition for codes that are not among them."""

    rows: Mapping[tuple[str, str], CodeTableRow]
    lookup: CodeLookup

    def find(self, system: CodeSystem, code: str) -> CodeTableRow | None:
        """Return the row of a well-written code; in ICD, of the longest category above it that is listed."""
        shortest = 3 if system in (ICD9, ICD10) else len(code)
        for end in range(len(code), shortest - 1, -1):
            row = self.rows.get((system.key, code[:end].removesuffix(".")))
            if row:
                return row
        return None

    def is_excluded(self, code: str) -> bool:
        """Does a text begin with a code that, in whatever system, must not be answered?"""
        first = re.split(r"[^\w./-]", code.strip(), maxsplit=1)[0]
        found = (self.find(system, system.normalize(first)) for system in BY_KEY.values() if system.normalize(first))
        return any(row and row.tier is Tier.NEVER for row in found)

    def lists_excluded(self, code: str) -> bool:
        """Is a code, exactly as it is written, one of another system that must not be answered?"""
        return code in self._excluded_codes

    def covers(self, system: CodeSystem) -> bool:
        """Does the table have any code of this system?"""
        return system.key in self._covered_systems

    @cached_property
    def _excluded_codes(self) -> frozenset[str]:
        return frozenset(row.code for row in self.rows.values() if row.tier is Tier.NEVER)

    @cached_property
    def _covered_systems(self) -> frozenset[str]:
        return frozenset(key for key, _ in self.rows)

    @cached_property
    def medicines(self) -> dict[str, tuple[str, ...]]:
        """Return the pages of every medicine by its name in small letters."""
        return {row.label.casefold(): row.pages for row in self.rows.values() if row.system is RXNORM}


def read_table(path: Path, lookup: CodeLookup) -> CodeTable:
    """Return the table of a CSV file; its pages are those of `lookup`.

    Raises:
        CodeTableError: a column is missing, or a line names a system, tier, page or code that cannot be.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise CodeTableError(f"{path.name}, line 1: the columns must be {', '.join(COLUMNS)}")
        rows = dict(_rows(reader, path.name, lookup.pages))
    return CodeTable(rows, lookup)


def _rows(
    reader: "csv.DictReader[str]", name: str, known_pages: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str], CodeTableRow]]:
    seen = set()
    for line in reader:
        try:
            row = _row(line, known_pages)
        except CodeTableError as fault:
            raise CodeTableError(f"{name}, line {reader.line_num}: {fault}") from None
        key = (row.system.key, row.code)
        if key in seen:
            raise CodeTableError(f"{name}, line {reader.line_num}: {row.system.key} {row.code} stands twice; keep one")
        seen.add(key)
        yield key, row


def _row(line: Mapping[str, str | None], known_pages: Mapping[str, str]) -> CodeTableRow:
    system = BY_KEY.get(line["system"] or "")
    if not system:
        raise CodeTableError(f"system is “{line['system']}”; use one of {', '.join(BY_KEY)}")
    code = line["code"] or ""
    if not code or system.normalize(code) != code:
        raise CodeTableError(f"“{code}” is not how {system.name} writes a code")
    if line["tier"] not in [tier.value for tier in Tier]:
        raise CodeTableError(f"tier is “{line['tier']}”; use {', '.join(tier.value for tier in Tier)}")
    tier = Tier(line["tier"])
    pages = tuple(page for page in (line["pages"] or "").split("|") if page)
    if unknown := [page for page in pages if page not in known_pages]:
        raise CodeTableError(f"there is no page “{unknown[0]}”; use {', '.join(known_pages)}")
    if bool(pages) == (tier is Tier.NEVER):
        raise CodeTableError("name pages for every tier but never, and none for never")
    return CodeTableRow(system, code, tier, pages, line["label"] or "")
