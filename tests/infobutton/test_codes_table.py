"""The shipped table is what the specification says, and a wrong line is named."""

from collections import Counter
from pathlib import Path

import pytest
import simple_icd_10_cm as icd

from leiomyo_site.infobutton.code_systems import BY_KEY, SYSTEMS
from leiomyo_site.infobutton.code_table import COLUMNS, CodeTableError, Tier, read_table
from tests.infobutton.asking_us import CONDITION, PAGES, TABLE

GOOD = "I10,C49,soft tissue,possible,overview|diagnosis,tabular,\n"


def test_every_tier_and_page_is_in_the_table() -> None:
    tiers = Counter(row.tier for row in TABLE.rows.values())
    assert sum(tiers.values()) == 220
    assert set(tiers) == set(Tier)
    assert {page for row in TABLE.rows.values() for page in row.pages} == set(PAGES)


def test_every_official_name_of_icd_is_that_of_the_tabular() -> None:
    ours = {row.code: row.label for row in TABLE.rows.values() if row.system.key == "I10"}
    assert {code: icd.get_description(code) for code in ours} == ours


def test_every_icd_code_stands_in_its_section() -> None:
    """No code of the tier never begins a better one, and the other way round only where the longer one says so."""
    better = [row for row in TABLE.rows.values() if row.tier in (Tier.EXACT, Tier.POSSIBLE)]
    never = [row for row in TABLE.rows.values() if row.tier is Tier.NEVER]
    assert [
        b.code
        for b in better
        for n in never
        if n.system == b.system and b.code.startswith(n.code) and len(b.code) > len(n.code)
    ] == []


def test_code_systems_have_names_of_their_own() -> None:
    names = [name for system in SYSTEMS for name in (system.oid, *system.other_oids, system.uri, system.name) if name]
    assert len(set(names)) == len(names)
    assert {system.key for system in SYSTEMS} - BY_KEY.keys() == {"CPT"}


@pytest.mark.parametrize(("line", "says"), [
    ("I11,C49,x,possible,overview,,\n", "line 2: system is “I11”; use one of I10, "),
    ("CPT,00000,x,general,diagnosis,,\n", "line 2: system is “CPT”; use one of I10, "),
    ("I10,c49,x,possible,overview,,\n", "line 2: “c49” is not how ICD-10-CM writes a code"),
    ("I10,C4922,x,possible,overview,,\n", "line 2: “C4922” is not how"),
    ("I10,,x,possible,overview,,\n", "line 2: “” is not how"),
    ("I10,C49,x,sure,overview,,\n", "line 2: tier is “sure”; use exact, possible, weak, general, never"),
    ("I10,C49,x,possible,home,,\n", "line 2: there is no page “home”; use overview, "),
    ("I10,C49,x,possible,,,\n", "line 2: name pages for every tier but never"),
    ("I10,D25,x,never,overview,,\n", "line 2: name pages for every tier but never"),
    (GOOD + GOOD, "line 3: I10 C49 stands twice; keep one"),
    ("I10\n", "line 2: “” is not how"),
])  # fmt: skip
def test_a_wrong_line_is_named(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "codes.csv"
    path.write_text(f"{','.join(COLUMNS)}\n{line}", encoding="utf-8")
    with pytest.raises(CodeTableError) as fault:
        read_table(path, CONDITION.codes)
    assert f"codes.csv, {says}" in str(fault.value)


def test_wrong_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("code,tier\nC49,possible\n", encoding="utf-8")
    with pytest.raises(CodeTableError, match="line 1: the columns must be system, code, label"):
        read_table(path, CONDITION.codes)
