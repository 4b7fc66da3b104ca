"""Markup that would hide, drop or change what was typed, each slip named with the line where it stands."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from leiomyo_site.text.blocks import BLOCK_NAMES, BLOCKS, CallBlock
from leiomyo_site.text.normalization import INVISIBLE
from leiomyo_site.text.plain_text import TextBlock
from leiomyo_site.text.style_checks import Issue

BOX_OPENS = re.compile(r" {0,3}(/{3,})(?!/)[ \t]*([\w-]+)[ \t]*(?:\|.*)?$")
BOX_ENDS = re.compile(r" {0,3}(/{3,})[ \t]*$")
DANGER_BOXES = frozenset(block.NAME for block in BLOCKS if issubclass(block, CallBlock))
CLOSED_BOXES = frozenset({"more", "numbers"})
LIST_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,3}\.)[ \t]+\S")
LINK = re.compile(r"(!?)\[([^\[\]]*)\]\(([^()\n]*)\)")
LINK_TARGET = re.compile(
    r"(?:https?://[^\s/.]+\.[^\s]+|mailto:[^\s@]+@[^\s@]+|tel:\+?[\d-]+|term:\S+|/(?![/\\])\S*|#\S+|-)"
)
PICTURE_TARGET = re.compile(r"/media/\S+")

# What is wrong with a line: the rule, how it looks, and how to mend it.
LINE_RULES = tuple(
    (rule, re.compile(pattern), message)
    for rule, pattern, message in (
        (
            "comment",
            r"<!--",
            "a note in <!-- --> is shown to families: take it out, and write it as a comment on the draft",
        ),
        ("list", r"^\s*[•·▪▫●○◦‣⁃■□✓✔➢➤][ \t\u00a0]*\S", "a pasted bullet is not a list: begin the line with “- ”"),
        ("list", r"^\s*\(?(?:\d{1,2}|[a-z])\)[ \t]+\S", "“1)” is not a list: begin the line with “1. ” or “- ”"),
        ("list", r"^ {0,3}[-+][^\W\d_]", "a list item needs a blank after its sign: write “- ” and then the words"),
        ("list", r"^[ \t]*[-*+] +\[[ xX]?\]", "a box to tick stays as signs: write a plain list, or /// ask"),
        ("sign", r"^ {0,3}>[ \t]*[=≥]?[ \t]*\d", "“>” at the beginning of a line is lost: write “more than”"),
        (
            "sign",
            r"^ {0,3}[+*][ \t]+\d",
            "“+” or “*” at the beginning of a line is lost: write “plus”, or “- ” for a list",
        ),
        ("sign", r"^ {0,3}#{1,6}\d", "“#” before a number is taken for a heading: write “number”"),
        ("heading", r"^ {0,3}#{1,6}[^\s#\d]", "a heading needs a blank after its #"),
        ("heading", r"^ {0,3}#{1,6}[ \t]*$", "a heading without words: write them, or take the # out"),
        ("heading", r"^ {0,3}#{5,}[ \t]", "a heading has two to four #"),
        (
            "table",
            r"\S\t+\S",
            "a tab is lost, so a pasted table becomes one line: write a table with | between the cells",
        ),
        (
            "link",
            r"\][ \t]+\((?:/|#|https?:|www\.|mailto:|tel:|term:)",
            "a blank between ] and ( breaks the link: take it out",
        ),
        ("link", r"\]\([^)]*$", "a link has no end: write it [words](/address/)"),
        ("link", r"\[[^\[\]]+\]\[[^\[\]]*\]", "a link is written [words](/address/)"),
        (
            "link",
            r"^ {0,3}\[[^\]@]+\]:",
            "a line that begins with [words]: is not shown: write the link as [words](/address/)",
        ),
        ("link", r"\]\([^\s)]*\s+[\"'“‘]", "a title inside a link is not shown: take it out"),
        ("emphasis", r"(?<!~)~~[^~]", "~~ stays as signs: take the words out instead of striking them through"),
        ("emphasis", r"==\S[^=]*==", "== stays as signs: use **bold**"),
        ("brace", r"\{\{|\{%", "a blank of a template is not filled in: write the words themselves"),
        (
            "note",
            r"\b(?:TODO|FIXME|TBD|TBC|XXX|TK{2,})\b|\?\?\?|\blorem ipsum\b",
            "a note to oneself is shown to families: finish it, or take it out",
        ),
        ("note", r"^(?:<{7}|={7}|>{7})(?: |$)", "marks of two texts put together: keep one of the two"),
        (
            "person",
            r"(?i)\b(?:MRN|record (?:no\.?|number|#))\W{0,3}\d{4,}",
            "this looks like a record number of one person: take it out at once",
        ),
        (
            "person",
            r"(?i)\b(?:DOB|date of birth|born on|birth date)\W{0,3}\d{1,4}[./-]\d",
            "this looks like a birth date of one person: take it out at once",
        ),
    )
)
# What stays as signs where it is no markup; found in what families would read.
LEFT_OVER = tuple(
    (rule, re.compile(pattern), message)
    for rule, pattern, message in (
        ("cite", r"\[@", "a source in the text that is not in the list of sources"),
        ("box", r"///", "a box that is not known or not whole: look at its name and its end"),
        ("html", r"(?i)</?[a-z][^>]*>", "HTML is shown as text: use Markdown"),
        ("link", r"\]\(", "a link that is not whole: write it [words](/address/)"),
        ("brace", r"\{[^{}]*\}?|\}", "braces are shown as typed: only {emergency} and {clinic} are filled in"),
        (
            "bracket",
            r"\[[^\[\]]*\]",
            "square brackets are shown as typed: a source is [@name], a link [words](/address/)",
        ),
        (
            "emphasis",
            r"\*\*|__|(?<![\w*])\*(?=[^\W\d_])|(?<=[^\W\d_])\*(?![\w*])",
            "stars stay as signs: write **words**, with no blank inside",
        ),
        (
            "table",
            r"\|\s*:?-{2,}|^\|.*\|$",
            "a table that is not whole: leave an empty line before it, and a line |---|---| below its first",
        ),
        (
            "entity",
            r"&(?:#\d+|#x[\da-f]+|[a-z]{2,8});",
            "a sign written as &name; is shown as typed: type the sign itself",
        ),
        ("code", r"`", "back quotes stay as signs: take them out"),
    )
)


def source_issues(markdown: str) -> Iterator[Issue]:
    """Yield what in the source would not be shown as typed, each with its line, from the first line on."""
    lines = markdown.split("\n")
    for number, line in enumerate(lines, 1):
        for rule, pattern, message in LINE_RULES:
            if pattern.search(line):
                yield Issue(rule, message, line.strip(), number)
        for issue in (*_link_issues(line), *_invisible_issues(line)):
            yield replace(issue, line=number)
    yield from _box_issues(lines)
    yield from _list_and_table_issues(lines)


def lists_that_run_on(markdown: str) -> list[int]:
    """Return the lines on which a list begins without the empty line above that it needs.

    >>> lists_that_run_on("Call if:\\n- a fever\\n- a rash\\n")
    [2]
    """
    lines = markdown.split("\n")
    return [
        at for at, (above, line) in enumerate(pairwise(["", *lines]), 1) if _runs_on(above) and LIST_ITEM.match(line)
    ]


def _runs_on(line: str) -> bool:
    """Is a line plain text, so that a list or table right below it becomes part of it?"""
    return bool(line.strip()) and not re.match(r"\s*(?:[-*+#>|:]|\d+\.|/{3,})|\s{2,}", line)


def left_over_issues(blocks: Iterable[TextBlock], line_of: Callable[[int, int, str], int]) -> Iterator[Issue]:
    """Yield markup that stayed text, since families would read it.

    `line_of` gives the line on which signs of a block were typed, by its number and their place in it.
    """
    for number, block in enumerate(blocks):
        if block.tag == "pre":
            message = "words after a tab or four blanks become a code block: begin at the margin"
            yield Issue("code", message, block.text, line_of(number, 0, block.text))
            continue
        for rule, pattern, message in LEFT_OVER:
            if found := pattern.search(block.text):
                yield Issue(rule, message, block.text, line_of(number, found.start(), found[0]))


def _link_issues(line: str) -> Iterator[Issue]:
    for picture, words, target in LINK.findall(line):
        if picture and not PICTURE_TARGET.fullmatch(target):
            yield Issue("picture", "a picture from elsewhere is not shown: upload it, and use /// figure", target)
        elif not picture and not words.strip():
            yield Issue("link", "a link without words cannot be seen: write what it leads to", f"[]({target})")
        elif not picture and not LINK_TARGET.fullmatch(target):
            yield Issue(
                "link",
                f"“{target}” is no address, so families would not see the link: "
                "begin it with / for this guide, or with https:// for elsewhere",
                f"[{words}]({target})",
            )


def _invisible_issues(line: str) -> Iterator[Issue]:
    count = len(INVISIBLE.findall(line))
    if count:
        yield Issue("invisible", f"{count} invisible sign(s), mostly from pasting: remove them", line.strip())


def _box_issues(lines: list[str]) -> Iterator[Issue]:
    """Yield boxes that do not end, ends without a box, boxes that cannot hold another, and hidden danger cards."""
    open_boxes: list[tuple[int, str, int]] = []
    for number, line in enumerate(lines, 1):
        if end := BOX_ENDS.match(line):
            slashes = len(end[1])
            if slashes not in [length for length, _, _ in open_boxes]:
                yield Issue("box", f"{end[1]} ends no box: take it out, or give it as many / as its box", line, number)
                continue
            while open_boxes and open_boxes[-1][0] != slashes:
                yield _unended(*open_boxes.pop())
            open_boxes.pop()
        elif begin := BOX_OPENS.match(line):
            yield from _opening_issues(line, number, open_boxes)
            open_boxes.append((len(begin[1]), begin[2], number))
        elif re.match(r"\s*/{2,}[ \t]*[a-z-]+[ \t]*(?:\||$)|\s*/{3,}", line):
            yield Issue("box", "this does not begin a box: write /// name | Title at the margin", line.strip(), number)
    for box in open_boxes:
        yield _unended(*box)


def _opening_issues(line: str, number: int, open_boxes: list[tuple[int, str, int]]) -> Iterator[Issue]:
    slashes, name = BOX_OPENS.match(line).groups()  # type: ignore[union-attr]
    if name not in BLOCK_NAMES:
        yield Issue("box", f"there is no box “{name}”: use one of {', '.join(sorted(BLOCK_NAMES))}", line, number)
    if name in DANGER_BOXES and (around := [box for box in open_boxes if box[1] in CLOSED_BOXES]):
        yield Issue(
            "hidden", f"a danger card must never be closed: move it out of the box of line {around[0][2]}", line, number
        )
    if open_boxes and len(slashes) >= open_boxes[-1][0]:
        _, outer, where = open_boxes[-1]
        yield Issue(
            "box",
            f"this box stands inside “{outer}” of line {where}: end that one first, or give that one more / than this",
            line,
            number,
        )


def _unended(slashes: int, name: str, number: int) -> Issue:
    end = "/" * slashes
    return Issue(
        "box", f"the box “{name}” has no end: write {end} on a line of its own below it", f"{end} {name}", number
    )


def _list_and_table_issues(lines: list[str]) -> Iterator[Issue]:
    """Yield lists and tables that would run into the line above, lists in lists, and numbers that would change."""
    expected = 0
    for number in lists_that_run_on("\n".join(lines)):
        yield Issue("list", "a list needs an empty line above it, else it runs on", lines[number - 1], number)
    for number, (above, line) in enumerate(pairwise(["", *lines]), 1):
        if _runs_on(above) and re.match(r" {0,3}\|.*\|\s*$", line):
            yield Issue("table", "a table needs an empty line above it, else its | are shown", line, number)
        if re.match(r"(?: {1,3}|\t)(?:[-*+]|\d+\.) ", line):
            yield Issue("list", "a list inside a list is set in by four blanks", line.strip(), number)
        counted = re.match(r"(\d{1,9})\. ", line)
        if counted and expected and int(counted[1]) != expected:
            yield Issue(
                "list", f"“{counted[1]}.” would be shown as {expected}: number the lines in order", line, number
            )
        if counted:
            expected = expected + 1 if expected else int(counted[1]) + 1
        elif line.strip() and not line.startswith(" "):
            expected = 0
