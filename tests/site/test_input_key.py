"""The key of a page: whatever a page is made from, a change of it makes the page again."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from leiomyo_site.editions.build import plan_responses
from leiomyo_site.search.index import SearchDocument
from leiomyo_site.site.code_version import SETTINGS, code_version
from leiomyo_site.site.content_page import ContentPageContext, EmergencyCard, GlossaryEntry
from leiomyo_site.site.glossary_page import GlossaryIndexContext, TermPageContext
from leiomyo_site.site.input_key import SharedInput, input_key
from leiomyo_site.site.responses import Layout, LazyBody
from leiomyo_site.site.site_content import load_site_content
from leiomyo_site.site.version_page import VersionBanner
from tests.editions.conftest import NOON, change, three_pages

__all__ = ["change", "three_pages"]

CONTEXTS = {
    ContentPageContext,
    EmergencyCard,
    GlossaryEntry,
    GlossaryIndexContext,
    Layout,
    SearchDocument,
    TermPageContext,
    VersionBanner,
}


class Season(Enum):
    SPRING = 1
    FALL = 2


@dataclasses.dataclass(frozen=True)
class Leaf:
    color: str
    hidden: str = dataclasses.field(default="", repr=False, compare=False)


@dataclasses.dataclass(frozen=True)
class Branch(SharedInput):
    leaves: tuple[Leaf, ...]


def dataclasses_in(value: object) -> Iterator[object]:
    """Yield every dataclass instance inside a value, at any depth."""
    if isinstance(value, Mapping):
        value = [*value.values()]
    if isinstance(value, list | tuple):
        for part in value:
            yield from dataclasses_in(part)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield value
        for field in dataclasses.fields(value):
            yield from dataclasses_in(getattr(value, field.name))


@pytest.mark.django_db
def test_any_field_of_what_any_page_is_made_from_changes_its_key(
    three_pages: Path, change: Callable[..., None]
) -> None:
    change("biopsy", "A piece.\n")
    planned = plan_responses([load_site_content("en")], now=NOON)
    bodies = [response.body for response in planned.values() if isinstance(response.body, LazyBody)]
    found = {type(value): value for body in bodies for value in dataclasses_in(body.inputs)}
    assert found.keys() >= CONTEXTS - {EmergencyCard}
    for kind, value in found.items():
        for field in dataclasses.fields(kind):
            changed = dataclasses.replace(value, **{field.name: ["something else"]})  # type: ignore[type-var]
            assert input_key(changed) != input_key(value), f"{kind.__name__}.{field.name}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a", ["a"]),
        (["ab", "c"], ["a", "bc"]),
        ([["a"], "b"], [["a", "b"]]),
        ({"a": "b"}, {"b": "a"}),
        (1, "1"),
        (None, ""),
        (True, 1),
        (b"a", b"b"),
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC)),
        (Season.SPRING, Season.FALL),
        (Leaf("red"), Leaf("gold")),
        (Leaf("red", hidden="a"), Leaf("red", hidden="b")),
        (Branch((Leaf("red", hidden="a"),)), Branch((Leaf("red", hidden="b"),))),
        ({"in": [Branch((Leaf("red"),))]}, {"in": [Branch((Leaf("gold"),))]}),
    ],
)
def test_two_values_have_two_keys(one: object, other: object) -> None:
    assert input_key(one) != input_key(other)


def test_equal_values_have_one_key() -> None:
    assert input_key(Branch((Leaf("red"),)), {"a": 1}) == input_key(Branch((Leaf("red"),)), {"a": 1})


@pytest.mark.parametrize("value", [object(), {"a", "b"}, len, Leaf, {("a", "b"): 1}, 1j])
def test_a_value_without_a_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        input_key({"deep": [value]})


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_that_pages_show_changes_the_version_of_the_code(settings: Any, name: str) -> None:
    make: Callable[[], str] = code_version.__wrapped__
    before = make()
    assert make() == before
    setattr(settings, name, "something else")
    assert make() != before
