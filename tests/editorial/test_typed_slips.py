"""Slips of an editor's hand: each is named in one sentence, at its line, and stops publishing."""

import json
from pathlib import Path

import pytest

from leiomyo_site.editorial.content_checks import CheckContext, check_context, check_page
from leiomyo_site.text.glossary import Glossary
from leiomyo_site.text.page import PageContent
from leiomyo_site.text.style_checks import Issue, StyleGuide

CASES = json.loads((Path(__file__).parents[1] / "data/failed_cases.json").read_text())["gates"]
# Four lines of good text stand above each slip, so a slip on its first line is on line 5.
ABOVE = "## It comes out\n\nThe team takes it out.\n\n"


@pytest.fixture(scope="module")
def context() -> CheckContext:
    return check_context(
        Glossary([]), {"/treatment/surgery/": frozenset()}, drawings={"wide-margin": "<svg></svg>"}, images={},
        wording=StyleGuide(), studied={"hwang-1997": True},
    )  # fmt: skip


def errors(body: str, context: CheckContext) -> list[Issue]:
    page = PageContent("Surgery", "What it does.", ("It comes out.",), "about", 10, ("hwang-1997",), body)
    return check_page(page, context).errors


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_each_case_that_failed_is_named(case: dict[str, str], context: CheckContext) -> None:
    assert errors(case["input"], context)


