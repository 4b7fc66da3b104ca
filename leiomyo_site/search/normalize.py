"""Words as they are compared, without case, accents and apostrophes; and how they sound to those who only hear them."""

import re

from leiomyo_site.text.normalization import without_accents

WORD = re.compile(r"[^\W_]+")
APOSTROPHES = re.compile(r"(?<=\w)'(?=\w)")
INITIALS = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?")
# What sounds alike is written alike, in this order. Medical words first: Greek ch is k, ph is f, and so on.
SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[^a-z]", ""),
        (r"^(?:ps|pn|kn|gn|wr)(?=.)", lambda found: found.group()[1]),
        (r"(?:ti|ci|si|sh|ssi|sci)(?=[aou])|tch|sh", "x"),
        (r"ph", "f"),
        (r"sc(?=[eiy])", "s"),
        (r"ck|ch|qu|q", "k"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"z", "s"),
        (r"dg(?=[eiy])|g(?=[eiy])", "j"),
        (r"gh", ""),
        (r"wh", "w"),
        (r"(?<=[aeiou])w", ""),
        (r"h", ""),
        (r"(?<=.)[aeiouy]+", ""),
        (r"^[aeiouy]+", "a"),
        (r"(.)\1+", r"\1"),
    )
)


def normalize(text: str) -> str:
    """Return a text without case, accents, apostrophes and the stops of initials.

    >>> normalize("Can’t eat a Crème brûlée")
    'cant eat a creme brulee'
    >>> normalize("C.B.C.")
    'cbc'
    """
    return INITIALS.sub(lambda found: found[0].replace(".", ""), APOSTROPHES.sub("", without_accents(text)))


def normalized_words(text: str) -> list[str]:
    """Return the words of a text as they are compared, in reading order.

    >>> normalized_words("X-ray: 100.4°F")
    ['x', 'ray', '100', '4', 'f']
    """
    return WORD.findall(normalize(text))


def phonetic_key(word: str) -> str:
    """Return how a folded word sounds, roughly: its consonants, those alike made the same.

    >>> phonetic_key("kemotherapy") == phonetic_key("chemotherapy")
    True
    >>> phonetic_key("amputashun") == phonetic_key("amputation")
    True
    """
    for pattern, replacement in SOUNDS:
        word = pattern.sub(replacement, word)
    return word
