"""Text as it is stored and as it is compared, the same for terms, search, checks, codes and pasted links."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

# Signs that take no room: soft hyphen, zero-width signs, marks of direction, word joiner, byte order mark. A joiner
# has its use in emoji and in scripts other than Latin.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
    "|(?<=[A-Za-z0-9\u00c0-\u024f-])[\u200c\u200d]"
)
APOSTROPHES = "'\u2019\u2018\u02bc\u02b9\u201b\u2032\uff07`\u00b4"
HYPHENS = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d\u2043"
_ALIKE = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS, "-"))
_LIGATURES = {sign: unicodedata.normalize("NFKC", sign) for sign in map(chr, range(0xFB00, 0xFB07))}
_BLANKS = re.compile(r"[^\S\n]")
_ENTITY = re.compile(r"&#?\w{2,31};")
# A letter with its accents: the smallest piece that can be compared by itself.
_CLUSTER = re.compile("[\\s\\S][\u0300-\u036f]*")
# Written otherwise than most people type; curly apostrophes and common hyphens are not among it.
_UNUSUAL = re.compile(
    f"{INVISIBLE.pattern}|[\u0300-\u036f\ufb00-\ufb06\u2018\u02bc\u02b9\u201b\u2032\uff07\u00b4"
    "\u2012\u2212\ufe63\uff0d\u2043]"
)


class TextRefused(ValueError):
    """What somebody typed cannot be kept; says why."""


def typed(text: str, *, name: str, most: int) -> str:
    """Return what was typed into a field as it is kept, without blanks around it; `most` counts its signs.

    >>> typed(" Unclear. ", name="comment", most=20)
    'Unclear.'

    Raises:
        TextRefused: it is longer, or holds a null character, which no database keeps.
    """
    text = stored(text.strip())
    if "\0" in text:
        raise TextRefused(f"The {name} holds a null character, which cannot be kept: take it out.")
    if len(text) > most:
        raise TextRefused(f"The {name} has {len(text):,} signs: at most {most:,} can be kept.")
    return text


def stored(text: str) -> str:
    """Return text as it is kept: composed letters (NFC), otherwise as typed.

    >>> stored("cafe\u0301") == "café"
    True
    """
    return unicodedata.normalize("NFC", text)


def stored_words(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words of a text, field by field, as they are kept.

    >>> stored_words({"name": "cafe\u0301", "other_names": ["re\u0301sume\u0301"]})
    {'name': 'café', 'other_names': ['résumé']}
    """
    return {
        key: stored(value) if isinstance(value, str) else [stored(line) for line in value]
        for key, value in content.items()
    }


def without_invisible(text: str) -> str:
    """Return text without signs that take no room.

    >>> without_invisible("sur\u00advived")
    'survived'
    """
    return text if text.isascii() else INVISIBLE.sub("", text)


def with_entities_as_signs(text: str) -> str:
    """Return text with every named or numbered sign as the sign itself.

    >>> with_entities_as_signs("5&nbsp;mg, R&D") == "5\\u00a0mg, R&D"
    True
    """
    return _ENTITY.sub(lambda entity: unescape(entity[0]), text) if "&" in text else text


def comparable(text: str) -> str:
    """Return text as it is compared: one apostrophe, one hyphen, plain blanks, no ligatures, nothing invisible.

    >>> comparable("Children&rsquo;s limb\u2011\u200bsal\u00advage&nbsp;\ufb01ne")
    "Children's limb-salvage fine"
    """
    text = with_entities_as_signs(text)
    if text.isascii():
        return text.translate(_ALIKE)
    text = stored(without_invisible(text)).translate(_ALIKE)
    for sign, letters in _LIGATURES.items():
        text = text.replace(sign, letters)
    return _BLANKS.sub(" ", text)


def aligned(text: str) -> tuple[str, Sequence[int]]:
    """Return text as it is compared, with the place of each of its characters, and of its end, in the text given.

    >>> aligned("a\\u00ad\\ufb01b")
    ('afib', [0, 2, 2, 3, 4])
    """
    if text.isascii() or not _UNUSUAL.search(text):
        return text, range(len(text) + 1)
    hidden = {place for found in INVISIBLE.finditer(text) for place in range(*found.span())}
    signs: list[str] = []
    places: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        if cluster.start() in hidden:
            continue
        plain = cluster[0] if cluster[0].isascii() else comparable(cluster[0])
        signs.append(plain)
        places += [cluster.start()] * len(plain)
    return "".join(signs), [*places, len(text)]


def without_accents(text: str) -> str:
    """Return comparable text without case and accents.

    >>> without_accents("Crème brûlée")
    'creme brulee'
    """
    text = comparable(text)
    if text.isascii():
        return text.lower()
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", bare).casefold()
