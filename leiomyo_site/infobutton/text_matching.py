"""What a text from a record names: the illness of this guide, or one of its medicines. Whole words only."""

import re
import unicodedata
from collections.abc import Iterable


def words(text: str) -> list[str]:
    """Return the words of a text in lower case without accents, in order.

    >>> words("Léiomyosarcome (utérus), T2")
    ['leiomyosarcome', 'uterus', 't2']
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", plain).casefold())


# The name of the illness in the languages of records; “leiomyoma” and “LMS” are not among them on purpose.
NAMES = frozenset(
    words("""
    leiomyosarcoma leiomyosarcomas leiomyosarcomata leiomiosarcoma leiomiosarcomas leiomiosarcomi leiomyosarcome
    leiomyosarcomes leiomyosarkom leiomyosarkome leiomyosarkomen leiomyosarkoma leiomyosarcoom leiomyosarcomen
    лейомиосаркома лейомиосаркомы
    """)
)
# Words that, anywhere in the text, tell of a doubt, of somebody else, or of a harmless growth.
DOUBTS = frozenset(
    """
    or oder ou vs versus possible possibly probable probably potential suspect suspected suspicion suspicious
    question questionable unlikely like mimic mimics mimicking resembling exclude excluded excluding excludes
    exclusion ruled rule differential benign risk risks screening screen screened family familial mother father
    sister brother aunt uncle cousin grandmother grandfather parent relative fear concern concerned worry worried
    negative absent absence unproven unconfirmed uncertain leiomyoma leiomyomas leiomyomata fibroid fibroids myoma
    myomas lipoma stump gist posible sospecha sospechoso descartar descartado familiar familia benigno benigna mioma
    miomas leiomioma leiomiomas fibroma suspeita suspeito possivel provavel sospetto sospetta familiare famille
    benin benigne leiomyome verdacht ausgeschlossen ausschluss moglich familie familienanamnese gutartig myom
    leiomyom verdenking mogelijk
    """.split()
)
# Words that deny only what comes after them: “leiomyosarcoma, not otherwise specified” denies nothing.
DENIALS = frozenset(
    "no not non without never denies denied sin nao sem senza pas sans kein keine keinen ohne geen zonder".split()
)


def named_illness(text: str, *, beside: str = "") -> str:
    """Return the name of the illness that a text gives without doubt, as listed here; empty if it does not.

    `beside` is another text on the same thing: its doubts count too.

    >>> named_illness("Leiomyosarcoma of uterus, not otherwise specified")
    'leiomyosarcoma'
    >>> [named_illness(text) for text in ("leiomyoma", "R/O leiomyosarcoma", "No leiomyosarcoma", "leiomyosarcoma?")]
    ['', '', '', '']
    """
    found = words(text)
    place = next((place for place, word in enumerate(found) if word in NAMES), -1)
    if place < 0 or "?" in text + beside or found[max(place - 2, 0) : place] == ["r", "o"]:
        return ""
    if DOUBTS & {*found, *words(beside)} or DENIALS & set(found[:place]):
        return ""
    return found[place]


def named_medicine(text: str, medicines: Iterable[str]) -> str:
    """Return the first of some medicines that stands in a text as a word of its own; empty if none does.

    >>> named_medicine("10 ML doxorubicin hydrochloride 2 MG/ML Injection", ["gemcitabine", "doxorubicin"])
    'doxorubicin'
    """
    found = set(words(text))
    return next((name for name in medicines if name in found), "")
