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

from leiomyo_site.editions.archive import Packed, PackError, pack, unpack
from leiomyo_site.site.html_check import Outline
from leiomyo_site.site.render_cache import keep, recall
from leiomyo_site.site.static_files import file_of

PACKED, MANIFEST, KEPT = "packed", "manifest.json", "kept"


@dataclass(frozen=True)
class Baked:
    """One address as it goes into an edition; `key` names all that it was made from, `row` is its line as JSON."""

    packed: Packed
    key: str
    outline: Outline | None
    row: str
    is_new: bool


def row_of(packed: Packed, made_from: Iterable[str]) -> str:
    """Return what the manifest says of one address."""
    row: dict[str, Any] = {
        "status": packed.status,
        "file": file_of(packed.path) if packed.bodies else "",
        "etags": dict(packed.etags),
        "bytes": {encoding: len(body) for encoding, body in packed.bodies.items()},
        "made_from": list(made_from),
        **dict(packed.headers[:1]),
    }
    return f"{json.dumps(packed.path)}: {json.dumps(row, ensure_ascii=False)}"


def write_kept(baked: Sequence[Baked], folder: Path, *, number: int, headers: Sequence[tuple[str, str]]) -> None:
    """Write all addresses into the folder of an edition; `headers` are those of every answer."""
    rows = ",\n".join(sorted(one.row for one in baked))
    (folder / MANIFEST).write_text(f'{{"number": {number}, "addresses": {{\n{rows}\n}}}}\n', encoding="utf-8")
    keep({one.packed.path: (one.key, _plain(one.outline), one.row) for one in baked}, folder / KEPT)
    pack([one.packed for one in baked], {"number": number, "headers": headers}, folder / PACKED)


def read_kept(folder: Path) -> dict[str, Baked]:
    """Return an edition as it was baked, nothing if it is damaged; without what is kept of it, all is made anew."""
    known = recall(folder / KEPT) or {}
    try:
        _, entries = unpack(folder / PACKED)
    except (OSError, PackError):
        return {}
    return {entry.path: _baked(entry, known.get(entry.path)) for entry in entries}


def _baked(packed: Packed, known: tuple[str, tuple[frozenset[str], frozenset[str]] | None, str] | None) -> Baked:
    key, outline, row = known or ("", None, row_of(packed, ()))
    return Baked(packed, key, Outline(*outline, ()) if outline else None, row, is_new=False)


def _plain(outline: Outline | None) -> tuple[frozenset[str], frozenset[str]] | None:
    return (outline.ids, outline.links) if outline else None