# The slip, the line of the text on which it is named, and the rule.
SLIPS = [
    # Signs of doses and counts
    ("Take 2*3 mg now and 4*5 mg at night.", 5, "typed"),
    ("Give 2**3 mg and then 4**5 mg.", 5, "typed"),
    ("Take 1*2*3 ml.", 5, "typed"),
    ("> 38 °C: call.", 5, "sign"),
    (">= 38 °C: call.", 5, "sign"),
    (">5 mg is too much.", 5, "sign"),
    ("> ≥ 38 °C", 5, "sign"),
    ("+ 5 mg at night", 5, "sign"),
    ("* 2 mg at night", 5, "sign"),
    ("#5 is the tube.", 5, "sign"),
    ("##2 tubes.", 5, "sign"),
    ("- > 38 °C: call.", 5, "typed"),
    ("- Call.\n- >= 38 °C: call.", 6, "typed"),
    ("1. > 5 mg is too much.", 5, "typed"),
    ("- + 5 mg at night", 5, "typed"),
    ("- Rest.\n\n    + 5 mg at night", 7, "typed"),
    ("1. One.\n1. Two.", 6, "list"),
    ("1. One.\n3. Three.", 6, "list"),
    ("3. Three.\n2. Two.", 6, "list"),
    ("Give [5 mg](in the morning).", 5, "link"),
    ("Give [5 mg](at night) now.", 5, "typed"),
    # Boxes
    ("/// call | Call if\n\n- fever", 5, "box"),
    ("/// more | Why\n\nText.", 5, "box"),
    ("/// numbers | Open\n\nText.", 5, "box"),
    ("/// do | Do\n- Ask.\n////", 7, "box"),
    ("/// do | Do\n- Ask.\n////", 5, "box"),
    ("Text.\n\n///", 7, "box"),
    ("/// do | Do\n- Ask.\n///\n\n///", 9, "box"),
    ("/// dont | x\n- y\n///", 5, "box"),
    ("// do | x\n- y\n//", 5, "box"),
    ("/// Call | x\n- y\n///", 5, "box"),
    ("/// do : x\n- y\n///", 5, "box"),
    ("/// call\n- y\n///", 5, "box"),
    ("/// more\ny\n///", 5, "box"),
    ("     /// do | x\n- y\n///", 5, "box"),
    ("/// numbers | Open\n\n/// out-of | 8 of 10\n    filled: a\n    open: b\n    who: c, 1990\n\nx\n///\n///", 7, "box"),
    ("/// more | Q\n\n/// know | K\nx\n///\n///", 7, "box"),
    ("/// more | Q\n\n//// know | K\nx\n////\n///", 7, "box"),
    ("//// more | Q\n\n/// know | K\nx\n////", 7, "box"),
    ("//// more | Q\n\n/// call | Call if\n- x\n///\n////", 7, "hidden"),
    ("//// numbers | Q\n\n/// call | Call if\n- x\n///\n////", 7, "hidden"),
    ("//// more | Q\n\n/// hospital | Go now if\n- x\n///\n////", 7, "hidden"),
    ("///// more | Q\n\n//// pair\n/// call | Call if\n- x\n///\n////\n/////", 8, "hidden"),
    ("/// out-of | 8 of 10\nx\n///", 5, "box"),
    ("/// out-of | 12 of 10\n    filled: a\n    open: b\n    who: c\n\nx\n///", 5, "box"),
    ("- /// do | x", 5, "typed"),
    # Lists
    ("Call if:\n- a fever\n- a rash", 6, "list"),
    ("Call if:\n* a fever", 6, "list"),
    ("Call if:\n1. a fever", 6, "list"),
    ("- Bring:\n  - a toy", 6, "list"),
    ("- Bring:\n   * a toy", 6, "list"),
    ("• Drug A\n• Drug B", 5, "list"),
    ("· Drug A\n· Drug B", 6, "list"),
    ("▪ Drug A", 5, "list"),
    ("◦ Drug A", 5, "list"),
    ("‣ Drug A", 5, "list"),
    ("✓ Drug A", 5, "list"),
    ("➢ Drug A", 5, "list"),
    ("1) Wash.\n2) Rest.", 5, "list"),
    ("(1) Wash.", 5, "list"),
    ("a) Wash.", 5, "list"),
    ("-Wash your hands.", 5, "list"),
    ("+Wash your hands.", 5, "list"),
    ("- [ ] ask", 5, "list"),
    ("- [x] asked", 5, "list"),
    # Headings
    ("##Next", 5, "heading"),
    ("##", 5, "heading"),
    ("##### Deep", 5, "heading"),
    # Tables
    ("Here:\n| a | b |\n|---|---|\n| 1 | 2 |", 6, "table"),
    ("| a | b |\n| 1 | 2 |", 5, "table"),
    ("| a | b |\n|---|---|\n| 1 | 2 | 3 |", 7, "typed"),
    ("Drug\tDose\nA\tB", 5, "table"),
    ("A\t\tB", 5, "table"),
    # Code blocks
    ("\tCall your team at once.", 5, "code"),
    ("    Call your team at once.", 5, "code"),
    ("Call `now.", 5, "code"),
    # Emphasis
    ("** Call now ** if worse.", 5, "emphasis"),
    ("**Call now if worse.", 5, "emphasis"),
    ("__ Call now __", 5, "emphasis"),
    ("*Call now if worse.", 5, "emphasis"),
    ("Call now* if worse.", 5, "emphasis"),
    ("~~old~~ new", 5, "emphasis"),
    ("==marked== words", 5, "emphasis"),
    ("Call **now**\nor ** soon ** or late.", 6, "emphasis"),
    ("Call **now\nor soon.", 5, "emphasis"),
    ("Call your team.\n\nCall your team.\n\nCall your team {now}.", 9, "brace"),
    # HTML, comments, entities
    ("<!-- ask Dr. Lee --> Rest.", 5, "comment"),
    ("Rest.\n\n<!-- two\nlines -->", 7, "comment"),
    ("Rest.<BR>Drink.", 5, "html"),
    ("<B>Now</B>", 5, "html"),
    ("<u>Now</u>", 5, "html"),
    ("<font color=red>Now</font>", 5, "html"),
    ("Salt &amp;amp; water", 5, "entity"),
    ("5 &amp;lt; 6", 5, "entity"),
    # Links
    ("See [the NCI](www.cancer.gov).", 5, "link"),
    ("See [the NCI](cancer.gov).", 5, "link"),
    ("See [Surgery](treatment/surgery/).", 5, "link"),
    ("See [Surgery](../surgery/).", 5, "link"),
    ("See [](/treatment/surgery/).", 5, "link"),
    ("See [ ](/treatment/surgery/).", 5, "link"),
    ("See [Surgery]().", 5, "link"),
    ("See [Surgery] (/treatment/surgery/).", 5, "link"),
    ("See [Surgery](/treatment/surgery/", 5, "link"),
    ("See [Surgery][1].", 5, "link"),
    ("[1]: /treatment/surgery/", 5, "link"),
    ('See [Surgery](/treatment/surgery/ "More").', 5, "link"),
    ("See [Surgery](http:/example.org).", 5, "link"),
    ("See [Surgery](https://).", 5, "link"),
    ("See [Surgery](https:// example.org/).", 5, "link"),
    ("See [Surgery](//example.org/).", 5, "link"),
    ("See [Surgery](javascript:alert).", 5, "link"),
    ("See [Surgery](file:///c/a.pdf).", 5, "link"),
    ("Mail [us](team@example.org).", 5, "link"),
    ("Mail [us](mailto:team).", 5, "link"),
    ("Call [us](tel:call-me).", 5, "link"),
    ("![a lump](https://elsewhere.example/x.png)", 5, "picture"),
    ("![a lump](x.png)", 5, "picture"),
    # Braces, brackets, notes
    ("Call {clinc}.", 5, "brace"),
    ("Call {phone}.", 5, "brace"),
    ("Call {Emergency}.", 5, "brace"),
    ("Call {emergency.", 5, "brace"),
    ("Call {{ name }}.", 5, "brace"),
    ("So it is. [school-2024]", 5, "bracket"),
    ("So it is. [1]", 5, "bracket"),
    ("So it is. [site]", 5, "bracket"),
    ("So it is. [@nobody]", 5, "cite"),
    ("So it is. [@ hwang-1997]", 5, "cite"),
    ("TODO ask the nurse.", 5, "note"),
    ("The dose is ???", 5, "note"),
    ("The dose is XXX.", 5, "note"),
    ("TBD", 5, "note"),
    ("<<<<<<< yours", 5, "note"),
    ("MRN 00123456", 5, "person"),
    ("Record number: 123456, born on 1/2/2015", 5, "person"),
    ("DOB: 01/02/2015", 5, "person"),
    # Invisible signs
    ("A bio\u00adpsy.", 5, "invisible"),
    ("A bio\u200bpsy.", 5, "invisible"),
    ("A \ufeffbiopsy.", 5, "invisible"),
    ("A \u202ebiopsy.", 5, "invisible"),
    # Survival in words
    ("One child in four died.", 5, "survival"),
    ("Three of every four children survived.", 5, "survival"),
    ("Two thirds of children survived.", 5, "survival"),
    ("Half of the children died.", 5, "survival"),
    ("Half died.", 5, "survival"),
    ("A quarter of the children were alive.", 5, "survival"),
    ("80 per cent of children lived.", 5, "survival"),
    ("Eighty percent survived.", 5, "survival"),
    ("Twenty of 25 lived.", 5, "survival"),
    ("Twenty-one of thirty lived.", 5, "survival"),
    ("One child died.", 5, "survival"),
    ("None of the children died.", 5, "survival"),
    ("Nine from ten children sur\u00advived.", 5, "survival"),
    ("It is rare.\nMost children have surgery.\nOne child in four died.", 7, "survival"),
    ("In one study, 1 in 4 is dead.", 5, "survival"),
    ("The chance to be alive was fifty-fifty.", 5, "survival"),
]  # fmt: skip


