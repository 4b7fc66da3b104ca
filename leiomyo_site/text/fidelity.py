"""Whether families see every word, digit and sign before a digit as typed, in order, and none that nobody typed."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from html import unescape
from itertools import accumulate

from leiomyo_site.text.clinic import Clinic
from leiomyo_site.text.diff import Opcode, opcodes
from leiomyo_site.text.labels import label
from leiomyo_site.text.markup_checks import BOX_OPENS, left_over_issues, source_issues
from leiomyo_site.text.normalization import comparable
from leiomyo_site.text.plain_text import TextBlock
from leiomyo_site.text.style_checks import Issue

# A word or a number, and the signs that make a number another one: “> 38”, “-5”, “±2”, “5 %”.
WORD = re.compile(r"[^\W_]+|(?<![\w<>≤≥±+=~≈-])[<>≤≥±+=~≈-]++(?=[^\S\n]*\n?[^\S\n]*\d)|(?<=\d)[^\S\n]?%")
LINK_ADDRESS = re.compile(r"\]\([^\s()]*\)")
CITE = re.compile(r"\[@([\w-]+)\]")
LIST_SIGN = re.compile(r"^\s*[-*][ \t]+")
LIST_NUMBER = re.compile(r"^(\s*(?:[-*+]\s+)*)\d{1,9}\.(?=\s)")
# A line below a heading or the head of a table, or between two parts.
RULED_LINE = re.compile(r"[\s|:=*_-]+")
# What a box takes for itself: shown as a picture, not as words.
BOX_OPTION = re.compile(r"^ {4}(?:filled|open|who):")
PICTURED_BOXES = frozenset({"figure", "out-of"})
MOST_NAMED = 5


class TypedAndShown:
    """The words of a Markdown text as typed and as families see them, and where each of those was typed."""

    def __init__(
        self, markdown: str, blocks: Sequence[TextBlock], *, lang: str, clinic: Clinic, sources: Sequence[str]
    ) -> None:
        self.blocks = blocks
        self._markdown = markdown
        self._lines = markdown.split("\n")
        typed = typed_words(markdown, clinic, sources)
        self._typed = [word for word, _ in typed]
        self._typed_lines = [line for _, line in typed]
        shown = [shown_words(block, lang) for block in blocks]
        self._shown = [word for words in shown for word in words]
        self._block_starts = list(accumulate(map(len, shown), initial=0))

    @cached_property
    def _changes(self) -> Sequence[Opcode]:
        """How to come from the words typed to those shown, as difflib gives it."""
        if self._typed == self._shown:
            return [("equal", 0, len(self._typed), 0, len(self._shown))]
        return opcodes(self._typed, self._shown)

    @cached_property
    def _shown_lines(self) -> list[int]:
        """The line of each word shown; 0 for one that nobody typed."""
        lines = [0] * len(self._shown)
        for kind, first, end, begin, last in self._changes:
            if kind != "insert":
                lines[begin:last] = [self._typed_lines[min(first + at, end - 1)] for at in range(last - begin)]
        return lines

    def issues(self) -> Iterator[Issue]:
        """Yield all that keeps the text from being shown as it was typed, each with its line."""
        yield from source_issues(self._markdown)
        yield from left_over_issues(self.blocks, self._line_of)
        yield from self._changed_words()

    def _changed_words(self) -> Iterator[Issue]:
        """Yield where the words shown differ from those typed; at most MOST_NAMED places."""
        changed = [places for places in self._changes if places[0] != "equal"]
        for _, first, end, begin, last in changed[:MOST_NAMED]:
            line = self._typed_lines[min(first, len(self._typed) - 1)] if self._typed else 1
            said, seen = " ".join(self._typed[first:end])[:60], " ".join(self._shown[begin:last])[:60]
            if not seen:
                message = f"“{said}” was typed, but families would not see it"
            elif not said:
                message = f"families would see “{seen}”, which was not typed"
            else:
                message = f"“{said}” was typed, but families would see “{seen}”"
            yield Issue("typed", f"{message}: look at the signs around it", said or seen, line)

    def _line_of(self, block_number: int, start: int, signs: str) -> int:
        """Return the line on which some signs of a block were typed, which begin at `start` of its text."""
        words_before = len(WORD.findall(comparable(self.blocks[block_number].text[:start])))
        at = min(self._block_starts[block_number] + words_before, self._block_starts[block_number + 1])
        shown, lines = self._shown_lines, self._lines
        above = next((line for place in range(at - 1, -1, -1) if (line := shown[place])), 1)
        below = next((line for place in range(at, len(shown)) if (line := shown[place])), len(lines))
        return next((line for line in range(below, above - 1, -1) if signs in lines[line - 1]), below)

    def line_of_quote(self, quote: str) -> int:
        """Return the line on which a quote begins, in the text as shown or as typed; 0 if it is in neither."""
        for number, block in enumerate(self.blocks):
            if quote and (start := block.text.find(quote)) >= 0:
                return self._line_of(number, start, quote)
        return next((number for number, line in enumerate(self._lines, 1) if quote and quote in line), 0)


def typed_words(markdown: str, clinic: Clinic, sources: Sequence[str]) -> list[tuple[str, int]]:
    """Return each word that families should see, with its line; what markup takes for itself is left out."""
    text = "\n".join(
        comparable(unescape(_without_markup(line, clinic, sources))).replace("\n", " ") for line in markdown.split("\n")
    )
    found: list[tuple[str, int]] = []
    line, end = 1, 0
    for word in WORD.finditer(text):
        line += text.count("\n", end, word.start())
        end = word.start()
        found.append((word[0].strip(), line))
    return found


def _without_markup(line: str, clinic: Clinic, sources: Sequence[str]) -> str:
    if BOX_OPTION.match(line) or RULED_LINE.fullmatch(line):
        return ""
    if box := BOX_OPENS.match(line):
        line = "" if box[2] in PICTURED_BOXES else line.partition("|")[2]
    line = LIST_NUMBER.sub(r"\1", LIST_SIGN.sub("", line, count=1))
    line = CITE.sub(lambda cite: " " if cite[1] in sources else cite[0], line)
    line = LINK_ADDRESS.sub("] ", line)
    return line.replace("{emergency}", f" {clinic.emergency} ").replace("{clinic}", f" {clinic.name} ")


def shown_words(block: TextBlock, lang: str) -> list[str]:
    """Return the words of a block that somebody typed: labels, credits and telephone lists are made by the site."""
    made = [label(lang, key) for key in ("who", "credit")]
    if "phones" in block.boxes or any(block.text.startswith(words) for words in made):
        return []
    return [word.strip() for word in WORD.findall(comparable(block.text))]
