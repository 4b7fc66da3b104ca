"""What a question must bring first, whatever else is found: rules of words, for the server and the browser.

A phrase is words with blanks between. A word may be several (`hit|hits`), end in any way (`bleed*`), or be the name of
a group of words in capitals (`NOT wake`). All languages count in every language: who is frightened types their own.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from rapidfuzz.distance import OSA

from leiomyo_site.search.normalize import normalize, phonetic_key

GROUP = re.compile(r"[A-Z]{2,}")
FORM = re.compile(r"[^\W_]+\*?")
# From so many letters on, so many of them may be wrong.
MAX_EDITS = ((8, 2), (4, 1))
SHORTEST_SOUND = 3

Phrases = tuple[str, ...]
# A phrase as the forms of each of its words; and a word of a question with the forms that it may be.
Phrase = Sequence[frozenset[str]]
Word = tuple[str, frozenset[str]]
PhraseIndex = Mapping[str, Sequence[Phrase]]


@dataclass(frozen=True)
class SearchRules:
    """Phrases by what they bring. Those of `urgent` may stand in any order; the words of all others stand as written,
    with none but the words of `between` among them. `own` are words that name the illness of the guide."""

    urgent: Phrases = ()
    crisis: Phrases = ()
    illness: Phrases = ()
    own: Phrases = ()
    between: Phrases = ()
    gentle: tuple[Phrases, ...] = ()

    def __add__(self, other: "SearchRules") -> "SearchRules":
        """Return both; gentle answers are joined one by one, in the order of their files."""
        joined = {
            field.name: tuple(dict.fromkeys((*getattr(self, field.name), *getattr(other, field.name))))
            for field in fields(self)
            if field.name != "gentle"
        }
        count = max(len(self.gentle), len(other.gentle))
        gentle = tuple(
            tuple(phrase for rules in (self, other) for phrase in (rules.gentle[place : place + 1] or ((),))[0])
            for place in range(count)
        )
        return SearchRules(**joined, gentle=gentle)

    def to_json(self) -> dict[str, Any]:
        """Return the same as plain lists."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "SearchRules":
        """Return what `to_json` gave."""
        gentle = tuple(tuple(phrases) for phrases in kept["gentle"])
        return cls(**{name: tuple(phrases) for name, phrases in kept.items() if name != "gentle"}, gentle=gentle)


@dataclass(frozen=True)
class FirstHelp:
    """What must come before anything found: the call box, the crisis line, the place of a gentle answer, or the words
    that name another illness."""

    is_urgent: bool = False
    is_crisis: bool = False
    gentle: int | None = None
    other_illness: tuple[str, ...] = ()


def compiled_phrases(phrases: Iterable[object], groups: Mapping[str, Sequence[str]]) -> Phrases:
    """Return phrases with their groups written out, as they are compared.

    >>> compiled_phrases(["NOT respirar", "azúl* labio|labios"], {"NOT": ["no", "sin"]})
    ('no|sin respirar', 'azul* labio|labios')

    Raises:
        ValueError: a group is not known, or a word is none.
    """
    return tuple(" ".join(_slot(slot, groups) for slot in str(phrase).split()) for phrase in phrases)


def _slot(written: str, groups: Mapping[str, Sequence[str]]) -> str:
    forms = []
    for form in written.split("|"):
        if GROUP.fullmatch(form):
            if form not in groups:
                raise ValueError(f"there is no group of words “{form}”")
            forms += [normalize(one) for one in groups[form]]
        else:
            forms.append(normalize(form))
    if wrong := [form for form in forms if not FORM.fullmatch(form)]:
        raise ValueError(f"“{wrong[0]}” is no word; write words, hit|hits, bleed* or the name of a group")
    return "|".join(dict.fromkeys(forms))


