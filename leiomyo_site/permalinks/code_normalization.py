"""Short addresses as people type them from paper. Knows no Django: the reader imports this."""

import re

from leiomyo_site.permalinks.permanent_codes import LOOK_ALIKES, CodeError, parse_code
from leiomyo_site.permalinks.urls import SHORT_PREFIX, short_path

# What stands after a code: a number, the kind of a file, how a handout is set.
VERSION = re.compile(r"0*([1-9][0-9]{0,5})")
MAX_LENGTH = 80
# A sentence around an address may leave its signs behind, some of them unseen.
STRAY = re.compile(r"^[\W_]+|[\W_]+$")


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
