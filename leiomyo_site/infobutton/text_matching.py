"""What a text from a record names: the illness of this guide, another one, or one of its medicines."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from itertools import takewhile

from leiomyo_site.text.condition import CodeLookup
from leiomyo_site.text.normalization import without_accents

# Anywhere in a text, these tell of a doubt, an error, somebody else, or an animal.
DOUBTS = frozenset(
    without_accents(
        """
    possible possibly probable probably potential suspect suspected suspicion suspicious question questionable query
    unlikely presumed presumptive provisional working consistent compatible concern concerning concerned exclude
    excluded excluding excludes exclusion ruled rule ro ddx dd differential evaluate evaluation eval workup pending
    benign screening screen screened test testing negative absent absence unproven unconfirmed uncertain refuted
    disproved misdiagnosed misdiagnosis erroneous error mistaken incorrect wrong thought fear worry worried feared
    predisposition predisposed susceptibility carrier prevention prophylactic donor family familial fh fhx fmhx mother
    father sister brother sibling aunt uncle cousin niece nephew grandmother grandfather grandparent maternal paternal
    parent parents relative relatives husband wife spouse partner son daughter caregiver friend bereavement bereaved
    death died deceased grief canine feline equine bovine murine veterinary vet dog dogs cat cats horse mouse rat
    xenograft posible sospecha sospechoso descartar descartado excluir familiar familiares familia benigno benigna
    madre padre hermano hermana abuelo abuela canino felino suspeita suspeito possivel provavel mae pai irmao irma
    sospetto sospetta familiarita familiare escludere possibile cane gatto famille familiaux benin benigne exclure
    eliminer soupcon mere pere soeur frere chien chat verdacht ausgeschlossen ausschluss moglich fraglich familie
    familienanamnese gutartig mutter vater bruder schwester hund katze verdenking mogelijk uitgesloten moeder vader
    misstankt misstanke mistanke uteslutet utelukket podejrzenie wykluczono wykluczyc rodzinny подозрение исключить
    исключена возможно вероятно семейный мать отец собака suphesi supheli ekarte ailede
        """
    ).split()
)
# The same in signs, in abbreviations, and in scripts without blanks between words.
DOUBT_SIGNS = re.compile(
    r"[?？¿؟]|\br[/. ]+o\b|\bv[. ]+a\b|\bd[/. ]+d\b"
    "|疑|除外|排除|否定|鉴别|鑑別|家族|良性|의심|배제|가족|양성|اشتباه|استبعاد|عائل|محتمل",
    re.IGNORECASE,
)
# These doubt a name that stands beside them, and mean nothing without one: “of bone or soft tissue”.
ALTERNATIVES = frozenset(
    "or oder ou vs versus like mimic mimics mimicking resembling simulating risk risks favor favors favored".split()
)
# These deny what comes after them: “measles without fever” denies no measles.
DENIALS = frozenset(
    without_accents(
        "no not non without never none neither nor denies denied sin nao sem senza pas sans aucun aucune kein keine "
        "keinen ohne geen zonder ej ingen inte ikke brak nie не нет без yok degil 无 無 非 没有 未见"
    ).split()
)
# “Measles, not otherwise specified” denies none either.
DENIED_AFTER = re.compile(r"^(?: \w+){0,2} (?:not (?!otherwise|specified|elsewhere|further)|none\b|denied\b|no$|nein$)")
# Letters of scripts other than Latin: what a text in them says, but for the names, is not known.
UNREAD = re.compile("[\u0400-\u1cff\u2d80-\u2dff\u3040-\ud7ff\uf900-\ufaff]")
SHORTEST_SLIPPED = 12


def words(text: str) -> list[str]:
    """Return the words of a text in lower case without accents, in order; a sign lost on the way stays as �.

    >>> words("Sarcoïdose (côté), T2")
    ['sarcoidose', 'cote', 't2']
    """
    return re.findall("(?:[^\\W_]|�)+", without_accents(text))


class RecordText:
    """One text of a record, and what it says as far as a look-up knows its words. Each question is worked out once."""

    def __init__(self, text: str, lookup: CodeLookup) -> None:
        self._text = text
        self._lookup = lookup
        self._words = words(text)

    def named_illness(self, *, beside: "RecordText") -> str:
        """Return the name of the illness that the text gives without doubt, as we spell it; empty if there is none.

        `beside` is another text on the same thing: its doubts count.
        """
        name, before, after = self._parted
        both = (self, beside)
        if not name or any(one.names_another or one._is_doubted or ALTERNATIVES & set(one._words) for one in both):
            return ""
        return "" if DENIALS & set(before.split()) or DENIED_AFTER.search(after) else name

    @cached_property
    def names_another(self) -> bool:
        """Does the text name another illness, with this one or without?"""
        _, before, after = self._parted
        return any(self._lookup.look_alikes.search(part) for part in (before, after) if part)

    def says_otherwise(self, *, label: str) -> bool:
        """Does it say, beside a code of wider meaning whose official name is `label`, that the illness is another?

        It does if it names another or doubts it, if it has a word besides the general one that we do not know, or
        letters that we cannot read.
        """
        if self.names_another or self._is_doubted:
            return True
        if self._parted[0]:
            return not self.named_illness(beside=self)
        if UNREAD.search(self._text):
            return True
        telling = self._lookup.spread.sub(" ", " ".join(self._words)).split()
        found, general = {word for word in telling if not word.isdigit()}, self._lookup.general_words
        return bool(found & general and found - general - self._lookup.qualifiers - set(words(label)))

    @cached_property
    def withheld(self) -> Mapping[str, str]:
        """Return the pages to which the text must not lead, each with the words that say so."""
        padded = f" {' '.join(self._words)} "
        phrases = ((page, phrase) for page, some in self._lookup.withheld.items() for phrase in some)
        return {page: phrase for page, phrase in phrases if f" {phrase} " in padded}

    def named_medicine(self, medicines: Iterable[str]) -> str:
        """Return the first of some medicines that stands in the text as a word of its own; empty if none does."""
        return next((name for name in medicines if name in self._words), "")

    @cached_property
    def _is_doubted(self) -> bool:
        return bool(DOUBT_SIGNS.search(self._text) or not DOUBTS.isdisjoint(self._words))

    @cached_property
    def _parted(self) -> tuple[str, str, str]:
        """The first name of the illness in the text, and what stands before and after it; without one, all before."""
        plain = " ".join(self._words)
        for pattern in _names(self._lookup.names):
            if found := pattern.search(plain):
                return found[0], plain[: found.start()], plain[found.end() :]
        for word in (word for word in self._words if len(word) >= SHORTEST_SLIPPED - 1):
            alike = _long_names(self._lookup.names).get((word[0], word[-1]), ())
            if name := next((name for name in alike if _is_slip(word, name)), ""):
                before, _, after = plain.partition(word)
                return name, before, after
        return "", plain, ""


@lru_cache(maxsize=2)
def _names(names: tuple[str, ...]) -> list[re.Pattern[str]]:
    """Return patterns of names: of whole words, and of scripts that write no blanks between words."""
    plain = [" ".join(words(name)) for name in names]
    spaced = [name for name in plain if name[0] < "⺀"]
    unspaced = [name for name in plain if name[0] >= "⺀"]
    return [re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)"), re.compile("|".join(unspaced) or "(?!)")]


@lru_cache(maxsize=2)
def _long_names(names: tuple[str, ...]) -> Mapping[tuple[str, str], list[str]]:
    """Return the names in which a slip of the pen is forgiven, by their first and last letter, which must be right."""
    found: dict[tuple[str, str], list[str]] = {}
    for name in (" ".join(words(name)) for name in names):
        if len(name) >= SHORTEST_SLIPPED:
            found.setdefault((name[0], name[-1]), []).append(name)
    return found


def _is_slip(word: str, name: str) -> bool:
    """Is one letter inside a word wrong, lost, added, or swapped with the next, against a name?

    >>> [_is_slip(word, "tuberculosis") for word in ("tuberclosis", "tuberculsois", "xtuberculosis", "tuberculosisis")]
    [True, True, False, False]
    """
    if abs(len(word) - len(name)) > 1 or word[0] != name[0] or word[-1] != name[-1]:
        return False
    start = _shared(word, name)
    left, right = word[start:], name[start:]
    end = _shared(left[::-1], right[::-1])
    left, right = left[: len(left) - end], right[: len(right) - end]
    return (len(left) <= 1 and len(right) <= 1) or (len(left) == 2 and left == right[::-1])


def _shared(first: str, second: str) -> int:
    """Return how many letters two words have in common at their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
