"""Addresses as people type them from paper, or paste them with the signs around. Knows no Django."""

import re

from leiomyo_site.permalinks.permanent_codes import LOOK_ALIKES, CodeError, parse_code
from leiomyo_site.permalinks.urls import SHORT_PREFIX, short_path

# What stands after a code: a number, the kind of a file, how a handout is set.
VERSION = re.compile(r"0*([1-9][0-9]{0,5})")
MAX_LENGTH = 80
MAX_PATH_LENGTH = 300
# A sentence around an address may leave its signs behind, some of them unseen.
STRAY = re.compile(r"^[\W_]+|[\W_]+$")


TRAILING = re.compile(r"[\W_]+$")


def typed_path(raw: str) -> str:
    """Return a path as it was typed: WSGI hands on its bytes as if each were a letter.

    >>> typed_path("/h/HJ9BN\\xe2\\x80\\x9d")
    '/h/HJ9BN”'
    """
    return raw.encode("latin-1", "replace").decode("utf-8", "replace")


def page_paths(path: str) -> tuple[str, str]:
    """Return how the address of a page, and that of a file, would be written out: who typed it had another case,
    doubled slashes, or the signs of a sentence at the end.

    >>> page_paths("/Treatment//surgery.)"), page_paths("/feed.xml/")
    (('/treatment/surgery/', '/treatment/surgery'), ('/feed.xml/', '/feed.xml'))
    """
    parts = [TRAILING.sub("", part) for part in typed_path(path)[:MAX_PATH_LENGTH].lower().split("/")]
    file = "/" + "/".join(filter(None, parts))
    # Where nothing but signs was typed, no page was meant.
    return (f"{file}/", file) if any(parts) else ("/" if path.strip("/") == "" else path, path)


def is_short_link(path: str) -> bool:
    """Is this an address of a code, in any letter case?"""
    return path[: len(SHORT_PREFIX)].lower() == SHORT_PREFIX


def raw_code(path: str) -> str:
    """Return what was typed where a code stands.

    >>> raw_code("/H/hj9bm.2.pdf")
    'hj9bm'
    """
    return STRAY.sub("", path[len(SHORT_PREFIX) :]).partition(".")[0]


def canonical_path(path: str) -> str | None:
    """Return a short address as it was issued, however it was typed; None if its code is wrong.

    >>> [canonical_path(path) for path in ("/H/hj9-bn", "/h/HJ9BN.o2.PDF", "/h/hj9bn.l", "/h/HJ9BM")]
    ['/h/HJ9BN', '/h/HJ9BN.2.pdf', '/h/HJ9BN.1', None]
    """
    if not is_short_link(path) or len(path) > MAX_LENGTH:
        return None
    _, *more = STRAY.sub("", path[len(SHORT_PREFIX) :]).split(".")
    try:
        code = parse_code(raw_code(path))
    except CodeError:
        return None
    return ".".join([short_path(code), *map(_part, more)])


def _part(typed: str) -> str:
    number = VERSION.fullmatch(typed.strip().upper().translate(LOOK_ALIKES))
    return number[1] if number else typed.strip().lower()
