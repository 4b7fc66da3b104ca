"""Whole numbers that a form or an address holds."""


def parse_positive_int(text: str) -> int:
    """Return a whole number that a form or an address holds, 0 for anything else.

    >>> parse_positive_int("12"), parse_positive_int("x"), parse_positive_int("-1"), parse_positive_int("9" * 40)
    (12, 0, 0, 0)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
