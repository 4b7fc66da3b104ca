"""What differs between two texts, word by word, for a person to read; hostile texts take no longer than others."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

TOKEN = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)
# Of an unchanged stretch, so much stays before and after a change; what is left out is said to be.
CONTEXT_CHARS = 160
# difflib takes the cube of the length where pieces repeat: only so many pairs of pieces are given to it.
MOST_PAIRS = 4_000
# A change as difflib gives it: its kind, then from where to where in the old and in the new sequence.
Opcode = tuple[str, int, int, int, int]


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
    for tag, a, b, c, d in opcodes(before, after):
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


def opcodes(old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
    """Return how to come from one sequence to another, in order, as difflib does, in time that grows with their length.

    Pieces that stand once in both hold the sequences together (patience diff); long stretches without any are replaced.

    >>> opcodes("one dose now".split(), "two doses now".split())
    [('replace', 0, 2, 0, 2), ('equal', 2, 3, 2, 3)]
    """
    found: list[Opcode] = []
    done = (0, 0)
    for i, j, size in (*_joined_matches(sorted(_matches(old, new))), (len(old), len(new), 0)):
        if (i, j) != done:
            tag = "insert" if i == done[0] else "delete" if j == done[1] else "replace"
            found.append((tag, done[0], i, done[1], j))
        if size:
            found.append(("equal", i, i + size, j, j + size))
        done = (i + size, j + size)
    return found


def _joined_matches(matches: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    joined: list[tuple[int, int, int]] = []
    for i, j, size in matches:
        if joined and (joined[-1][0] + joined[-1][2], joined[-1][1] + joined[-1][2]) == (i, j):
            joined[-1] = (*joined[-1][:2], joined[-1][2] + size)
        else:
            joined.append((i, j, size))
    return joined


def _matches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield stretches that are alike, as place in the old, place in the new, and length; in no order."""
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        a, b, c, d = waiting.pop()
        start = a
        while a < b and c < d and old[a] == new[c]:
            a, c = a + 1, c + 1
        if a > start:
            yield start, c - (a - start), a - start
        end = b
        while a < b and c < d and old[b - 1] == new[d - 1]:
            b, d = b - 1, d - 1
        if end > b:
            yield b, d, end - b
        at = (a, c)
        for i, j in (anchors := _anchors(old[a:b], new[c:d])):
            yield a + i, c + j, 1
            waiting.append((at[0], a + i, at[1], c + j))
            at = (a + i + 1, c + j + 1)
        if anchors:
            waiting.append((at[0], b, at[1], d))
        elif (b - a) * (d - c) <= MOST_PAIRS:
            for i, j, size in SequenceMatcher(None, old[a:b], new[c:d], autojunk=False).get_matching_blocks()[:-1]:
                yield a + i, c + j, size


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of pieces that stand once in each of two sequences: the most that come in the same order."""
    places = {piece: j for j, piece in enumerate(new)}
    once = {piece for piece, count in Counter(old).items() if count == 1}
    once &= {piece for piece, count in Counter(new).items() if count == 1}
    # The longest run of growing places, by patience sorting.
    tops: list[int] = []
    last: list[tuple[int, int, int]] = []  # place in the old, in the new, and which of the run before
    ends: list[int] = []
    for i, piece in enumerate(old):
        if piece in once:
            pile = bisect_left(tops, places[piece])
            last.append((i, places[piece], ends[pile - 1] if pile else -1))
            tops[pile : pile + 1], ends[pile : pile + 1] = [places[piece]], [len(last) - 1]
    found, at = [], ends[-1] if ends else -1
    while at >= 0:
        i, j, at = last[at]
        found.append((i, j))
    return found[::-1]
