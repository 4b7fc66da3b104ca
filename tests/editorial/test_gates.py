"""Each gate, broken once: what an editor writes, and what the gate says of it."""

import re

import pytest

from leiomyo_site.editorial.content_checks import (
    CheckContext,
    check_context,
    check_definition,
    check_page,
    ids_on,
    line_number,
)
from leiomyo_site.text.glossary import Glossary, TermText
from leiomyo_site.text.page import PageContent
from leiomyo_site.text.style_checks import PhraseRule, StyleGuide

BODY = "## It comes out\n\nThe team takes it out.\n\n/// do | What you can do\n- Ask.\n///\n"
STUDY = "In 21 children, seen from 1970 to 1990, one in 10 had it."


def page(body: str = BODY, **changes: object) -> PageContent:
    fields = {
        "title": "Surgery",
        "summary": "What it does.",
        "in_short": ("It comes out.",),
        "section": "treatment",
        "position": 10,
        "sources": ("hwang-1997", "leaflet"),
        "body": body,
    }
    return PageContent(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.fixture
def standards() -> CheckContext:
    return check_context(
        Glossary([TermText("biopsy", "biopsy", "", "", "/glossary/biopsy/")]),
        {"/surgery/": ids_on(page(), Glossary([]))},
        drawings={"wide-margin": "<svg></svg>"},
        images={},
        wording=StyleGuide(
            frozenset({"surgery", "family", "hospital"}),
            (
                PhraseRule(re.compile("battle"), "say “treat”"),
                PhraseRule(re.compile(r"\bGy\b"), "keep it in a box", "more"),
            ),
        ),
        studied={"hwang-1997": True, "leaflet": False},
    )


def rules(text: PageContent, standards: CheckContext) -> set[str]:
    return {fault.rule for fault in check_page(text, standards).issues}


def test_a_good_page_has_nothing_to_mend(standards: CheckContext) -> None:
    assert check_page(page(), standards).issues == ()


LONG = "This is a very long line of words that goes on and on and on and on so that no tired reader could ever hold it all in mind."
BROKEN = [
    (BODY + LONG, "sentence"),
    (BODY + "Considerable institutional responsibilities necessitate individualized multidisciplinary evaluations. " * 3, "grade"),
    (BODY + "An institutional thing.", "hard word"),
    (BODY + "About 8 in 10 were well.", "uncited"),
    (BODY + "It was 40%.", "uncited"),
    (BODY + "In 21 children it was so.", "uncited"),
    (BODY + "About half did well.", "uncited"),
    (BODY + "In 1990, 8 in 10 did well. [@leaflet]", "group"),
    (BODY + "Then 8 in 10 did well. [@hwang-1997]", "when"),
    (BODY + "In 1990, 8 in 10 were alive. [@hwang-1997]", "survival"),
    (BODY + "It is a battle.", "avoid"),
    (BODY + "It is 45 Gy.", "avoid"),
    (BODY + "See [@nobody].", "cite"),
    (BODY + "/// cal | x\n- y\n///\n", "box"),
    (BODY + "/// out-of | 8 of 10\nx\n///\n", "box"),
    (BODY + "<b>bold</b>", "html"),
    (BODY + "[words](/surgery", "link"),
    (BODY + "[words](/nowhere/)", "link"),
    (BODY + "[words](/surgery/#nowhere)", "link"),
    (BODY + "[words](#nowhere)", "link"),
    (BODY + "[words](term:nothing)", "link"),
    (BODY + "/// figure | nothing\n///\n", "drawing"),
    (BODY + "/// figure | wide-margin\n///\n\n/// figure | wide-margin\n///\n", "drawing"),
    (BODY + "![](/media/a.jpg)", "picture"),
    ("## It comes out\n\nThe team takes it out.\n", "missing"),
    ("The team takes it out.\n\n/// do | x\n- Ask.\n///\n", "missing"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "rule"), BROKEN)
def test_gate_closes(standards: CheckContext, body: str, rule: str) -> None:
    assert rule in rules(page(body), standards)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [({"summary": " "}, "missing"), ({"in_short": ()}, "missing"), ({"in_short": ("a.",) * 6}, "missing"),
     ({"sources": ()}, "missing"), ({"sources": ("nothing",)}, "source")],
)  # fmt: skip
def test_gate_closes_on_missing_facts(standards: CheckContext, changes: dict, rule: str) -> None:
    assert rule in rules(page(**changes), standards)


@pytest.mark.parametrize(
    "words",
    [
        f"{STUDY} [@hwang-1997]",
        "It is 100.4°F (38.0°C) or more.",
        "It takes 20 to 90 minutes.",
        "/// more | Dose\nIt is 45 Gy.\n///",
        "[here](/surgery/#it-comes-out) and [there](#it-comes-out) and [a biopsy](/glossary/biopsy/)",
        "/// ask\n- Did 8 in 10 do well?\n///",
    ],
)
def test_gate_stays_open(standards: CheckContext, words: str) -> None:
    assert check_page(page(BODY + words), standards).issues == ()


def test_survival_figures_may_stand_in_their_closed_box(standards: CheckContext) -> None:
    body = BODY + (
        "//// numbers | Open\n/// out-of | 8 of 10\n    filled: alive\n    open: had died\n    who: 21 children, 1970 to 1990.\n\n"
        "**About 8 in 10 were alive.** [@hwang-1997]\n///\n////\n"
    )
    assert check_page(page(body), standards).issues == ()


def test_a_share_without_its_years_is_found(standards: CheckContext) -> None:
    body = BODY + (
        "//// numbers | Open\n/// out-of | 8 of 10\n    filled: alive\n    open: had died\n    who: 21 children.\n\n"
        "**About 8 in 10 were alive.** [@hwang-1997]\n///\n////\n"
    )
    assert rules(page(body), standards) == {"when"}


@pytest.mark.parametrize(
    ("definition", "see_also", "rule"),
    [
        ("One. Two is so. Three is so. Four is so.", (), "length"),
        ("A piece. It is a battle.", (), "avoid"),
        ("A piece.", ("nothing",), "see also"),
        ("A piece.", ("biopsy",), "see also"),
        ("An institutional piece.", (), "hard word"),
    ],
)
def test_gate_closes_on_definitions(standards: CheckContext, definition: str, see_also: tuple, rule: str) -> None:
    assert rule in {fault.rule for fault in check_definition(definition, "biopsy", see_also, standards).issues}


def test_a_fault_is_found_on_its_line() -> None:
    source = "---\n---\n\n## Why\n\nOne [link](/x/) and **two** words.\nMore.\n"
    assert line_number(source, "One link and two words. More.") == 6
    assert line_number(source, "nowhere") == 1
