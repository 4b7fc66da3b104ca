"""What was read from a file is remembered until the file changes, so that a request does not read it again."""

from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def cached_by_file(read: Callable[Concatenate[Path, P], T]) -> Callable[Concatenate[Path, P], T]:
    """Remember what a function returns for a path and its other arguments, for as long as the file stays the same.

    What it returns is shared, so it must not be changed. An error is not remembered.
    """
    remembered: Any = lru_cache(maxsize=64)(lambda state, path, *args, **kwargs: read(path, *args, **kwargs))

    @wraps(read)
    def cached(path: Path, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            found = path.stat()
        except OSError:
            return read(path, *args, **kwargs)
        # A file that was swapped for another has another number, even within one tick of the clock.
        return remembered((found.st_ino, found.st_mtime_ns, found.st_size), path, *args, **kwargs)

    return cached
