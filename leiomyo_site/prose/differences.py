"""What differs between two texts, word by word, for a person to read."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

TOKEN = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, went, or came."""

    kind: Literal["same", "removed", "added"]
    text: str


def word_differences(old: str, new: str) -> list[Piece]:
    """Return two texts as one, in order, with what went before what came.

    >>> [(p.kind, p.text) for p in word_differences("one dose", "two doses")]
    [('removed', 'one'), ('added', 'two'), ('same', ' '), ('removed', 'dose'), ('added', 'doses')]
    """
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[a:b])))
            continue
        if b > a:
            pieces.append(Piece("removed", "".join(before[a:b])))
        if d > c:
            pieces.append(Piece("added", "".join(after[c:d])))
    return pieces
