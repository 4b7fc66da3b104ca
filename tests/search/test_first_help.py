"""What must come first does: the call box for every danger sign, the crisis line for self-harm, gentle words for grief.

The questions were written before the rules; those of held-out/, set by set, after them, without a look at them. What each
set found at first stands in docs/decisions/0024-words-of-danger.md: since then the rules were mended, by the kind of a miss.
"""

from pathlib import Path

import pytest
from django.conf import settings

from leiomyo_site.search.engine import SearchIndex
from leiomyo_site.search.index import SearchDocument, write_index
from leiomyo_site.search.rules import GROUP
from leiomyo_site.text.danger_signs import URGENT_TIERS, DangerSign, read_danger_signs
from tests.search.conftest import FRAME
from tests.search.first_help import held_out, questions, real_words

# The guide is read from a database once, to make the index.
pytestmark = pytest.mark.django_db
SIGNS = read_danger_signs(settings.CONTENT_DIR / "danger-signs.yaml", "en")
# Of ordinary questions, so many may show the call box; of those written to mislead, this share.
FALSE_BOXES = 2
MISLED = 0.1


@pytest.mark.parametrize(("name", "count"), [("urgent", 110), ("urgent-es", 40), ("self-harm", 60), ("ordinary", 500)])
def test_there_are_questions_enough(name: str, count: int) -> None:
    assert len(set(questions(name))) >= count


@pytest.mark.parametrize("name", ["urgent", "urgent-es"])
def test_every_danger_sign_shows_the_call_box(index: SearchIndex, name: str) -> None:
    assert [typed for typed in questions(name) if not index.search(typed).is_urgent] == []


def test_all_thoughts_of_self_harm_show_the_crisis_line_and_nothing_else(index: SearchIndex) -> None:
    answers = {typed: index.search(typed) for typed in questions("self-harm")}
    assert [typed for typed, answer in answers.items() if not answer.crisis or answer.count] == []


def test_ordinary_questions_show_neither(index: SearchIndex) -> None:
    answers = {typed: index.search(typed) for typed in questions("ordinary")}
    assert [typed for typed, answer in answers.items() if answer.crisis] == []
    boxes = [typed for typed, answer in answers.items() if answer.is_urgent]
    assert len(boxes) <= FALSE_BOXES, boxes
    assert [typed for typed, answer in answers.items() if answer.other_illness and not answer.count] == []


@pytest.mark.parametrize(
    ("name", "helps", "least"),
    [
        ("urgent", "is_urgent", 0.98),
        ("urgent-es", "is_urgent", 0.98),
        ("self-harm", "crisis", 0.95),
        ("grief", "gentle", 0.9),
        ("other-illness", "other_illness", 0.98),
    ],
)
def test_questions_held_out_get_their_help(index: SearchIndex, name: str, helps: str, least: float) -> None:
    asked = held_out(name)
    missed = [typed for typed in asked if not getattr(index.search(typed), helps)]
    assert len(missed) <= (1 - least) * len(asked), missed


def test_ordinary_questions_held_out_show_few_boxes(index: SearchIndex) -> None:
    answers = {typed: index.search(typed) for typed in held_out("ordinary")}
    boxes = [typed for typed, answer in answers.items() if answer.is_urgent]
    assert len(boxes) <= MISLED * len(answers), boxes
    others = [typed for typed, answer in answers.items() if answer.crisis or answer.gentle or answer.other_illness]
    assert len(others) <= 3, others


def test_ordinary_spanish_is_not_taken_for_misspelt_danger(index: SearchIndex) -> None:
    for typed in ("tratamientos", "no entra por la puerta", "mi madre pide papel limpio", "desayuno en la cama"):
        answer = index.search(typed)
        assert not (answer.is_urgent or answer.has_first_words), typed


def test_grief_is_met_gently(index: SearchIndex) -> None:
    answers = {typed: index.search(typed) for typed in questions("grief")}
    assert [typed for typed, answer in answers.items() if not answer.gentle or answer.crisis or answer.count] == []


def test_no_real_word_is_taken_for_another(index: SearchIndex) -> None:
    assert len(set(real_words())) >= 500
    changed = {word: index.search(word).instead for word in real_words()}
    assert {word: instead for word, instead in changed.items() if instead} == {}


def test_another_illness_is_told_where_to_look(index: SearchIndex) -> None:
    answers = {typed: index.search(typed) for typed in questions("other-illness")}
    assert [typed for typed, answer in answers.items() if not answer.other_illness] == []
    other = answers["leukemia"].other_illness
    assert other
    assert "only about leiomyosarcoma" in other.text[0]
    assert [typed for typed in ("lms or leukemia", "leiomyosarcoma fibroid") if index.search(typed).other_illness] == []


@pytest.mark.parametrize("sign", [sign for sign in SIGNS if sign.tier in URGENT_TIERS], ids=lambda sign: sign.says[0])
def test_the_words_of_every_sign_are_urgent(index: SearchIndex, sign: DangerSign) -> None:
    answer = index.search(" ".join(sign.says))
    assert answer.is_urgent or answer.crisis
    for phrases in sign.searches.values():
        for phrase in phrases:
            typed = " ".join(slot.split("|")[0].rstrip("*") for slot in phrase.split())
            answer = index.search(typed)
            assert answer.is_urgent or answer.crisis or GROUP.search(typed), typed


def test_a_sign_that_is_taken_from_the_list_is_no_longer_urgent(entries: list[SearchDocument], tmp_path: Path) -> None:
    """The list is what makes a question urgent; a list of searches can add to it."""
    (tmp_path / "search").mkdir()
    for urgent, is_urgent in (("[]", False), ("[wobbl*]", True)):
        language = tmp_path / "search/en.yaml"
        language.write_text(f"urgent: {urgent}", encoding="utf-8")
        folder = tmp_path / urgent
        write_index(entries, folder, lang="en", language=language, layout=FRAME)
        assert SearchIndex(folder).search("he wobbles").is_urgent is is_urgent
