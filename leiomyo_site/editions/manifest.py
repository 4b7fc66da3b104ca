"""What an edition holds of each address: written for families, programs and the next bake, and read by that.

packed          what families are sent
manifest.json   the same for programs and people: status, file, ETags, sizes, the numbers that it was made from;
                its first line says which site made the edition, and which versions families were given by then
kept            what the next bake looks up, so that it makes only what changed
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from leiomyo_site.editions.archive import StoredResponse, read_archive, write_archive
from leiomyo_site.permalinks.urls import SHORT_PREFIX
from leiomyo_site.site.html_check import PageOutline
from leiomyo_site.site.render_cache import dump, load
from leiomyo_site.site.static_files import is_public_path, output_path

ARCHIVE, MANIFEST, BUILD_STATE = "packed", "manifest.json", "kept"
ADDRESSES = ', "addresses": {'


@dataclass(frozen=True)
class Provenance:
    """Which site made an edition, and the hash of every version that families were given by then, such as HJ9BN.2.

    A withdrawal has no hash; an edition of an older version of this code has no site and no hashes.
    """

    site: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)

    def with_versions(self, more: Mapping[str, str]) -> "Provenance":
        """Return the same with more versions that families were given."""
        return replace(self, versions={**self.versions, **more})


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
        return document_code(self.stored.path, self.made_from)

    @property
    def made_from(self) -> Sequence[str]:
        """The names of the versions of documents behind this address, if it says so."""
        names: list[str] = self._facts()["made_from"]
        return names

    @property
    def shown_codes(self) -> frozenset[str]:
        """The codes of all documents whose words are known to stand here."""
        return frozenset(version.partition(".")[0] for version in self.made_from)

    @property
    def is_withheld(self) -> bool:
        """Does no page show this version, since a person went back to an edition from before it?"""
        return bool(self._facts().get("withheld"))

    def withheld(self) -> "BuiltResponse":
        """Return the same, marked as a version that no page shows; the next bake from the newest makes it anew."""
        row = {**self._facts(), "withheld": True}
        return replace(self, key="", row=f"{json.dumps(self.stored.path)}: {json.dumps(row, ensure_ascii=False)}")

    def _facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads(f"{{{self.row}}}")[self.stored.path]
        return facts


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


def version_of(path: str) -> str:
    """Return the name of the version whose words stand at an address; empty if it is no such address.

    >>> version_of("/h/HJ9BN.2"), version_of("/h/HJ9BN.2.svg"), version_of("/h/HJ9BN"), version_of("/surgery/")
    ('HJ9BN.2', '', '', '')
    """
    code, _, number = path.removeprefix(SHORT_PREFIX).partition(".")
    return f"{code}.{number}" if path.startswith(SHORT_PREFIX) and number.isdecimal() else ""


def write_responses(
    baked: Sequence[BuiltResponse], folder: Path, made: Provenance, *, number: int, headers: Sequence[tuple[str, str]]
) -> None:
    """Write all addresses into the folder of an edition; `headers` are those of every answer."""
    rows = ",\n".join(sorted(one.row for one in baked))
    head = json.dumps({"number": number, **asdict(made)})
    (folder / MANIFEST).write_text(f"{head[:-1]}{ADDRESSES}\n{rows}\n}}}}\n", encoding="utf-8")
    dump({one.stored.path: (one.key, _plain(one.outline), one.row) for one in baked}, folder / BUILD_STATE)
    write_archive([one.stored for one in baked], {"number": number, "headers": headers}, folder / ARCHIVE)


def read_provenance(folder: Path) -> Provenance:
    """Return what an edition says of where it comes from.

    Raises:
        OSError: it cannot be read.
        ValueError: it is damaged.
    """
    with (folder / MANIFEST).open(encoding="utf-8") as file:
        first = file.readline()
        head = json.loads(first.rstrip().removesuffix(ADDRESSES) + "}")
        if "site" in head:
            return Provenance(head["site"], head["versions"])
        addresses = json.loads(first + file.read())["addresses"]
    return Provenance(versions={name: "" for path in addresses if (name := version_of(path))})


def read_responses(folder: Path) -> dict[str, BuiltResponse]:
    """Return an edition as it was baked, nothing if it is damaged; without what is kept of it, all is made anew."""
    known = load(folder / BUILD_STATE) or {}
    try:
        _, entries = read_archive(folder / ARCHIVE)
    except OSError:
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
