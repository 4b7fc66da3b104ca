"""An edition in one file, as families are answered from it. Imports no Django, since the server imports this.

Layout: a mark, the length and the SHA-256 of the head; the head; all bodies one after the other. The head is text: a
line about the edition, a line for each set of headers, then two for each address. One is its path, the other its
status, which headers it has, and for each encoding where its body stands and its ETag. Headers and bodies that are the
same stand there once.

To open an edition is to read its head and check it by its hash. No line is taken apart before its address is asked for,
so that a server takes up a thousand pages as fast as ten. A sum of all bodies finds out a disk that lost a bit, when a
bake has written an edition and when a server starts. An ETag is made from the bytes of its body, by which a server
checks each body whenever it reads one.
"""

import hashlib
import json
import mmap
import os
import struct
import weakref
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

Headers = tuple[tuple[str, str], ...]
MARK = b"leiomyo2"
PREFIX = struct.Struct(">8sQ32s")
OLDER_PREFIX = struct.Struct(">Q")
CHUNK_BYTES = 1024 * 1024
DAMAGED = "its bytes are not those that were written"
ENCODINGS = ("br", "gzip", "identity")
# Large and seldom asked for: they stay in the file until then.
LAZY_HEADERS = (("Content-Type", "application/pdf"),)


@dataclass(frozen=True)
class StoredResponse:
    """One address: its status, its headers in order, and its body in each encoding that is worth while.

    The body of a PDF that was read from a packed edition is a view of that file.
    """

    path: str
    status: int
    headers: Headers
    bodies: Mapping[str, bytes | memoryview]
    etags: Mapping[str, str]


class Span(NamedTuple):
    """Where a body stands among all bodies, and its ETag."""

    at: int
    length: int
    etag: str


class ArchiveError(OSError):
    """A packed edition cannot be read: it was cut short, its bytes are not those that were written, or it is none."""


def etag_of(body: bytes | memoryview) -> str:
    """Return the ETag of a body, by which a server also checks it."""
    return f'"{hashlib.sha256(body).hexdigest()[:24]}"'


def write_archive(entries: Iterable[StoredResponse], about: Mapping[str, object], path: Path) -> None:
    """Write an edition as one file, and read it back; `about` is kept beside the addresses.

    Raises:
        OSError: it cannot be written, or the disk holds something else than was written (ArchiveError).
    """
    lines: list[str] = []
    heads: dict[Headers, int] = {}
    bodies: dict[str, bytes | memoryview] = {}
    spans: dict[str, Span] = {}
    at = total = 0
    for entry in entries:
        for encoding, etag in entry.etags.items():
            if etag not in spans:
                bodies[etag] = body = entry.bodies[encoding]
                spans[etag] = Span(at, len(body), etag)
                at += len(body)
                total = zlib.crc32(body, total)
        places = {encoding: spans[etag] for encoding, etag in entry.etags.items()}
        lines += (entry.path, _json((entry.status, heads.setdefault(entry.headers, len(heads)), places)))
    first = {"about": about, "size": at, "sum": total, "heads": len(heads)}
    head = "\n".join([_json(first), *map(_json, heads), *lines]).encode()
    with path.open("wb") as file:
        file.write(PREFIX.pack(MARK, len(head), hashlib.sha256(head).digest()) + head)
        file.writelines(bodies.values())
    Archive(path).check()


def read_archive(path: Path) -> tuple[dict[str, object], list[StoredResponse]]:
    """Return what `write_archive` wrote, all of it checked.

    Raises:
        OSError: it cannot be read, or is not as it was written (ArchiveError).
    """
    archive = Archive(path)
    archive.check()
    return archive.about, list(archive.responses())