class RuleMatcher:
    """The rules, ready for questions; `is_known` tells words that nobody misspelt."""

    def __init__(self, rules: SearchRules, is_known: Callable[[str], bool]) -> None:
        self._is_known = is_known
        self._between = frozenset(rules.between)
        self._own = frozenset(rules.own)
        self._urgent = _by_first_word(rules.urgent)
        self._crisis = _by_first_word(rules.crisis)
        self._illness = _by_first_word(rules.illness)
        self._gentle = [_by_first_word(phrases) for phrases in rules.gentle]
        every = (*rules.urgent, *rules.crisis, *rules.illness, *(one for phrases in rules.gentle for one in phrases))
        forms = {form for phrase in every for slot in phrase.split() for form in slot.split("|")}
        self._whole = {form for form in forms if not form.endswith("*")}
        self._starts = {form[:-1] for form in forms if form.endswith("*")}
        self._sounds: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for form in sorted(forms):
            self._sounds[form[0]].append((form, phonetic_key(form.rstrip("*"))))

    def __contains__(self, word: str) -> bool:
        """Is a word one of the rules, as it stands or by its beginning?"""
        return word in self._whole or word in self._between or bool(self._beginnings(word))

    def first_help(self, typed: Sequence[str], used: Sequence[str]) -> FirstHelp:
        """Return what must come first, by the words as they were typed, and by those that were looked for."""
        questions = [
            [(word, self._forms(word)) for word in words] for words in dict.fromkeys(map(tuple, (typed, used)))
        ]
        said = frozenset[str]().union(*(forms for question in questions for _, forms in question))
        own = self._own & {*typed, *used}
        gentle = (place for place, phrases in enumerate(self._gentle) if self._said(phrases, questions))
        return FirstHelp(
            is_urgent=any(all(slot & said for slot in one) for form in said for one in self._urgent.get(form, ())),
            is_crisis=bool(self._said(self._crisis, questions)),
            gentle=next(gentle, None),
            other_illness=() if own else self._said(self._illness, questions),
        )

    def _said(self, phrases: PhraseIndex, questions: Iterable[Sequence[Word]]) -> tuple[str, ...]:
        """Return the words of a question that are one of these phrases, empty if there is none."""
        for words in questions:
            for start, (_, forms) in enumerate(words):
                for phrase in (phrase for form in forms for phrase in phrases.get(form, ())):
                    if places := self._places(phrase, words, start):
                        return tuple(words[place][0] for place in places)
        return ()

    def _places(self, phrase: Phrase, words: Sequence[Word], start: int) -> list[int]:
        """Return where a phrase stands that begins at one place; empty if it does not."""
        places: list[int] = []
        for place in range(start, len(words)):
            word, forms = words[place]
            if phrase[len(places)] & forms:
                places.append(place)
                if len(places) == len(phrase):
                    return places
            elif not places or word not in self._between:
                return []
        return []

    def _forms(self, word: str) -> frozenset[str]:
        """Return every form of the rules that a word is, or, if nobody writes it so, may have been meant to be."""
        forms = self._beginnings(word) | ({word} & self._whole)
        if forms or len(word) < MAX_EDITS[-1][0] or self._is_known(word):
            return frozenset(forms)
        heard = phonetic_key(word)
        near = self._sounds.get(word[0], ())
        return frozenset(form for form, sound in near if _is_near(word, heard, form, sound))

    def _beginnings(self, word: str) -> set[str]:
        return {f"{word[:end]}*" for end in range(1, len(word) + 1) if word[:end] in self._starts}


def _is_near(word: str, heard: str, form: str, sound: str) -> bool:
    """May a misspelt word have been meant to be one of the rules, or to begin so?"""
    stem = form.rstrip("*")
    edits = next((edits for length, edits in MAX_EDITS if len(stem) >= length), 0)
    if not edits:
        return False
    if stem == form:
        is_alike, beginnings = len(sound) >= SHORTEST_SOUND and heard == sound, {word}
    else:
        is_alike = len(sound) > SHORTEST_SOUND and heard.startswith(sound)
        beginnings = {word[: len(stem) + more] for more in (-1, 0, 1)}
    # Words of one sound may differ in more letters, but not in most: another language has short sounds too.
    most = max(edits, (len(stem) - 1) // 2) if is_alike else edits
    return any(OSA.distance(one, stem, score_cutoff=most) <= most for one in beginnings)


def _by_first_word(phrases: Iterable[str]) -> PhraseIndex:
    """Return phrases by each form of their first word."""
    found: dict[str, list[Phrase]] = defaultdict(list)
    for written in phrases:
        phrase = [frozenset(slot.split("|")) for slot in written.split()]
        for form in phrase[0]:
            found[form].append(phrase)
    return found
