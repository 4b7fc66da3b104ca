"""docs/security.md names, for every threat, tests that are there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
ROWS = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ")][1:]


def names_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_threat_has_its_answer_and_a_test() -> None:
    assert len(ROWS) > 20
    for row in ROWS:
        assert len(row) == 3 and row[1] and "::test_" in row[2], row[0]


def test_every_test_named_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)
    assert len(named) == PAGE.count("::")
    assert [f"{file}::{name}" for file, name in named if name not in names_in(file)] == []
