"""How long and how deep a text may be: so that no text takes seconds to show, or is nested too deep to be shown."""

import re

# The longest page has 12,000 signs and 300 lines, its longest paragraph 1,300 signs, its longest list 16 lines.
MOST_SIGNS, MOST_LINES = 50_000, 2_000
MOST_MARKS = 5_000
MOST_BLOCK_SIGNS, MOST_BLOCK_LINES = 5_000, 200
# Each pair of these may stand inside another.
MOST_EMPHASIS = 400
MOST_NESTED, MOST_BOXES = 8, 50
MARK = re.compile(r"[*_\[\]|`<&\\{!]")
# What sets a line in: blanks and tabs, and the signs of quotes and lists.
INDENT = re.compile(r"(?:[ \t]|>|[-*+:](?=[ \t])|\d{1,9}\.(?=[ \t]))*")
SET_IN = re.compile(r" {4}|\t|>|[-*+:]|\d+\.")
BOX = re.compile(r" {0,3}/{3,}(?!/)[ \t]*([\w-]*)")

# Behind the first bracket of a link stands all of it: Markdown would look for its end through all of the paragraph.
WHOLE_LINK = r"(?=(?:[^\[\]]|\[[^\[\]]*\])*+\]\((?:[^()\n]|\([^()\n]*\))*+\))"


class TextTooComplex(ValueError):
    """A text is too long or too deep to be shown; says where, and how to mend it."""


def require_simple(markdown: str) -> None:
    """Check that a text is neither too long nor nested too deep.

    >>> require_simple("- a\\n    - b\\n")

    Raises:
        TextTooComplex: it is.
    """
    if len(markdown) > MOST_SIGNS:
        raise TextTooComplex(f"This text has {len(markdown):,} signs: at most {MOST_SIGNS:,}. Make two of it.")
    if (marks := len(MARK.findall(markdown))) > MOST_MARKS:
        raise TextTooComplex(f"This text has {marks:,} signs of markup, such as * and [: at most {MOST_MARKS:,}.")
    every_line = markdown.split("\n")
    if len(every_line) > MOST_LINES:
        raise TextTooComplex(f"This text has {len(every_line):,} lines: at most {MOST_LINES:,}. Make two of it.")
    signs = lines = emphasis = boxes = 0
    for number, line in enumerate(every_line, 1):
        if not line.strip():
            signs = lines = emphasis = 0
            continue
        signs, lines, emphasis = signs + len(line), lines + 1, emphasis + line.count("*") + line.count("_")
        if signs > MOST_BLOCK_SIGNS or lines > MOST_BLOCK_LINES:
            raise TextTooComplex(
                f"line {number}: this paragraph, list or table is too long: at most {MOST_BLOCK_SIGNS:,} signs and "
                f"{MOST_BLOCK_LINES} lines. Part it with an empty line."
            )
        if emphasis > MOST_EMPHASIS:
            raise TextTooComplex(
                f"line {number}: more than {MOST_EMPHASIS} of * and _ in one paragraph: take some out."
            )
        if box := BOX.match(line):
            boxes = boxes + 1 if box[1] else max(0, boxes - 1)
        indent = INDENT.match(line)
        if boxes > MOST_BOXES or (indent and len(SET_IN.findall(indent[0])) > MOST_NESTED):
            raise TextTooComplex(
                f"line {number}: this stands in too many boxes, lists or quotes at once: at most {MOST_NESTED} lists "
                f"and quotes, and {MOST_BOXES} boxes without an end. End some before it."
            )
