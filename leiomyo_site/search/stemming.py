"""The stem of a word, by the rules of its language."""

import tantivy

from leiomyo_site.search.normalize import normalize, normalized_words

LANGUAGES = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip


class Stemmer:
    """Stems of one language; a language without rules keeps its words as they are."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
        if lang in LANGUAGES:
            builder = builder.filter(tantivy.Filter.stemmer(LANGUAGES[lang]))
        self._analyzer = builder.build()
        self._written: dict[str, str] = {}

    def stem(self, word: str) -> str:
        """Return the stem of a folded word; nothing is remembered, for readers type such words.

        >>> Stemmer("en").stem("biopsies") == Stemmer("en").stem("biopsy")
        True
        """
        return (self._analyzer.analyze(word) or [word])[0]

    def stem_of(self, written: str) -> str:
        """Return the stem of a word that stands in a text of the guide, with its case and accents; remembered."""
        known = self._written.get(written)
        if known is None:
            known = self._written[written] = self.stem(normalize(written))
        return known

    def stemmed(self, text: str) -> str:
        """Return the stems of the words of a text of the guide, with blanks between."""
        return " ".join(self.stem_of(word) for word in normalized_words(text))
