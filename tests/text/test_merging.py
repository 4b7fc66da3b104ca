"""Two people write at once: whatever they wrote, both people's words are there afterwards."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leiomyo_site.text.diff import word_diff
from leiomyo_site.text.merge import merge

BASE = "One.\n\nTwo.\n\nThree.\n"


@pytest.mark.parametrize(
    ("mine", "theirs", "together"),
    [
        (BASE, BASE, BASE),
        ("One!\n\nTwo.\n\nThree.\n", BASE, "One!\n\nTwo.\n\nThree.\n"),
        (BASE, "One.\n\nTwo.\n\nThree!\n", "One.\n\nTwo.\n\nThree!\n"),
        ("One!\n\nTwo.\n\nThree.\n", "One.\n\nTwo.\n\nThree!\n", "One!\n\nTwo.\n\nThree!\n"),
        ("New.\n\n" + BASE, BASE + "\nLast.\n", "New.\n\nOne.\n\nTwo.\n\nThree.\n\nLast.\n"),
        ("One.\n\nThree.\n", "One.\n\nTwo.\n\nThree!\n", "One.\n\nThree!\n"),
        ("One.\n\nMine.\n\nThree.\n", "One.\n\nTheirs.\n\nThree.\n", "One.\n\nMine.\n\nTheirs.\n\nThree.\n"),
    ],
)
def test_paragraphs_are_put_together(mine: str, theirs: str, together: str) -> None:
    assert merge(BASE, mine, theirs).text == together


def test_a_clash_names_both() -> None:
    assert merge(BASE, "One.\n\nMine.\n\nThree.\n", "One.\n\nTheirs.\n\nThree.\n").conflicts == (("Mine.", "Theirs."),)


TEXTS = st.lists(st.sampled_from(["a", "b", "c", "d", "e f"]), max_size=7).map(lambda ps: "\n\n".join(ps) + "\n")


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=1_500, deadline=None)
def test_no_new_word_of_either_is_lost(base: str, mine: str, theirs: str) -> None:
    merged = set(merge(base, mine, theirs).text.split())
    old = set(base.split())
    assert (set(mine.split()) - old) | (set(theirs.split()) - old) <= merged


@given(TEXTS, TEXTS)
@settings(max_examples=500, deadline=None)
def test_differences_hold_both_texts(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(p.text for p in pieces if p.kind != "added") == old
    assert "".join(p.text for p in pieces if p.kind != "removed") == new
