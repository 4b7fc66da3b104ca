"""One key for everything that a page is made from, so that a bake makes again only what changed.

A value is written out field by field in a canonical form and hashed. A value without such a form is refused: its `repr`
could be the same for two different values, and families would read a stale page.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclasses.dataclass(frozen=True)
class SharedInput:
    """Base of frozen dataclasses that are inputs of many pages: the key of each instance is computed once."""

    @cached_property
    def input_key(self) -> str:
        """The hash of all fields."""
        return input_key(_fields(self))


def input_key(*inputs: object) -> str:
    """Return a hash that differs whenever any value in `inputs` does, at any depth.

    >>> input_key("a", ("b", "c")) == input_key("a", ["b", "c"]), input_key("a", "bc") == input_key("ab", "c")
    (True, False)

    Raises:
        TypeError: a value has no canonical form.
    """
    return hashlib.sha256(_ENCODER.encode(inputs).encode()).hexdigest()


def _canonical(value: object) -> object:
    """Return a value that JSON does not know as one that it does."""
    if isinstance(value, SharedInput):
        return value.input_key
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _fields(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, date):
        return [type(value).__name__, value.isoformat()]
    if isinstance(value, bytes):
        return ["bytes", hashlib.sha256(value).hexdigest()]
    if isinstance(value, Enum):
        return [type(value).__qualname__, value.name]
    raise TypeError(f"a page cannot be made from {type(value).__qualname__}, which has no canonical form")


def _fields(value: "DataclassInstance") -> list[object]:
    """Return the type of a dataclass and the values of all its fields, also those left out of its `repr`."""
    kind = type(value)
    if kind not in _FIELD_NAMES:
        _FIELD_NAMES[kind] = tuple(field.name for field in dataclasses.fields(value))
    return [kind.__qualname__, *[getattr(value, name) for name in _FIELD_NAMES[kind]]]


# By type: a bake looks at a hundred thousand values of twenty types.
_FIELD_NAMES: dict[type, tuple[str, ...]] = {}
# Made once: `json.dumps` makes an encoder for each call.
_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False, default=_canonical)
