"""What somebody may be typing: terms, pages and sections whose names hold words that begin so."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leiomyo_site.search.normalize import normalized_words
from leiomyo_site.search.query_parser import QueryParser, sanitize_query

MAX_SUGGESTIONS = 7
MIN_CHARS = 2
# So many words are tried for one that nothing begins with.
MOST_ENDS = 4
ORDER = {"term": 0, "page": 1, "section": 2}


@dataclass(frozen=True)
class Suggestion:
    """A thing to go to, by its name; `also` is the other name that was being typed, `of` the page of a section."""

    kind: str
    href: str
    name: str
    also: str = ""
    of: str = ""


class Autocomplete:
    """Everything that has a name, found by the beginnings of its words."""

    def __init__(self, headings: Iterable[tuple[str, str, str, str, Sequence[str]]], reader: QueryParser) -> None:
        self._reader = reader
        self._known: list[tuple[tuple[str, ...], Suggestion]] = []
        for kind, href, title, heading, spellings in headings:
            self._add(Suggestion(kind, href, heading or title, of=title if heading else ""), heading or title)
            for spelling in spellings:
                self._add(Suggestion(kind, href, title, also=spelling), spelling)
        self._beginnings = sorted(
            (word, number) for number, (words, _) in enumerate(self._known) for word in frozenset(words)
        )

    def _add(self, suggestion: Suggestion, name: str) -> None:
        self._known.append((tuple(normalized_words(name)), suggestion))

    def suggest(self, typed: str) -> list[Suggestion]:
        """Return what begins so, best first; what sounds like it if nothing begins so; nothing for a single letter."""
        words = normalized_words(sanitize_query(typed))
        if not words or len("".join(words)) < MIN_CHARS:
            return []
        ranked = self._ranked(words)
        if not ranked:
            meant = [self._reader.speller.correct(word) or word for word in words[:-1]]
            for end in self._reader.speller.complete(words[-1])[:MOST_ENDS]:
                ranked += self._ranked([*meant, end])
        return list({suggestion.href: suggestion for suggestion in reversed(ranked)}.values())[
            : -MAX_SUGGESTIONS - 1 : -1
        ]

    def _ranked(self, words: Sequence[str]) -> list[Suggestion]:
        """Return what has a word beginning with each of these, best first."""
        found = set.intersection(*(self._with(word) for word in words))
        return [self._known[number][1] for number in sorted(found, key=lambda number: self._rank(number, words))]

    def _with(self, start: str) -> set[int]:
        first = bisect_left(self._beginnings, (start, -1))
        last = bisect_left(self._beginnings, (start + "\uffff", -1), lo=first)
        return {number for _, number in self._beginnings[first:last]}

    def _rank(self, number: int, words: Sequence[str]) -> tuple[object, ...]:
        name, suggestion = self._known[number]
        begins = " ".join(name).startswith(" ".join(words))
        return (not begins, ORDER[suggestion.kind], bool(suggestion.also), len(name), number)
