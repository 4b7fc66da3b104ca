"""A small cache for what content alone decides, so that nothing in it is ever out of date."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class ContentCache(Generic[K, V]):
    """Values by a key that names everything they were made from; the oldest go when there are too many.

    >>> cache = ContentCache[str, int](1)
    >>> cache.get_or_make("a", lambda: 1), cache.get_or_make("a", lambda: 2), cache.put("b", 3), cache.get("a")
    (1, 1, None, None)
    """

    def __init__(self, max_entries: int) -> None:
        self._max_entries = max_entries
        self._values: dict[K, V] = {}
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """Return the value of a key, None if it is not known."""
        return self._values.get(key)

    def put(self, key: K, value: V) -> None:
        """Keep a value."""
        with self._lock:
            self._values.pop(key, None)
            self._values[key] = value
            while len(self._values) > self._max_entries:
                del self._values[next(iter(self._values))]

    def get_or_make(self, key: K, make: Callable[[], V]) -> V:
        """Return the value of a key, made if it is not known."""
        value = self._values.get(key)
        if value is None:
            value = make()
            self.put(key, value)
        return value
