"""Questions that once found the wrong page, or no help: each finds what it should."""

import json
from pathlib import Path
from typing import Any

import pytest

from leiomyo_site.search.engine import SearchIndex

CASES = json.loads((Path(__file__).parents[1] / "data/failed_cases.json").read_text(encoding="utf-8"))
# The fixture reads the guide from a database once.
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("case", CASES["search"], ids=lambda case: case["q"])
def test_each_question_is_answered(index: SearchIndex, case: dict[str, Any]) -> None:
    answer = index.search(case["q"])
    hits = (*([answer.term] if answer.term else []), *answer.pages, *answer.terms)
    urls = [hit.href for hit in hits]
    if "first" in case:
        assert urls[0] == case["first"]
    if "any" in case:
        assert case["any"] in urls[:4]
    assert not case.get("urgent") or answer.is_urgent
    assert not case.get("crisis") or answer.crisis
    assert "not_" not in case or case["not_"] not in str(answer.instead)


@pytest.mark.parametrize("case", CASES["suggest"], ids=lambda case: case["q"])
def test_each_beginning_of_a_word_suggests_its_page(index: SearchIndex, case: dict[str, str]) -> None:
    assert case["any"] in [one.href for one in index.suggester.suggest(case["q"])][:4]
