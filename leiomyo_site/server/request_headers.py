"""What a browser asks for in its headers: encodings that it takes, and bytes that it has already. Imports no Django."""

import re
from collections.abc import Mapping
from functools import lru_cache

from leiomyo_site.editions.archive import ENCODINGS

BYTE_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)


# Browsers send a handful of values; to take each apart anew would be most of the work of an answer.
@lru_cache(maxsize=64)
def accepted_encodings(accepted: str) -> tuple[str, ...]:
    """Return the encodings that a browser takes, smallest first; plain bytes are always taken.

    >>> accepted_encodings("gzip, deflate, br, zstd"), accepted_encodings("br;q=0")
    (('br', 'gzip'), ())
    """
    return tuple(encoding for encoding in ENCODINGS[:2] if accepts_encoding(accepted, encoding))


def accepts_encoding(accepted: str, encoding: str) -> bool:
    """Does an Accept-Encoding header take an encoding? A quality of 0 refuses it; capitals mean the same.

    >>> accepts_encoding("gzip, BR;Q=0", "br"), accepts_encoding("gzip;q=0.5", "gzip"), accepts_encoding("", "br")
    (False, True, False)
    """
    accepted = accepted.lower()
    if encoding not in accepted:
        return False
    for part in accepted.split(","):
        name, _, quality = part.partition(";")
        if name.strip() == encoding:
            return quality.replace(" ", "").removeprefix("q=").strip("0.") != "" or not quality
    return False


def etag_matches(wanted: str, etag: str) -> bool:
    """Does an If-None-Match header name an ETag? Weak ones and lists count.

    >>> etag_matches('W/"a", "b"', '"b"'), etag_matches('W/"b"', '"b"'), etag_matches('"bb"', '"b"')
    (True, True, False)
    """
    return wanted in (etag, "*") or any(part.strip().removeprefix("W/") == etag for part in wanted.split(","))


class RangeNotSatisfiable(Exception):
    """A Range header asks for bytes that a body does not have."""


def byte_range(wanted: str, size: int) -> range | None:
    """Return which bytes of a body a Range header asks for; None for all of them, also where it asks for several parts.

    >>> byte_range("bytes=0-4", 100), byte_range("bytes=90-", 100), byte_range("bytes=-5", 100)
    (range(0, 5), range(90, 100), range(95, 100))
    >>> byte_range("bytes=0-1,5-6", 100), byte_range("bytes=7-3", 100), byte_range("pages=1-2", 100)
    (None, None, None)

    Raises:
        RangeNotSatisfiable: none of them are there.

    Source: RFC 9110, section 14.
    """
    found = BYTE_RANGE.fullmatch(wanted)
    first, last = found.groups() if found else ("", "")
    if not first and not last:
        return None
    if not first:
        part = range(max(0, size - int(last)), size)
    elif last and int(last) < int(first):
        return None
    else:
        part = range(int(first), min(int(last) + 1, size) if last else size)
    if not part:
        raise RangeNotSatisfiable
    return part


def with_range(
    environ: Mapping[str, str], headers: list[tuple[str, str]], etag: str, size: int
) -> tuple[str, list[tuple[str, str]], range]:
    """Return the status of an answer to a request for a body or a part of it, its headers, and which bytes to send.

    If-Range names the body that the browser has a part of; of another one it gets all.
    """
    is_same = environ.get("HTTP_IF_RANGE", etag) == etag
    kept = [header for header in headers if header[0] != "Content-Length"]
    try:
        part = byte_range(environ.get("HTTP_RANGE", ""), size) if is_same else None
    except RangeNotSatisfiable:
        more = [("Content-Range", f"bytes */{size}"), ("Content-Length", "0")]
        return "416 Range Not Satisfiable", [header for header in kept if header[0] != "Content-Type"] + more, range(0)
    if part is None:
        return "200 OK", headers, range(size)
    more = [("Content-Range", f"bytes {part.start}-{part.stop - 1}/{size}"), ("Content-Length", str(len(part)))]
    return "206 Partial Content", kept + more, part
