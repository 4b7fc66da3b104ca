"""What somebody looks for: the words that say it, the guide’s own words for it, and what misspelt words meant."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from leiomyo_site.search.normalize import normalized_words
from leiomyo_site.search.rules import FirstHelp, RuleMatcher
from leiomyo_site.search.spellcheck import SpellChecker
from leiomyo_site.search.stemming import Stemmer
from leiomyo_site.search.synonyms import SearchLanguage
from leiomyo_site.text.normalization import without_invisible

# More than this is not a question; what comes after is not looked at.
MAX_CHARS = 200
MAX_WORDS = 24
MEANS_WEIGHT = 1.4
SAID_WEIGHT = 0.45
SHORTEST_START = 4
SHORTEST_PAIR = 7
SHORTEST_PART = 3
MOST_STARTS = 8
# What a word may end in, and what stood there before: clots is clot, cured is cure, biopsies is biopsy.
ENDINGS = (
    *(("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("d", ""), ("ed", "e"), ("ing", ""), ("ing", "e")),
    *(("ly", ""), ("er", ""), ("er", "e")),
)
SHORTEST_BASE = 3

Phrase = tuple[str, ...]
Phrases = tuple[Phrase, ...]


@dataclass(frozen=True)
class Clause:
    """One thing that a question asks for: any of these ways to say it, each as stems that must stand together."""

    alternatives: Phrases
    weight: float


@dataclass(frozen=True)
class Correction:
    """A word that nobody wrote, and the word that was looked for."""

    typed: str
    used: str


@dataclass(frozen=True)
class ParsedQuery:
    """What was typed, as it was understood; `names` is all that the whole of it may be called, as stems.

    `instead` was looked for instead of what was typed, `offered` only may have been meant.
    """

    typed: str
    parts: tuple[Clause, ...]
    names: Phrases
    instead: tuple[Correction, ...]
    offered: tuple[Correction, ...]
    first: FirstHelp


def sanitize_query(typed: str) -> str:
    """Return what was typed on one line, without signs that cannot be seen, and not too long to be a question.

    >>> sanitize_query("  cat\\x00 \\n scan ")
    'cat scan'
    """
    seen = without_invisible(typed[: 4 * MAX_CHARS])
    visible = "".join(sign if sign.isprintable() else " " for sign in seen)
    return " ".join(visible.split())[:MAX_CHARS].strip()


class QueryParser:
    """Understands questions in one language, from the words that there are to be found and all `real_words`."""

    def __init__(
        self,
        words: Mapping[str, int],
        language: SearchLanguage,
        stemmer: Stemmer,
        real_words: Collection[str] = frozenset(),
    ) -> None:
        self._stemmer = stemmer
        self._real_words = real_words
        self._little = language.little
        self._stems = {stemmer.stem(word) for word in words}
        self.speller = SpellChecker(words, little=self._little)
        self._ordered = sorted(words)
        self._worth = words
        self._same: dict[str, list[tuple[Phrase, Phrases]]] = defaultdict(list)
        for same in language.same:
            means = tuple(self._stem_all(phrase) for phrase in same.means)
            for phrase in same.say:
                stems = self._stem_all(phrase)
                self._same[stems[0]].append((stems, means))
        self._rules = RuleMatcher(language.rules, self._is_known)

    def _stem_all(self, words: Iterable[str]) -> Phrase:
        return tuple(self._stemmer.stem(word) for word in words)

    def parse(self, typed: str, *, as_typed: bool = False) -> ParsedQuery:
        """Return what is asked; with `as_typed` no word is taken for another."""
        shown = sanitize_query(typed)
        all_words = normalized_words(shown)
        words = all_words[:MAX_WORDS]
        instead: tuple[Correction, ...] = ()
        offered: tuple[Correction, ...] = ()
        if not as_typed:
            words, instead, offered = self._corrected(words)
        parts, names = self._parts(words, self._stem_all(words))
        return ParsedQuery(shown, parts, names, instead, offered, self._rules.first_help(all_words, words))

    def _is_known(self, word: str) -> bool:
        if word in self._little or word in self._worth or word in self._rules:
            return True
        return self._stemmer.stem(word) in self._stems or is_real_word(word, self._real_words)

    def _corrected(self, words: Sequence[str]) -> tuple[list[str], tuple[Correction, ...], tuple[Correction, ...]]:
        """Return the words as they were surely meant, what was changed, and what may have been meant besides.

        Two words that make one known word are joined, one that is two is split.
        """
        meant: list[str] = []
        instead, offered = [], []
        place = 0
        while place < len(words):
            word = words[place]
            pair = word + words[place + 1] if place + 1 < len(words) else ""
            if pair and self._is_joined(word, words[place + 1]):
                known = pair if pair in self._worth else self.speller.correct(pair)
                meant.append(known)
                instead.append(Correction(f"{word} {words[place + 1]}", known))
                place += 2
                continue
            place += 1
            used = [word] if self._is_known(word) else self._meant(word)
            meant += used
            if used != [word]:
                instead.append(Correction(word, " ".join(used)))
            elif not self._is_known(word) and (near := self.speller.nearest(word)):
                offered.append(Correction(word, near))
        return meant, tuple(instead), tuple(offered)

    def _is_joined(self, one: str, other: str) -> bool:
        """Do two words make one that is known, and is one of them none by itself?"""
        if self._is_known(one) and self._is_known(other):
            return False
        pair = one + other
        if len(pair) < SHORTEST_PAIR or pair in self._worth:
            return pair in self._worth
        if min(len(one), len(other)) < SHORTEST_PART:
            return False
        stand_alone = all(self._is_known(word) or self.speller.correct(word) for word in (one, other))
        return not stand_alone and bool(self.speller.correct(pair))

    def _meant(self, word: str) -> list[str]:
        """Return what an unknown word was meant to be; itself if nothing is near."""
        starts = self.starting_with(word)
        if starts:
            return [starts[0]]
        if near := self.speller.correct(word):
            return [near]
        for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            if all(part in self._worth and part not in self._little for part in (word[:cut], word[cut:])):
                return [word[:cut], word[cut:]]
        return [word]

    def starting_with(self, start: str) -> list[str]:
        """Return the known words that begin so, most telling first; none for a beginning too short to tell."""
        if len(start) < SHORTEST_START:
            return []
        first = bisect_left(self._ordered, start)
        last = bisect_left(self._ordered, start + "\uffff", lo=first)
        found = [word for word in self._ordered[first:last] if word not in self._little]
        return sorted(found, key=lambda word: (-self._worth[word], word))[:MOST_STARTS]

    def content_words(self, text: str) -> tuple[str, ...]:
        """Return the stems of a text without its little words; all of them if it has no others."""
        words = normalized_words(text)
        return self._stem_all([word for word in words if word not in self._little] or words)

    def _parts(self, words: Sequence[str], stems: Sequence[str]) -> tuple[tuple[Clause, ...], Phrases]:
        """Return what is asked for, and all names that the whole of it may be called."""
        telling = [place for place, word in enumerate(words) if word not in self._little] or list(range(len(words)))
        same = self._same_at(words, stems)
        covered = {place for places, _ in same if len(places) > 1 for place in places}
        parts, names = [], [tuple(stems[place] for place in telling)]
        alone = {next(iter(places)): means for places, means in same if len(places) == 1}
        for place in telling:
            ways = ((stems[place],), *alone.get(place, ()))
            parts.append(Clause(tuple(dict.fromkeys(ways)), SAID_WEIGHT if place in covered else 1.0))
        for places, means in same:
            if len(places) > 1:
                parts.append(Clause(means, MEANS_WEIGHT))
            if places >= set(telling):
                names += means
        return tuple(parts), tuple(dict.fromkeys(names))

    def _same_at(self, words: Sequence[str], stems: Sequence[str]) -> list[tuple[set[int], Phrases]]:
        """Return the phrases that mean something else as their places and meanings, longest first, none in another."""
        found = [
            (places, means)
            for start, stem in enumerate(stems)
            for phrase, means in self._same.get(stem, ())
            if (places := self._places(phrase, words, stems, start=start))
        ]
        found.sort(key=lambda row: -len(row[0]))
        kept: list[tuple[set[int], Phrases]] = []
        for places, means in found:
            if not any(places < longer for longer, _ in kept):
                kept.append((places, means))
        return kept

    def _places(self, phrase: Sequence[str], words: Sequence[str], stems: Sequence[str], *, start: int) -> set[int]:
        """Return where the words of a phrase stand, beginning at one place; little words may stand between them."""
        places = [start]
        at = start + 1
        while len(places) < len(phrase) and at < len(stems):
            if stems[at] == phrase[len(places)]:
                places.append(at)
            elif words[at] not in self._little:
                return set()
            at += 1
        return set(places) if len(places) == len(phrase) else set()


def is_real_word(word: str, real_words: Collection[str]) -> bool:
    """Is a word, or what it is a form of, among the real words of the language?

    >>> [is_real_word(word, {"clot", "cure", "biopsy"}) for word in ("clots", "cured", "biopsies", "clothes")]
    [True, True, True, False]
    """
    if word in real_words:
        return True
    bases = {word.removesuffix(end) + more for end, more in ENDINGS if word.endswith(end)}
    return any(len(base) >= SHORTEST_BASE and base in real_words for base in bases)
