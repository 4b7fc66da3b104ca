"""Permanent codes: five characters that name a page for ever and can be read aloud from paper.

Four characters carry the number, the fifth checks them. The alphabet is Crockford's base 32 without vowels (no
accidental words) and without Z (written like 2): 29 signs, a prime, so that the check sign finds every single wrong
character and every swap of two characters.
"""

import re
from collections.abc import Callable, Container

ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXY"
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "Z": "2"})


class CodeError(ValueError):
    """A text is not a permanent code."""


def check_character(body: str) -> str:
    """Return the fifth character for the first four.

    >>> check_character("HJ9B")
    'N'
    """
    return ALPHABET[sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, 2)) % len(ALPHABET)]


def parse_code(typed: str) -> str:
    """Return the code as stored, however it was typed from paper.

    >>> parse_code(" hj9-bn ")
    'HJ9BN'

    Raises:
        CodeError: wrong length, a sign that no code has, or a check sign that does not fit.
    """
    code = re.sub(r"[\W_]", "", typed).upper().translate(LOOK_ALIKES)
    if len(code) != 5 or any(sign not in ALPHABET for sign in code):
        raise CodeError(f"“{typed}” is not a code: a code has five letters or digits, such as HJ9BN")
    if code[4] != check_character(code[:4]):
        raise CodeError(f"“{typed}” has a wrong letter or digit: look at the paper again")
    return code


def new_code(taken: Container[str], *, choose: Callable[[str], str]) -> str:
    """Return a code that is not in `taken`; `choose` picks one sign (`secrets.choice`, or fixed in a test)."""
    while True:
        body = "".join(choose(ALPHABET) for _ in range(4))
        code = body + check_character(body)
        # A code of digits alone could be taken for a phone or record number.
        if code not in taken and not code.isdigit():
            return code
