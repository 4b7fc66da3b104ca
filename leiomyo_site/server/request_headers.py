"""What a browser asks for in its headers: encodings that it takes, and bytes that it has already. Imports no Django."""

from functools import lru_cache

from leiomyo_site.editions.archive import ENCODINGS


# Browsers send a handful of values; to take each apart anew would be most of the work of an answer.
@lru_cache(maxsize=64)
def accepted_encodings(accepted: str) -> tuple[str, ...]:
    """Return the encodings that a browser takes, smallest first; plain bytes are always taken.

    >>> accepted_encodings("gzip, deflate, br, zstd"), accepted_encodings("br;q=0")
    (('br', 'gzip'), ())
    """
    return tuple(encoding for encoding in ENCODINGS[:2] if accepts_encoding(accepted, encoding))


def accepts_encoding(accepted: str, encoding: str) -> bool:
    """Does an Accept-Encoding header take an encoding? A quality of 0 refuses it.

    >>> accepts_encoding("gzip, br;q=0", "br"), accepts_encoding("gzip;q=0.5", "gzip"), accepts_encoding("", "br")
    (False, True, False)
    """
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
