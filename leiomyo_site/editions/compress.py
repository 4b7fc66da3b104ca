"""A body in every encoding that is worth while."""

import gzip

import brotli

# Brotli above 5 takes fifty times as long for a tenth less.
BROTLI_QUALITY = 5
# A network sends about this much before it waits for an answer: a page that would not fit in is worth the time.
FIRST_FLIGHT_BYTES = 14 * 1024
SMALL_PAGE_QUALITY = 10
# Lists of a thousand words do not fit in anyway, and would keep an editor waiting for seconds.
SMALL_PAGE_BYTES = 100_000
GZIP_LEVEL = 6
# The index of a thousand pages has megabytes, which only scripts fetch: three times as fast, a fifth larger.
HUGE_BYTES = 1_000_000
HUGE_QUALITY, HUGE_GZIP_LEVEL = 4, 4
MIN_BYTES = 256
COMPRESSIBLE_TYPES = (
    "text/",
    "application/xml",
    "application/json",
    "application/atom",
    "image/svg+xml",
    "text/javascript",
)


def compressed(data: bytes, media_type: str) -> dict[str, bytes]:
    """Return a body by encoding, always the same bytes for the same body; empty for an empty one.

    >>> sorted(compressed(b"a" * 999, "text/html"))
    ['br', 'gzip', 'identity']
    """
    if not data:
        return {}
    bodies = {"identity": data}
    if len(data) < MIN_BYTES or not media_type.startswith(COMPRESSIBLE_TYPES):
        return bodies
    level = HUGE_GZIP_LEVEL if len(data) > HUGE_BYTES else GZIP_LEVEL
    small = {"br": _brotli(data), "gzip": gzip.compress(data, level, mtime=0)}
    return {**{encoding: body for encoding, body in small.items() if len(body) < len(data)}, **bodies}


def _brotli(data: bytes) -> bytes:
    quick = brotli.compress(data, quality=HUGE_QUALITY if len(data) > HUGE_BYTES else BROTLI_QUALITY)
    if len(quick) <= FIRST_FLIGHT_BYTES or len(data) > SMALL_PAGE_BYTES:
        return quick
    return brotli.compress(data, quality=SMALL_PAGE_QUALITY)
