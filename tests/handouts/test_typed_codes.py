"""Codes as they are typed from paper: what is forgiven, and what is offered where there is a slip."""

import random

import pytest

from leiomyo_site.permalinks.code_normalization import canonical_path
from leiomyo_site.permalinks.code_suggestions import (
    MAX_SUGGESTIONS,
    WRONG_CODE,
    WRONG_NUMBER,
    HelpPage,
    help_page_for,
    similar_codes,
)
from leiomyo_site.permalinks.permanent_codes import ALPHABET, check_character, new_code

TEXTS = [
    {"code": "HJ9BN", "path": "/surgery/", "title": "Surgery"},
    {"code": "C0121", "path": "/b/", "title": "<b>"},
]


@pytest.mark.parametrize(
    ("typed", "issued"),
    [
        ("/h/HJ9BN", "/h/HJ9BN"),
        ("/H/HJ9BN", "/h/HJ9BN"),
        ("/h/hj9bn", "/h/HJ9BN"),
        ("/h/hj9bn/", "/h/HJ9BN"),
        ("/h/hj9bn.", "/h/HJ9BN"),
        ("/h/ hj9-bn ", "/h/HJ9BN"),
        ("/h/HJ9BN.2", "/h/HJ9BN.2"),
        ("/h/HJ9BN.02", "/h/HJ9BN.2"),
        ("/h/HJ9BN.l", "/h/HJ9BN.1"),
        ("/H/HJ9BN.2.PDF", "/h/HJ9BN.2.pdf"),
        ("/H/HJ9BN.A4-LARGE.PDF", "/h/HJ9BN.a4-large.pdf"),
        ("/H/HJ9BN.SVG", "/h/HJ9BN.svg"),
        ("/h/HJ9BM", None),
        ("/h/HJ9B", None),
        ("/h/", None),
        ("/h", None),
        ("/help/", None),
        ("/h/HJ9BN" + "." * 100, None),
        ("/h/\x00\x00\x00\x00\x00", None),
        ("/h/²²²²²", None),
    ],
)
def test_what_is_typed_is_read_as_it_was_issued(typed: str, issued: str | None) -> None:
    assert canonical_path(typed) == issued


def test_signs_that_look_alike_are_read_alike() -> None:
    code = "0121" + check_character("0121")
    assert canonical_path(f"/h/OIZL{code[4]}") == f"/h/{code}"


def test_any_one_slip_finds_the_page() -> None:
    dice = random.Random(3)
    issued = [new_code((), choose=dice.choice) for _ in range(300)]
    for code in issued[:60]:
        at = dice.randrange(5)
        for typed in (
            code[:at] + dice.choice(ALPHABET) + code[at + 1 :],
            code[:at] + code[at + 1 :],
            code[:at] + dice.choice(ALPHABET) + code[at:],
            code[: at % 4] + code[at % 4 + 1] + code[at % 4] + code[at % 4 + 2 :],
        ):
            offered = similar_codes(typed.lower(), issued)
            assert code in offered or len(offered) == MAX_SUGGESTIONS, (code, typed)


@pytest.mark.parametrize("typed", ["", "HJ", "XXXXX", "HJ4BM", "A" * 5000, "<script>", "HJ9BNHJ9BN"])
def test_more_than_one_slip_offers_nothing(typed: str) -> None:
    assert similar_codes(typed, ["HJ9BN"]) == []


def test_help_says_what_is_wrong_and_offers_pages() -> None:
    assert help_page_for("/h/hj9bm.2", TEXTS) == HelpPage(WRONG_CODE, (("/surgery/", "Surgery"),))
    assert help_page_for("/h/hj9bn.9", TEXTS) == HelpPage(WRONG_NUMBER, (("/surgery/", "Surgery"),))
    assert help_page_for("/h/nothing", TEXTS) == HelpPage(WRONG_CODE, ())


def test_what_is_offered_is_written_safely_and_nothing_is_left_where_there_is_nothing() -> None:
    page = "<h1>No</h1><!--offer <ul>{pages}</ul> offer-->"
    filled = HelpPage(WRONG_CODE, (("/b/", "<b>"),)).fill(page)
    assert filled == '<h1>No</h1><ul><li><a href="/b/">&lt;b&gt;</a></li></ul>'
    assert HelpPage(WRONG_CODE, ()).fill(page) == "<h1>No</h1>"
