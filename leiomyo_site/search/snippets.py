"""The sentence that answers, with the words that were looked for marked."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from leiomyo_site.search.stemming import Stemmer

WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?])[”’\"')]*\s+")
ENDS = ".!?”’\"')"
SHORT_SIGNS = 90
LONGEST_SIGNS = 230
BEFORE_SIGNS = 70


@dataclass(frozen=True)
class SnippetPart:
    """Some words of a snippet; marked if they were looked for."""

    text: str
    is_marked: bool = False


def snippet(blocks: Sequence[str], wanted: Collection[str], stemmer: Stemmer) -> tuple[SnippetPart, ...]:
    """Return the sentence with most of the wanted stems in it, and the next if it is short; the first if none has any.

    >>> [p.text for p in snippet(("Rest. Hair grows back.",), {"hair"}, Stemmer("en")) if p.is_marked]
    ['Hair']
    """
    sentences = [sentence for block in blocks for sentence in SENTENCE_END.split(block) if sentence]
    if not sentences:
        return ()
    found = [{stemmer.stem_of(word) for word in WORD.findall(sentence)} & set(wanted) for sentence in sentences]
    best = max(range(len(sentences)), key=lambda place: (len(found[place]), -place))
    text = sentences[best]
    for following in sentences[best + 1 :]:
        if len(text) >= SHORT_SIGNS or len(text) + len(following) > LONGEST_SIGNS:
            break
        text = f"{text} {following}" if text[-1] in ENDS else f"{text}; {following}"
    return tuple(_marked(_shortened(text, wanted, stemmer), wanted, stemmer))


def _shortened(text: str, wanted: Collection[str], stemmer: Stemmer) -> str:
    """Return a text that is not too long, with the first wanted word in it; … stands for what is left out."""
    if len(text) <= LONGEST_SIGNS:
        return text
    first = next((m.start() for m in WORD.finditer(text) if stemmer.stem_of(m.group()) in wanted), 0)
    start = text.rfind(" ", 0, max(first - BEFORE_SIGNS, 0) + 1) + 1 if first > LONGEST_SIGNS - BEFORE_SIGNS else 0
    end = text.rfind(" ", start, start + LONGEST_SIGNS) if len(text) > start + LONGEST_SIGNS else len(text)
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")


def _marked(text: str, wanted: Collection[str], stemmer: Stemmer) -> list[SnippetPart]:
    pieces = []
    last = 0
    for word in WORD.finditer(text):
        if stemmer.stem_of(word.group()) in wanted:
            pieces += [(text[last : word.start()], False), (word.group(), True)]
            last = word.end()
    pieces.append((text[last:], False))
    return [SnippetPart(piece, is_marked) for piece, is_marked in pieces if piece]