@pytest.mark.parametrize(("slip", "line", "rule"), SLIPS)
def test_each_slip_is_named_at_its_line(slip: str, line: int, rule: str, context: CheckContext) -> None:
    found = errors(ABOVE + slip, context)
    named = [issue for issue in found if issue.rule == rule and issue.line == line]
    assert named, [(issue.rule, issue.line, issue.message) for issue in found]
    assert all(len(issue.message) < 200 and "\n" not in issue.message for issue in named)


def test_there_are_more_than_a_hundred_slips() -> None:
    assert len({slip for slip, _, _ in SLIPS}) > 100


@pytest.mark.parametrize(
    "words",
    [
        "Take 2 * 3 mg, or 2\\*3 mg, or 2×3 mg.",
        "Less than 5 mg, < 5 mg, ≤5 mg, 5–10 mg, −5 °C, ~5 mg.",
        "- -5 °C, +5 °C, ±5 mg or ~5 mg.\n- 5 mg.\n- &gt; 5 mg; 5 &lt; 6; \\> 38 °C; more than\n  5 - 3 = 2.",
        "| Dose | Days |\n|---|---|\n| < 5 mg | > 2 |\n| +5 | -5 |",
        "- One.\n- Two.\n\n    More of two.\n\n    - Three.",
        "1. One.\n2. Two.\n\n3. Three.",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "**Call** *now*, and [ask](https://example.org/a_b/) or [us](mailto:a@example.org).",
        "Call {emergency} or {clinic}. [@hwang-1997]",
        "Salt &amp; water, 5&nbsp;mg, caf&eacute;.",
        "//// more | Q\n\n/// know | K\nx\n///\n////",
        "/// call | Call {emergency} if\n- x\n///",
        "/// figure | wide-margin\nA **wide** margin.\n\n- **A** One.\n///",
        "One child in four likes it. Nobody can live on sweets.",
        "Term\n: What it means.",
    ],
)
def test_good_text_raises_no_alarm(words: str, context: CheckContext) -> None:
    assert errors(ABOVE + words, context) == []
