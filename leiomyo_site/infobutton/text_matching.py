"""What a text from a record names: the illness of this guide, or one of its medicines. Whole words only."""

import re
from collections.abc import Iterable
from functools import lru_cache

from leiomyo_site.text.normalization import without_accents


def words(text: str) -> list[str]:
    """Return the words of a text in lower case without accents, in order.

    >>> words("Sarcoïdose (côté), T2")
    ['sarcoidose', 'cote', 't2']
    """
    return re.findall(r"[^\W_]+", without_accents(text))


# Words that, anywhere in the text, tell of a doubt or of somebody else.
DOUBTS = frozenset(
    """
    or oder ou vs versus possible possibly probable probably potential suspect suspected suspicion suspicious question
    questionable unlikely like mimic mimics mimicking resembling exclude excluded excluding excludes exclusion ruled
    rule differential benign risk risks screening screen screened family familial mother father sister brother aunt
    uncle cousin grandmother grandfather parent relative fear concern concerned worry worried negative absent absence
    unproven unconfirmed uncertain posible sospecha sospechoso descartar descartado familiar familia benigno benigna
    suspeita suspeito possivel provavel sospetto sospetta familiare famille benin benigne verdacht ausgeschlossen
    ausschluss moglich familie familienanamnese gutartig verdenking mogelijk
    """.split()
)
# Words that deny only what comes after them: “measles, not otherwise specified” denies nothing.
DENIALS = frozenset(
    "no not non without never denies denied sin nao sem senza pas sans kein keine keinen ohne geen zonder".split()
)


def named_illness(text: str, names: frozenset[str], look_alikes: frozenset[str], *, beside: str = "") -> str:
    """Return the one of some names that a text gives without doubt, in lower case; empty if there is none.

    `look_alikes` are words that tell of another illness; `beside` is another text on the same thing: its doubts count.

    >>> named_illness("Measles of infancy, not otherwise specified", frozenset({"measles"}), frozenset({"rubella"}))
    'measles'
    >>> texts = ("rubella, not measles", "R/O measles", "No measles", "measles?", "measles or rubella")
    >>> [named_illness(text, frozenset({"measles"}), frozenset({"rubella"})) for text in texts]
    ['', '', '', '', '']
    """
    found = words(text)
    place = next((place for place, word in enumerate(found) if word in _normalized(names)), -1)
    if place < 0 or "?" in text + beside or found[max(place - 2, 0) : place] == ["r", "o"]:
        return ""
    if (DOUBTS | _normalized(look_alikes)) & {*found, *words(beside)} or DENIALS & set(found[:place]):
        return ""
    return found[place]


@lru_cache(maxsize=8)
def _normalized(names: frozenset[str]) -> frozenset[str]:
    return frozenset(words(" ".join(names)))


def named_medicine(text: str, medicines: Iterable[str]) -> str:
    """Return the first of some medicines that stands in a text as a word of its own; empty if none does.

    >>> named_medicine("10 ML doxorubicin hydrochloride 2 MG/ML Injection", ["gemcitabine", "doxorubicin"])
    'doxorubicin'
    """
    found = set(words(text))
    return next((name for name in medicines if name in found), "")
