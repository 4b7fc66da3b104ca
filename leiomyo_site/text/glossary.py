"""Medical words and how to find them in running text.

Spellings are kept as a tree of words, so that finding the longest one at a place costs the length of that spelling and
not the number of terms.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from leiomyo_site.text.normalization import aligned, comparable

# A word is letters or digits; what stands between two words of one name may be blanks, one hyphen, or an apostrophe.
TOKEN = re.compile(r"[^\W_]+")
HYPHENS = "-\u2010\u2011\u2013"
GAP = re.compile(rf"[\s\u00a0\u202f]+|[{HYPHENS}’']")
INNER_HYPHEN = re.compile(rf"(?<=[^\W_])[{HYPHENS}](?=[^\W_])")
STOPS = ".,;:!?)”"
POSSESSIVE = re.compile(r"[’']s?(?![^\W_])")
# Web and mail addresses, names of domains, and numbers with a decimal part: no term is found inside one.
ADDRESS = re.compile(
    r"https?://\S+|(?<![\w.@-])(?:[\w.+-]+@[\w.-]+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?![\w-])(?:/\S*)?|\d+(?:[.,]\d+\w*)+)"
)
MAYBE_ADDRESS = re.compile(r"\w[.@,]\w|://")


class GlossaryError(ValueError):
    """Two terms claim the same spelling."""


@dataclass(frozen=True)
class TermText:
    """One glossary entry as families read it; `spellings` are only for finding it in text."""

    slug: str
    name: str
    say: str
    definition: str
    url: str
    other_names: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    match_case: bool = False
    see_also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mention:
    """A place in a text where a term stands: characters `start` to `end`."""

    start: int
    end: int
    slug: str


@dataclass
class _Node:
    next: dict[str, "_Node"] = field(default_factory=dict)
    slug: str = ""

    def names(self) -> Iterator[tuple[str, ...]]:
        """Yield every name that goes on from here: its term, then the words that are left."""
        if self.slug:
            yield (self.slug,)
        for word, node in self.next.items():
            yield from ((slug, word, *rest) for slug, *rest in node.names())


def plurals(word: str) -> tuple[str, ...]:
    """Return the regular English plurals of a word, best first.

    >>> plurals("biopsy"), plurals("metastasis"), plurals("mass"), plurals("MRI")
    (('biopsies',), ('metastases',), ('masses',), ('MRIs',))
    """
    if word.isupper():
        return (word + "s",)
    if re.search(r"[^aeiou]y$", word):
        return (word[:-1] + "ies",)
    if word.endswith("sis"):
        return (word[:-2] + "es",)
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return (word + "es",)
    return (word + "s",)


def closed_up(name: str) -> str:
    """Return a name with its hyphens closed up, as many people write it.

    >>> closed_up("neo-adjuvant radiation")
    'neoadjuvant radiation'
    """
    return INNER_HYPHEN.sub("", name)


def _variants(name: str, lang: str) -> list[tuple[str, ...]]:
    """Return a name as words, then its plural, then the same with hyphens closed up; empty if it has no letters."""
    tokens = tuple(TOKEN.findall(name))
    if not tokens:
        return []
    closed = tuple(TOKEN.findall(closed_up(name)))
    # Limb-salvage is never limbsalvage to the eye: finding both costs nothing.
    forms = [tokens] if closed == tokens else [tokens, closed]
    return [
        variant
        for form in forms
        for variant in (form, *((*form[:-1], many) for many in plurals(form[-1]) if lang == "en"))
    ]


class Glossary:
    """All terms of one language, ready to be found in text.

    Raises:
        GlossaryError: a spelling belongs to two terms; says which.
    """

    def __init__(self, terms: Iterable[TermText], *, lang: str = "en") -> None:
        self.lang = lang
        self.terms = {term.slug: term for term in terms}
        self.slug_at = {term.url: term.slug for term in self.terms.values()}
        self._folded = _Node()
        self._exact = _Node()
        derived: list[tuple[TermText, tuple[str, ...]]] = []
        for term in self.terms.values():
            for name in (term.name, *term.other_names, *term.spellings):
                if "(" in name:
                    continue
                written, *grown = _variants(comparable(name), lang) or [()]
                if not written:
                    self._refuse(f"“{term.slug}” has the name “{name}”, which has no letters")
                    continue
                self._add(term, written, must=True)
                derived += [(term, form) for form in grown]
        for term, form in derived:
            self._add(term, form, must=False)
        self._begins = {word.lower() for tree in (self._folded, self._exact) for word in tree.next}

    def _add(self, term: TermText, form: Sequence[str], *, must: bool) -> None:
        forms = [tuple(form)]
        if term.match_case and form[0].islower():
            forms.append((form[0].capitalize(), *form[1:]))
        for words in forms:
            node = self._exact if term.match_case else self._folded
            for word in words:
                node = node.next.setdefault(word if term.match_case else word.lower(), _Node())
            if node.slug not in ("", term.slug) and must:
                self._refuse(f"“{' '.join(form)}” belongs to both “{node.slug}” and “{term.slug}”")
            # A spelling that somebody wrote down beats a plural that we made up.
            node.slug = node.slug or term.slug

    def _refuse(self, reason: str) -> None:
        raise GlossaryError(reason)

    @cached_property
    def names_by_first_word(self) -> Mapping[str, frozenset[tuple[str, ...]]]:
        """All that decides which terms are found where a word stands, by that word in small letters."""
        found: dict[str, set[tuple[str, ...]]] = {}
        for tree in (self._folded, self._exact):
            for word, node in tree.next.items():
                names = ((self.terms[slug].url, word, *rest) for slug, *rest in node.names())
                found.setdefault(word.lower(), set()).update(names)
        return {word: frozenset(names) for word, names in found.items()}

    def mentions(self, text: str) -> Iterator[Mention]:
        """Yield every place where a term stands, in reading order, never overlapping; the longest name wins.

        >>> g = Glossary([TermText("biopsy", "biopsy", "", "", ""), TermText("core", "core needle biopsy", "", "", "")])
        >>> [(m.slug, m.start, m.end) for m in g.mentions("A core-needle biopsy or two biopsies.")]
        [('core', 2, 20), ('biopsy', 28, 36)]
        """
        plain, places = aligned(text)
        addresses = [found.span() for found in ADDRESS.finditer(plain)] if MAYBE_ADDRESS.search(plain) else []
        done = 0
        for start in self._beginnings(plain):
            if start < done or any(first <= start < last for first, last in addresses):
                continue
            end, slug = self._longest(plain, start)
            if slug:
                possessive = POSSESSIVE.match(plain, end)
                done = possessive.end() if possessive else end
                yield Mention(places[start], places[done - 1] + 1 if plain is not text else done, slug)

    def _beginnings(self, text: str) -> Iterator[int]:
        """Yield where a word stands that begins some name: one in thirty, so the others must cost next to nothing."""
        if "İ" in text or "Σ" in text:
            # Their small letters are longer, or depend on the letters around: words would not stand where they stood.
            yield from (word.start() for word in TOKEN.finditer(text) if word[0].lower() in self._begins)
            return
        begins, lowered, end = self._begins, text.lower(), 0
        for chunk in lowered.split():
            if chunk.isalnum() and chunk not in begins:
                continue
            places = self._begin_within(chunk)
            if places:
                start = _standing_alone(lowered, chunk, end)
                end = start + len(chunk)
                yield from (start + place for place in places)

    def _begin_within(self, chunk: str) -> Sequence[int]:
        """Return where words that begin a name stand between two blanks; most often there is one word and a stop."""
        if chunk in self._begins or (bare := chunk.rstrip(STOPS)) in self._begins:
            return (0,)
        if bare.isalnum():
            return ()
        return [word.start() for word in TOKEN.finditer(chunk) if word[0] in self._begins]

    def _longest(self, text: str, start: int) -> tuple[int, str]:
        """Return where the longest name that begins here ends, and its term; no term if none does."""
        best = (start, "")
        if not _starts_word(text, start):
            return best
        folded: _Node | None = self._folded
        exact: _Node | None = self._exact
        at = start
        while token := TOKEN.match(text, at):
            word, end = token[0], token.end()
            folded = folded.next.get(word.lower()) if folded else None
            exact = exact.next.get(word) if exact else None
            if not folded and not exact:
                break
            slug = (exact and exact.slug) or (folded and folded.slug)
            if slug and _ends_word(text, end):
                best = (end, slug)
            gap = GAP.match(text, end)
            if not gap:
                break
            at = gap.end()
        return best


class PublishedGlossary(Glossary):
    """Terms that are public already: a spelling that two of them share stays with the first, and stops nothing."""

    def _refuse(self, reason: str) -> None:
        """Leave the spelling to the term that had it first."""


def _standing_alone(text: str, chunk: str, at: int) -> int:
    """Return where a chunk stands between blanks, from a place on; it does stand there."""
    while True:
        at = text.index(chunk, at)
        end = at + len(chunk)
        if (not at or text[at - 1].isspace()) and (end == len(text) or text[end].isspace()):
            return at
        at += 1


def _starts_word(text: str, start: int) -> bool:
    """Is this the start of a whole word, and not the rest of one such as non-cancer or pre_op?"""
    before = text[max(start - 2, 0) : start]
    return not before or not (before[-1] == "_" or (before[-1] in HYPHENS and len(before) == 2 and before[0].isalnum()))


def _ends_word(text: str, end: int) -> bool:
    after = text[end : end + 2]
    if not after or (after[0] != "_" and after[0] not in HYPHENS + "’'"):
        return True
    if after[0] in "’'":
        return len(after) < 2 or not after[1].isalnum() or bool(POSSESSIVE.match(text, end))
    return after[0] != "_" and not (len(after) == 2 and after[1].isalnum())
