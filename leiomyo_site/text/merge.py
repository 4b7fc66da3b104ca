"""Two people's words put together: nothing of either is lost."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leiomyo_site.text.diff import opcodes


@dataclass(frozen=True)
class MergedText:
    """The words together, and the paragraphs that both had changed, as (mine, theirs); both stand in the text."""

    text: str
    conflicts: tuple[tuple[str, str], ...]


def merge(base: str, mine: str, theirs: str) -> MergedText:
    """Merge two texts that were both made from `base`, paragraph by paragraph.

    >>> merge("A.\\n\\nB.\\n", mine="A!\\n\\nB.\\n", theirs="A.\\n\\nB?\\n").text
    'A!\\n\\nB?\\n'
    >>> merge("A.\\n", mine="A!\\n", theirs="A?\\n").conflicts
    (('A!', 'A?'),)
    """
    if mine == theirs or theirs == base:
        return MergedText(mine, ())
    if mine == base:
        return MergedText(theirs, ())
    old = _paragraphs(base)
    result: list[str] = []
    clashes: list[tuple[str, str]] = []
    done = 0
    for start, end, here, there in _changes(old, _paragraphs(mine), _paragraphs(theirs)):
        result += old[done:start]
        done = end
        if here is None or there is None or here == there:
            result += here if here is not None else there or []
            continue
        clashes.append(("\n\n".join(here), "\n\n".join(there)))
        # A paragraph that both kept stands once.
        result += here + [paragraph for paragraph in there if paragraph not in here]
    result += old[done:]
    return MergedText("\n\n".join(result) + ("\n" if result else ""), tuple(clashes))


def _paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n{2,}", text.strip("\n")) if part]


@dataclass(frozen=True)
class _Edit:
    """Paragraphs `start` to `end` of the old text become `new`."""

    start: int
    end: int
    new: list[str]

    def touches(self, start: int, end: int) -> bool:
        """Does this edit change what lies between two places, or put something where they meet?"""
        if self.start == self.end or start == end:
            return self.start <= end and start <= self.end
        return self.start < end and start < self.end


def _edits(old: Sequence[str], new: Sequence[str]) -> list[_Edit]:
    codes = opcodes(old, new)
    return [_Edit(a, b, list(new[c:d])) for tag, a, b, c, d in codes if tag != "equal"]


def _changes(
    old: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[int, int, list[str] | None, list[str] | None]]:
    """Yield each changed stretch of the old text, in order, with what each made of it; None if one left it alone."""
    waiting = [_edits(old, mine), _edits(old, theirs)]
    while any(waiting):
        first = min((edits[0] for edits in waiting if edits), key=lambda edit: (edit.start, edit.end))
        start, end = first.start, first.end
        taken: list[list[_Edit]] = [[], []]
        grown = True
        while grown:
            grown = False
            for own, edits in zip(taken, waiting, strict=True):
                while edits and (edits[0] is first or edits[0].touches(start, end)):
                    edit = edits.pop(0)
                    own.append(edit)
                    end, grown = max(end, edit.end), True
        here, there = (_applied(old, edits, start, end) if edits else None for edits in taken)
        yield start, end, here, there


def _applied(old: Sequence[str], edits: Sequence[_Edit], start: int, end: int) -> list[str]:
    result: list[str] = []
    for edit in edits:
        result += [*old[start : edit.start], *edit.new]
        start = edit.end
    return [*result, *old[start:end]]
