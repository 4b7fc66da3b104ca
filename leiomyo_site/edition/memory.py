"""What was worked out once from the same words: kept from one edition to the next, so that only news costs time."""

import marshal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

# The format belongs to one version of Python; another one begins anew.
MARK = sys.version


class Memory:
    """Results by a key that names everything they were made from; what is not asked for again is forgotten."""

    def __init__(self, kept: dict[str, Any] | None = None) -> None:
        self._kept = kept or {}
        self._used: dict[str, Any] = {}

    def get(self, key: str, make: Callable[[], Any]) -> Any:
        """Return what the key stands for, made if it is not known; it holds plain values only."""
        if key not in self._used:
            self._used[key] = self._kept[key] if key in self._kept else make()
        return self._used[key]

    def save(self, path: Path) -> None:
        """Write down what was asked for."""
        path.write_bytes(marshal.dumps((MARK, self._used)))


def load_memory(path: Path) -> Memory:
    """Return what was kept in a file; nothing if there is none or it cannot be read."""
    try:
        mark, kept = marshal.loads(path.read_bytes())
    except (OSError, EOFError, ValueError, TypeError):
        return Memory()
    return Memory(kept) if mark == MARK else Memory()
