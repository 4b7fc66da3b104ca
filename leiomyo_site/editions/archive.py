"""An edition in one file, as the server holds it in memory. Imports no Django, since the server imports this.

Layout: 8 bytes with the length of the index, the index as JSON, then all bodies one after the other. The index says for
each address its status, which of all heads it has, and for each encoding where its body stands and its ETag; and the
sum of all bodies, so that a disk that lost a bit is found out before families read it. Heads and bodies that are the
same stand there once.
"""

import json
import mmap
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

LENGTH_BYTES = 8
ENCODINGS = ("br", "gzip", "identity")
# Large and seldom asked for: they stay in the file until then, so that memory holds what families read.
LAZY_HEADERS = (("Content-Type", "application/pdf"),)


@dataclass(frozen=True)
class StoredResponse:
    """One address: its status, its headers in order, and its body in each encoding that is worth while.

    The body of a PDF that was read from a packed edition is a view of that file.
    """

    path: str
    status: int
    headers: tuple[tuple[str, str], ...]
    bodies: Mapping[str, bytes | memoryview]
    etags: Mapping[str, str]


class ArchiveError(Exception):
    """A packed edition cannot be read; it was cut short or is none."""


def write_archive(entries: Iterable[StoredResponse], about: Mapping[str, object], path: Path) -> None:
    """Write an edition as one file; `about` is kept beside the addresses."""
    bodies: list[bytes | memoryview] = []
    index: dict[str, object] = {}
    heads: dict[tuple[tuple[str, str], ...], int] = {}
    written: dict[str, tuple[int, int, str]] = {}
    at = total = 0
    for entry in entries:
        places = {}
        for encoding, body in entry.bodies.items():
            etag = entry.etags[encoding]
            if etag not in written:
                written[etag] = (at, len(body), etag)
                bodies.append(body)
                at += len(body)
                total = zlib.crc32(body, total)
            places[encoding] = written[etag]
        index[entry.path] = (entry.status, heads.setdefault(entry.headers, len(heads)), places)
    told = {"about": about, "size": at, "sum": total, "heads": list(heads), "index": index}
    head = json.dumps(told, separators=(",", ":")).encode()
    with path.open("wb") as file:
        file.write(len(head).to_bytes(LENGTH_BYTES, "big") + head)
        file.writelines(bodies)


def read_archive(path: Path) -> tuple[dict[str, object], list[StoredResponse]]:
    """Return what `pack` wrote.

    Raises:
        PackError: the file is not whole.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        data = _mapped(file)
    begin = LENGTH_BYTES + int.from_bytes(data[:LENGTH_BYTES], "big")
    try:
        found = json.loads(data[LENGTH_BYTES:begin])
        if begin + found["size"] != len(data):
            raise ArchiveError(f"{path}: {len(data)} bytes, {begin + found['size']} expected")
        total = zlib.crc32(memoryview(data)[begin:])
        # Editions of older code have no sum.
        if found.get("sum", total) != total:
            raise ArchiveError(f"{path}: its bytes are not those that were written")
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveError(f"{path}: this is no packed edition") from error
    return found["about"], list(_entries(found, memoryview(data)[begin:]))


def _entries(found: Mapping[str, Any], bodies: memoryview) -> Iterator[StoredResponse]:
    heads = [tuple((name, value) for name, value in headers) for headers in found.get("heads", ())]
    for address, (status, head, places) in found["index"].items():
        # Editions of older code have the headers themselves at each address.
        headers = heads[head] if isinstance(head, int) else tuple((name, value) for name, value in head)
        is_far = headers[:1] == LAZY_HEADERS
        sent, etags = {}, {}
        for encoding, (at, length, etag) in places.items():
            body = bodies[at : at + length]
            sent[encoding] = body if is_far else bytes(body)
            etags[encoding] = etag
        yield StoredResponse(address, status, headers, sent, etags)


def _mapped(file: BinaryIO) -> mmap.mmap | bytes:
    """Return what is in a file, read piece by piece when it is asked for; an empty file cannot be."""
    try:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except ValueError:
        return b""
