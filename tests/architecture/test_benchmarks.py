"""The figures in the documentation are those of the last run, and nothing else."""

from bench.__main__ import PARTS
from bench.record import PAGE, ROOT, page_with, read_record


def test_the_tables_are_what_was_measured() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page_with(read_record(), page) == page


def test_every_part_is_there_and_can_be_asked_for() -> None:
    assert [part for part in PARTS if not (ROOT / f"bench/{part}.py").exists()] == []
