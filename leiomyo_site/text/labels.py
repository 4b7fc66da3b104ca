"""The few words that rendering itself adds to a text, in each language."""

from collections.abc import Mapping

LABELS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "source": "Source {number}",
        "out_of": "{filled} of {whole}",
        "out_of_long": "{whole} figures. {filled} are filled: {meaning}. {open} are outlines: {rest}.",
        "who": "Who was studied:",
        "credit": "Picture:",
        "ask": "Questions to ask",
        "not_set": "Ask your team for this number and write it here:",
    },
    "es": {
        "source": "Fuente {number}",
        "out_of": "{filled} de {whole}",
        "out_of_long": "{whole} figuras. {filled} están llenas: {meaning}. {open} están vacías: {rest}.",
        "who": "A quiénes se estudió:",
        "credit": "Imagen:",
        "ask": "Preguntas para hacer",
        "not_set": "Pida este número a su equipo y escríbalo aquí:",
    },
}


def label(lang: str, key: str, **values: object) -> str:
    """Return one label; a language without its own words gets the English ones.

    >>> label("en", "out_of", filled=8, whole=10)
    '8 of 10'
    """
    return LABELS.get(lang, LABELS["en"])[key].format(**values)
