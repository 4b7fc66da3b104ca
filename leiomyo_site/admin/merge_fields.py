"""Two people's words put together, field by field, when the second of them saves."""

from dataclasses import dataclass
from typing import Any

from leiomyo_site.text.merge import merge
from leiomyo_site.text.normalization import stored


@dataclass(frozen=True)
class Conflict:
    """A place that both changed: the words of the one who saves now, and what the other made of it."""

    field: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class MergeResult:
    """What to show beside a form that holds both people's words.

    `their_changes` is what the other person changed, `my_changes` what the form has besides; both as compare_revisions
    gives them.
    """

    who: str
    conflicts: tuple[Conflict, ...]
    their_changes: list[dict[str, Any]]
    my_changes: list[dict[str, Any]]


def to_content_value(value: Any) -> Any:
    """Return a form's value as it stands in the words of a text.

    >>> to_content_value(True), to_content_value(10), to_content_value(["a"]), to_content_value("a")
    ('yes', '10', ['a'], 'a')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    return [stored(line) for line in value] if isinstance(value, list) else stored(str(value))


def merge_field(was: Any, mine: Any, theirs: Any) -> tuple[Any, list[tuple[str, str]]]:
    """Return one field with both changes in it, and the places where they meet; mine stands where only one can.

    >>> merge_field("a", "a", "b"), merge_field("a", "c", "a"), merge_field(["a"], ["a", "c"], ["b", "a"])
    (('b', []), ('c', []), (['a', 'c', 'b'], []))
    >>> merge_field("a", "b", "c")
    ('b', [('b', 'c')])
    """
    if mine in (was, theirs):
        return theirs, []
    if theirs == was:
        return mine, []
    if isinstance(mine, list):
        kept = [entry for entry in mine if entry in theirs or entry not in was]
        return [*kept, *(entry for entry in theirs if entry not in mine and entry not in was)], []
    if "\n" in mine or "\n" in theirs:
        merged = merge(was, mine=mine, theirs=theirs)
        return merged.text, list(merged.conflicts)
    return mine, [(mine, theirs)]


def set_form_value(data: dict[str, Any], field: str, value: Any) -> None:
    """Put words into the data of a form, as a browser would send them."""
    if value == "no" and field == "match_case":
        data.pop(field, None)
    else:
        data[field] = "\n".join(value) if isinstance(value, list) else value
