"""The list of rules that are broken one at a time names code that is there."""

import pytest

from tests.architecture.mutation_check import BREAKS, ROOT, Break


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: one.rule)
def test_what_is_to_be_broken_stands_there_once(one: Break) -> None:
    assert (ROOT / one.file).read_text(encoding="utf-8").count(one.holds) == 1
