"""Whether families see every word and digit that was typed, in order, and none that nobody typed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from html import unescape

from leiomyo_site.text.clinic import Clinic
from leiomyo_site.text.labels import label
from leiomyo_site.text.markup_checks import BOX_OPENS
from leiomyo_site.text.normalization import comparable
from leiomyo_site.text.plain_text import TextBlock
from leiomyo_site.text.style_checks import Issue

WORD = re.compile(r"[^\W_]+")
LINK_ADDRESS = re.compile(r"\]\([^\s()]*\)")
CITE = re.compile(r"\[@([\w-]+)\]")
# What a box takes for itself: shown as a picture, not as words.
BOX_OPTION = re.compile(r"^ {4}(?:filled|open|who):")
PICTURED_BOXES = frozenset({"figure", "out-of"})
MOST_NAMED = 5

TypedWord = tuple[str, int]


def fidelity_issues(
    markdown: str, blocks: Iterable[TextBlock], *, lang: str, clinic: Clinic, sources: Sequence[str]
) -> Iterator[Issue]:
    """Yield where the words shown differ from those typed; at most MOST_NAMED places, each with its line."""
    typed = typed_words(markdown, clinic, sources)
    shown = [word for block in blocks for word in shown_words(block, lang)]
    wanted = [word for word, _ in typed]
    if wanted == shown:
        return
    matcher = SequenceMatcher(None, wanted, shown, autojunk=False)
    changed = [places for places in matcher.get_opcodes() if places[0] != "equal"]
    for _, first, end, begin, last in changed[:MOST_NAMED]:
        line = typed[min(first, len(typed) - 1)][1] if typed else 1
        said, seen = " ".join(wanted[first:end])[:60], " ".join(shown[begin:last])[:60]
        if not seen:
            message = f"“{said}” was typed, but families would not see it"
        elif not said:
            message = f"families would see “{seen}”, which was not typed"
        else:
            message = f"“{said}” was typed, but families would see “{seen}”"
        yield Issue("typed", f"{message}: look at the signs around it", said or seen, line)


def typed_words(markdown: str, clinic: Clinic, sources: Sequence[str]) -> list[TypedWord]:
    """Return each word that families should see, with its line; what markup takes for itself is left out."""
    found: list[TypedWord] = []
    for number, line in enumerate(markdown.split("\n"), 1):
        text = re.sub(r"^(\s*(?:[-*+]\s+)*)\d{1,9}\.(?=\s)", r"\1", line)  # a number of a list
        if box := BOX_OPENS.match(text):
            _, _, argument = text.partition("|")
            text = "" if box[2] in PICTURED_BOXES else argument
        if BOX_OPTION.match(text):
            continue
        text = CITE.sub(lambda cite: " " if cite[1] in sources else cite[0], text)
        text = LINK_ADDRESS.sub("] ", text)
        text = text.replace("{emergency}", f" {clinic.emergency} ").replace("{clinic}", f" {clinic.name} ")
        found += [(word, number) for word in WORD.findall(comparable(unescape(text)))]
    return found


def shown_words(block: TextBlock, lang: str) -> list[str]:
    """Return the words of a block that somebody typed: labels, credits and telephone lists are made by the site."""
    made = [label(lang, key) for key in ("who", "credit")]
    if "phones" in block.boxes or any(block.text.startswith(words) for words in made):
        return []
    return WORD.findall(comparable(block.text))
