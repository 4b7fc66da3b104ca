"""What a word was meant to be, for those who have only heard it."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from leiomyo_site.search.normalize import phonetic_key

MIN_CHARS = 4
# Letters wrong, left out, too many or swapped that are still the same word, by its length.
MAX_EDITS = ((10, 3), (7, 2), (4, 1))
# So many that nothing else was meant, if the first letter is right.
SURE_EDITS = ((11, 3), (9, 2), (6, 1))
# Of a word that sounds the same, more letters may be wrong, but fewer of short sounds, which many words share.
MAX_PHONETIC_EDITS = {2: 2, 3: 5}
LONG_SOUND = 3
VOWELS = re.compile("[aeiouy]")


class SpellChecker:
    """Words that are known, each with how much it says; `little` are never what somebody meant."""

    def __init__(self, words: Mapping[str, int], *, little: Collection[str]) -> None:
        self._worth = {word: log(1 + worth) for word, worth in words.items() if word not in little and word.isalpha()}
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        for word in self._worth:
            if len(word) >= MIN_CHARS:
                self._by_length[len(word)].append(word)
                self._by_sound[phonetic_key(word)].append(word)

    def correct(self, word: str) -> str:
        """Return the known word that an unknown one surely was meant to be, empty if there is none.

        >>> speller = SpellChecker({"chemotherapy": 9, "chemo": 5, "came": 5}, little=())
        >>> speller.correct("kemotherapy"), speller.correct("kemo"), speller.correct("cams")
        ('chemotherapy', 'chemo', '')
        """
        near = self.nearest(word)
        return near if near and is_sure(word, near) else ""

    def nearest(self, word: str) -> str:
        """Return the known word that an unknown one is most like, empty if none is near.

        >>> SpellChecker({"came": 5}, little=()).nearest("cams")
        'came'
        """
        if len(word) < MIN_CHARS or len(word) > 40 or not word.isalpha():
            return ""
        heard = phonetic_key(word)
        found = {near: self._cost(word, near, heard) for near in self._near(word, heard)}
        return min(found, key=lambda near: (found[near], near)) if found else ""

    def _near(self, word: str, heard: str) -> set[str]:
        slips = next(slips for length, slips in MAX_EDITS if len(word) >= length)
        near = set()
        for length in range(max(MIN_CHARS, len(word) - slips), len(word) + slips + 1):
            known = self._by_length.get(length, ())
            rows = process.extract(word, known, scorer=OSA.distance, score_cutoff=slips, limit=5)
            # A short word with its first letter wrong is more likely another word.
            near |= {row[0] for row in rows if len(word) > 5 or row[0][0] == word[0]}
        most = MAX_PHONETIC_EDITS.get(min(len(heard), LONG_SOUND), 0)
        return near | {other for other in self._by_sound.get(heard, ()) if OSA.distance(word, other) <= most}

    def _cost(self, word: str, near: str, heard: str) -> float:
        """Return how unlikely it is that one was meant; what sounds alike or says much is likelier."""
        return (
            OSA.distance(word, near)
            - 1.5 * (phonetic_key(near) == heard)
            - 0.4 * (word[0] == near[0])
            - 0.15 * self._worth[near]
        )

    def complete(self, start: str) -> list[str]:
        """Return known words that may begin so for somebody who mishears or mistypes, the likeliest first."""
        if len(start) < MIN_CHARS:
            return []
        heard = phonetic_key(start)
        alike = {
            word
            for other, words in self._by_sound.items()
            if len(heard) > 1 and other.startswith(heard)
            for word in words
        }
        near = {word for word in self._worth if word[0] == start[0] and OSA.distance(word[: len(start)], start) == 1}
        return sorted(alike | near, key=lambda word: (_distance_to_start(word, start), -self._worth[word], word))


def is_sure(word: str, near: str) -> bool:
    """Is a known word so near to an unknown one that nothing else was meant?

    >>> [is_sure(*pair) for pair in (("kemo", "chemo"), ("doxyrubicin", "doxorubicin"), ("todo", "today"))]
    [True, True, False]
    """
    edits = OSA.distance(word, near)
    sound = phonetic_key(near)
    # Many words share a short sound; their vowels tell them apart.
    is_alike = len(sound) >= LONG_SOUND or VOWELS.findall(word) == VOWELS.findall(near)
    if is_alike and sound == phonetic_key(word) and edits <= max(2, (len(word) - 1) // 2):
        return True
    return word[0] == near[0] and edits <= next((most for length, most in SURE_EDITS if len(word) >= length), 0)


def _distance_to_start(word: str, start: str) -> int:
    """Return how many letters are wrong in what may be the first letters of a word.

    >>> _distance_to_start("chemotherapy", "kemo"), _distance_to_start("complete", "kemo")
    (2, 3)
    """
    return min(OSA.distance(word[:length], start) for length in range(len(start) - 1, len(start) + 2))
