"""What differs between two texts, word by word, for a person to read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

TOKEN = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)
# Of an unchanged stretch, so much stays before and after a change; what is left out is said to be.
CONTEXT_CHARS = 160


@dataclass(frozen=True)
class DiffSegment:
    """A run of words that stayed, went, or came."""

    kind: Literal["same", "removed", "added"]
    text: str


def word_diff(old: str, new: str) -> list[DiffSegment]:
    """Return two texts as one, in order, with what went before what came; changed words in a row are one change.

    >>> [(p.kind, p.text) for p in word_diff("one dose now", "two doses now")]
    [('removed', 'one dose'), ('added', 'two doses'), ('same', ' now')]
    """
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    pieces: list[DiffSegment] = []
    removed, added = "", ""
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        went, came = "".join(before[a:b]), "".join(after[c:d])
        is_gap = tag == "equal" and went == " " and (removed or added)
        if tag != "equal" or is_gap:
            removed, added = removed + went, added + came
            continue
        pieces += [*_change(removed, added), DiffSegment("same", went)]
        removed, added = "", ""
    return _joined([*pieces, *_change(removed, added)])


def _change(removed: str, added: str) -> Iterator[DiffSegment]:
    """Yield what went and what came, without the words that both begin or end with."""
    ahead = behind = ""
    if removed.startswith(" ") and added.startswith(" "):
        ahead, removed, added = " ", removed[1:], added[1:]
    if removed.endswith(" ") and added.endswith(" "):
        behind, removed, added = " ", removed[:-1], added[:-1]
    for kind, text in (("same", ahead), ("removed", removed), ("added", added), ("same", behind)):
        if text:
            yield DiffSegment(kind, text)  # type: ignore[arg-type]


def _joined(pieces: Iterable[DiffSegment]) -> list[DiffSegment]:
    joined: list[DiffSegment] = []
    for piece in pieces:
        if joined and joined[-1].kind == piece.kind == "same":
            joined[-1] = DiffSegment("same", joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined


def shorten_diff(pieces: list[DiffSegment]) -> list[DiffSegment]:
    """Return the pieces with the middle of long unchanged stretches left out, for reading only what changed.

    >>> [len(piece.text) for piece in shorten_diff([DiffSegment("same", "word " * 200), DiffSegment("added", "new")])]
    [163, 3]
    """
    return [_short(piece, at, len(pieces)) for at, piece in enumerate(pieces)]


def _short(piece: DiffSegment, at: int, of: int) -> DiffSegment:
    begin = "" if at == 0 else piece.text[:CONTEXT_CHARS]
    end = "" if at == of - 1 else piece.text[-CONTEXT_CHARS:]
    if piece.kind != "same" or len(piece.text) <= len(begin) + len(end) + CONTEXT_CHARS:
        return piece
    return DiffSegment("same", f"{begin} … {end}")
