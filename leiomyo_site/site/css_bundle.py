"""One stylesheet for families, joined from the files of styles/ in the order of their names."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal, overload

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage

NAME = "site.css"
# Inside of a finder, `list` is its method.
Paths = list[str]


def stylesheet() -> str:
    """Return the whole stylesheet, without comments and indentation."""
    parts = sorted((settings.ROOT / "styles").glob("*.css"))
    joined = "\n".join(part.read_text(encoding="utf-8") for part in parts)
    return re.sub(r"\n\s*", "\n", re.sub(r"/\*.*?\*/", "", joined, flags=re.DOTALL)).strip() + "\n"


class CssBundleFinder(BaseFinder):
    """Django’s way to collect a static file that is made, not found."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        storage = InMemoryStorage()
        storage.save(NAME, ContentFile(stylesheet()))
        yield NAME, storage

    @overload
    def find(self, path: str, find_all: Literal[False] = ...) -> str | None: ...

    @overload
    def find(self, path: str, find_all: Literal[True]) -> Paths: ...

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | Paths | None:
        return [] if find_all else None  # only `collectstatic` makes it
