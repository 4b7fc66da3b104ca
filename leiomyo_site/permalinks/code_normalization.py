"""Short addresses as people type them from paper. Knows no Django: the reader imports this."""

import re

from leiomyo_site.permalinks.permanent_codes import READ_ALIKE, CodeError, parse_code
from leiomyo_site.permalinks.urls import SHORT, short_path

# What stands after a code: a number, the kind of a file, how a handout is set.
NUMBER = re.compile(r"0*([1-9][0-9]{0,5})")
LONGEST = 80
# A sentence around an address may leave its signs behind.
AROUND = "/.,;:!?)'\""


def is_short(path: str) -> bool:
    """Is this an address of a code, in any letter case?"""
    return path[: len(SHORT)].lower() == SHORT


def code_typed(path: str) -> str:
    """Return what was typed where a code stands.

    >>> code_typed("/H/hj9bm.2.pdf")
    'hj9bm'
    """
    return path[len(SHORT) :].strip(AROUND).partition(".")[0]


def as_issued(path: str) -> str | None:
    """Return a short address as it was issued, however it was typed; None if its code is wrong.

    >>> as_issued("/H/hj9-bn"), as_issued("/h/HJ9BN.o2.PDF"), as_issued("/h/hj9bn.l"), as_issued("/h/HJ9BM")
    ('/h/HJ9BN', '/h/HJ9BN.2.pdf', '/h/HJ9BN.1', None)
    """
    if not is_short(path) or len(path) > LONGEST:
        return None
    _, *more = path[len(SHORT) :].strip(AROUND).split(".")
    try:
        code = parse_code(code_typed(path))
    except CodeError:
        return None
    return ".".join([short_path(code), *map(_part, more)])


def _part(typed: str) -> str:
    number = NUMBER.fullmatch(typed.strip().upper().translate(READ_ALIKE))
    return number[1] if number else typed.strip().lower()
