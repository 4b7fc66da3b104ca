"""Telephone lines as they are written in a setting: numbers, extensions, and what to say to whoever answers."""

import re
from dataclasses import dataclass

NUMBER = re.compile(r"\+?[\d ().-]{3,20}")
MAX_LINES, MAX_WORDS_LENGTH = 2, 60
_LINE = re.compile(
    r"(?P<number>.*?)(?:\s*(?:ext\.?|x)\s*(?P<extension>\d{1,6}))?(?:\s*\((?P<words>[^()]*[^\W\d_][^()]*)\))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PhoneLine:
    """One number to dial; `words` are what to say or do there, such as “ask for the oncologist on call”."""

    number: str
    extension: str = ""
    words: str = ""

    @property
    def href(self) -> str:
        """Where a tap leads; a comma is a pause, which dials the extension when somebody answers.

        >>> PhoneLine("+1 555-010-0123", "45").href
        'tel:+15550100123,45'
        """
        return f"tel:{re.sub(r'[^+0-9]', '', self.number)}" + (f",{self.extension}" if self.extension else "")

    @property
    def shown(self) -> str:
        """The number and its extension for people."""
        return f"{self.number} ext. {self.extension}" if self.extension else self.number


def phone_lines(text: str) -> tuple[PhoneLine, ...]:
    """Return the lines of a setting, in its order.

    >>> phone_lines("555-010-0123 ext. 45 (ask for the oncologist on call); (555) 010-0199")[0]
    PhoneLine(number='555-010-0123', extension='45', words='ask for the oncologist on call')
    """
    found = (_LINE.fullmatch(part.strip()) for part in text.split(";") if part.strip())
    return tuple(PhoneLine(one["number"], one["extension"] or "", one["words"] or "") for one in found if one)


def phone_lines_setting(text: str) -> str:
    """Return a setting that holds one or two lines, as it was written.

    Raises:
        ValueError: a number is none, there are too many, or words are too long to stand on a button.
    """
    lines = phone_lines(text)
    if not 1 <= len(lines) <= MAX_LINES or "\n" in text:
        raise ValueError("one or two numbers")
    if not all(NUMBER.fullmatch(line.number) and len(line.words) <= MAX_WORDS_LENGTH for line in lines):
        raise ValueError("not a telephone number")
    return text
