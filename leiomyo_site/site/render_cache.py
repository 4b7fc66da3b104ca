"""What was worked out once from the same words: kept from one edition to the next, so that only news costs time."""

import marshal
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

# The format belongs to one version of Python; another one begins anew.
PYTHON_VERSION = sys.version
CHECKSUM_BYTES = 4


class RenderCache:
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
        dump(self._used, path)


def load_render_cache(path: Path) -> RenderCache:
    """Return what was kept in a file; nothing if there is none or it cannot be read."""
    kept = load(path)
    return RenderCache(kept) if isinstance(kept, dict) else RenderCache()


def dump(values: Any, path: Path) -> None:
    """Write plain values into a file, with a sum that finds out a bit that went bad."""
    data = marshal.dumps((PYTHON_VERSION, values))
    path.write_bytes(zlib.crc32(data).to_bytes(CHECKSUM_BYTES, "big") + data)


def load(path: Path) -> Any:
    """Return what was written into a file; None if it is not there, damaged, or of another Python."""
    try:
        data = memoryview(path.read_bytes())
        if zlib.crc32(data[CHECKSUM_BYTES:]) != int.from_bytes(data[:CHECKSUM_BYTES], "big"):
            return None
        mark, values = marshal.loads(data[CHECKSUM_BYTES:])
    except (OSError, EOFError, ValueError, TypeError):
        return None
    return values if mark == PYTHON_VERSION else None
