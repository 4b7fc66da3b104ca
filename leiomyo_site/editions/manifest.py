"""What an edition holds of each address: written for families, programs and the next bake, and read by that.

packed          what families are sent
manifest.json   the same for programs and people: status, file, ETags, sizes, the numbers that it was made from
kept            what the next bake looks up, so that it makes only what changed
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leiomyo_site.editions.archive import ArchiveError, StoredResponse, read_archive, write_archive
from leiomyo_site.permalinks.urls import SHORT_PREFIX
from leiomyo_site.site.html_check import PageOutline
from leiomyo_site.site.render_cache import dump, load
from leiomyo_site.site.static_files import is_public_path, output_path

ARCHIVE, MANIFEST, BUILD_STATE = "packed", "manifest.json", "kept"


@dataclass(frozen=True)
class BuiltResponse:
    """One address as it goes into an edition; `key` names all that it was made from, `row` is its line as JSON."""

    stored: StoredResponse
    key: str
    outline: PageOutline | None
    row: str
    is_new: bool

    @property
    def code(self) -> str:
        """The code of the document that stands here; empty where many stand together."""
        return document_code(self.stored.path, json.loads(f"{{{self.row}}}")[self.stored.path]["made_from"])


def document_code(path: str, made_from: Sequence[str]) -> str:
    """Return the code of the document at an address; empty where many stand together.

    >>> document_code("/h/HJ9BN.2.a4.pdf", ()), document_code("/surgery/", ["HJ9BN.2", "TJ4MY.1"])
    ('HJ9BN', 'HJ9BN')
    """
    named = path.removeprefix(SHORT_PREFIX) if path.startswith(SHORT_PREFIX) else next(iter(made_from), "")
    return named.partition(".")[0]


def manifest_row(packed: StoredResponse, made_from: Iterable[str], checked: Iterable[str] = ("", "")) -> str:
    """Return what the manifest says of one address."""
    row: dict[str, Any] = {
        "status": packed.status,
        "file": output_path(packed.path) if packed.bodies else "",
        "etags": dict(packed.etags),
        "bytes": {encoding: len(body) for encoding, body in packed.bodies.items()},
        "made_from": list(made_from),
        "checked": list(checked),
        **dict(packed.headers[:1]),
    }
    return f"{json.dumps(packed.path)}: {json.dumps(row, ensure_ascii=False)}"


def write_responses(
    baked: Sequence[BuiltResponse], folder: Path, *, number: int, headers: Sequence[tuple[str, str]]
) -> None:
    """Write all addresses into the folder of an edition; `headers` are those of every answer."""
    rows = ",\n".join(sorted(one.row for one in baked))
    (folder / MANIFEST).write_text(f'{{"number": {number}, "addresses": {{\n{rows}\n}}}}\n', encoding="utf-8")
    dump({one.stored.path: (one.key, _plain(one.outline), one.row) for one in baked}, folder / BUILD_STATE)
    write_archive([one.stored for one in baked], {"number": number, "headers": headers}, folder / ARCHIVE)


def read_responses(folder: Path) -> dict[str, BuiltResponse]:
    """Return an edition as it was baked, nothing if it is damaged; without what is kept of it, all is made anew."""
    known = load(folder / BUILD_STATE) or {}
    try:
        _, entries = read_archive(folder / ARCHIVE)
    except (OSError, ArchiveError):
        return {}
    # Older code may have let an address in that cannot be one.
    return {entry.path: _baked(entry, known.get(entry.path)) for entry in entries if is_public_path(entry.path)}


def _baked(
    packed: StoredResponse, known: tuple[str, tuple[frozenset[str], frozenset[str]] | None, str] | None
) -> BuiltResponse:
    key, outline, row = known or ("", None, manifest_row(packed, ()))
    return BuiltResponse(packed, key, PageOutline(*outline, ()) if outline else None, row, is_new=False)


def _plain(outline: PageOutline | None) -> tuple[frozenset[str], frozenset[str]] | None:
    return (outline.ids, outline.links) if outline else None
