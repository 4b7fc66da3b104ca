"""One edition as families are answered from it: what they ask for often is ready in memory. Imports no Django."""

import time
from typing import NamedTuple

from leiomyo_site.editions.archive import LAZY_HEADERS, Archive
from leiomyo_site.permalinks.code_normalization import canonical_path, typed_path

# All pages of a large site in one encoding, but not everything that it holds.
MAX_READY_BYTES = 32 * 1024 * 1024
# About what the headers of an answer take.
HEADERS_BYTES = 2 * 1024
STATUS = {200: "200 OK", 301: "301 Moved Permanently", 302: "302 Found", 404: "404 Not Found", 410: "410 Gone"}


class EncodedResponse(NamedTuple):
    """A response in one encoding; `unmodified` are the headers for a browser that has these bytes already."""

    status: str
    etag: str
    headers: list[tuple[str, str]]
    body: list[bytes]
    unmodified: list[tuple[str, str]]


class ServedEdition:
    """An edition that is open. Nothing of an address is made ready before it is asked for."""

    def __init__(self, number: int, archive: Archive) -> None:
        self.number = number
        self.loaded_at = time.time()
        self.paths = archive.index.keys()
        self.security = [(name, value) for name, value in archive.about.get("headers", [])]
        self._archive = archive
        self._ready: dict[tuple[str, tuple[str, ...]], EncodedResponse] = {}
        self._ready_bytes = 0

    def find(self, path: str, accepted: tuple[str, ...]) -> EncodedResponse | None:
        """Return the response of an address, None if there is none; a short link may be typed in any form.

        Raises:
            ArchiveError: its body is damaged, or cannot be read.
        """
        if path not in self.paths:
            path = canonical_path(typed_path(path)) or ""
        return self.respond(path, accepted) if path in self.paths else None

    def respond(self, path: str, accepted: tuple[str, ...]) -> EncodedResponse:
        """Return the response of an address that there is, in the best encoding that the browser accepts.

        Raises:
            ArchiveError: its body is damaged, or cannot be read.
        """
        found = self._ready.get((path, accepted))
        if found is None:
            found = _encoded(self._archive, path, accepted)
            if self._ready_bytes > MAX_READY_BYTES:
                # Simpler than to know which are asked for least, and rare.
                self._ready, self._ready_bytes = {}, 0
            self._ready[path, accepted] = found
            self._ready_bytes += HEADERS_BYTES + len(found.body[0])
        return found


def _encoded(archive: Archive, path: str, accepted: tuple[str, ...]) -> EncodedResponse:
    status, common, spans = archive.entry(path)
    if not spans:
        return EncodedResponse(STATUS[status], "", [*common, ("Content-Length", "0")], [b""], [])
    encoding = next((one for one in accepted if one in spans), "identity")
    span = spans[encoding]
    vary = [("Vary", "Accept-Encoding")] if len(spans) > 1 else []
    packing = [("Content-Encoding", encoding)] if encoding != "identity" else []
    ranges = [("Accept-Ranges", "bytes")] if common[:1] == LAZY_HEADERS else []
    headers = [*common, *vary, ("ETag", span.etag), *packing, *ranges]
    unmodified = [header for header in headers if header[0] != "Content-Type"]
    headers.append(("Content-Length", str(span.length)))
    return EncodedResponse(STATUS[status], span.etag, headers, [archive.body(span)], unmodified)