class Archive:
    """An edition that is open: what is said of each address in memory, its bodies in the file until one is asked for.

    Whatever is not as it was written raises an ArchiveError.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        self._size = os.fstat(self._file).st_size
        try:
            self._begin, (first, *lines) = self._head()
            told = json.loads(first)
            expected = self._begin + told["size"]
            self.about: dict[str, Any] = told["about"]
            self._sum = told["sum"]
            self._heads, rows = lines[: told["heads"]], lines[told["heads"] :]
            self.index = dict(zip(rows[::2], rows[1::2], strict=True))
        except (ValueError, KeyError, TypeError, struct.error) as error:
            raise ArchiveError(f"{path}: this is no packed edition") from error
        if self._size != expected:
            raise ArchiveError(f"{path}: {self._size} bytes, {expected} expected")

    def entry(self, path: str) -> tuple[int, Headers, dict[str, Span]]:
        """Return the status of an address, its headers in order, and by encoding where its body stands."""
        status, head, spans = json.loads(self.index[path])
        # Editions of older code may have the headers themselves at each address.
        headers = _headers(self._heads[head] if isinstance(head, int) else _json(head))
        return status, headers, {encoding: Span(*span) for encoding, span in spans.items()}

    def body(self, span: Span) -> bytes:
        """Return a body, after a look whether its bytes are those that were written."""
        body = self._read(span.length, self._begin + span.at)
        if etag_of(body) != span.etag:
            raise ArchiveError(f"{self._path}: {DAMAGED}")
        return body

    def check(self) -> None:
        """Read all bodies once, to find out whether each byte is as it was written."""
        total = 0
        for at in range(self._begin, self._size, CHUNK_BYTES):
            total = zlib.crc32(self._read(CHUNK_BYTES, at), total)
        # Editions of older code may have no sum.
        if self._sum not in (total, None):
            raise ArchiveError(f"{self._path}: {DAMAGED}")

    def responses(self) -> Iterator[StoredResponse]:
        """Yield every address with its bodies, which are not looked at."""
        mapped = memoryview(mmap.mmap(self._file, 0, access=mmap.ACCESS_READ))[self._begin :]
        for path in self.index:
            status, headers, spans = self.entry(path)
            bodies = {encoding: mapped[span.at : span.at + span.length] for encoding, span in spans.items()}
            yield StoredResponse(
                path,
                status,
                headers,
                bodies if headers[:1] == LAZY_HEADERS else {name: bytes(body) for name, body in bodies.items()},
                {encoding: span.etag for encoding, span in spans.items()},
            )

    def _read(self, length: int, at: int) -> bytes:
        try:
            # Not from memory mapped to the file: where the disk fails, that ends the process.
            return os.pread(self._file, length, at)
        except OSError as error:
            raise ArchiveError(f"{self._path}: {error}") from error

    def _head(self) -> tuple[int, list[str]]:
        """Return where the bodies begin, and the lines of the head."""
        mark, length, digest = PREFIX.unpack(self._read(PREFIX.size, 0))
        if mark != MARK:
            return self._older_head()
        # A length that went bad would ask for more memory than there is.
        head = self._read(min(length, self._size), PREFIX.size)
        if hashlib.sha256(head).digest() != digest:
            raise ArchiveError(f"{self._path}: {DAMAGED}")
        return PREFIX.size + length, head.decode().split("\n")

    def _older_head(self) -> tuple[int, list[str]]:
        """Return the same of an edition of older code, whose head is one piece of JSON after its length."""
        (length,) = OLDER_PREFIX.unpack(self._read(OLDER_PREFIX.size, 0))
        found = json.loads(self._read(min(length, self._size), OLDER_PREFIX.size))
        heads = found.get("heads", [])
        first = {"about": found["about"], "size": found["size"], "sum": found.get("sum"), "heads": len(heads)}
        lines = [line for path, row in found["index"].items() for line in (path, _json(row))]
        return OLDER_PREFIX.size + length, [_json(first), *map(_json, heads), *lines]


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


# The same headers stand at many addresses.
@lru_cache(maxsize=256)
def _headers(line: str) -> Headers:
    return tuple((name, value) for name, value in json.loads(line))
