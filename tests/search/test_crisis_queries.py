"""Emergencies come first, nobody is sent to a number, drafts are not found, hostile input gets an ordinary answer."""

import re
from pathlib import Path

import pytest

from leiomyo_site.search.engine import SearchIndex
from leiomyo_site.search.index import SearchDocument, static_index
from tests.search.conftest import LANGUAGE

# The guide is read from a database once, to make the index.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize(
    "typed",
    [
        "fever", "fevers", "fevr", "she has a temperature", "bleeding", "bleading", "nose bleed", "can't breathe", "cant breath",
        "trouble breathing", "seizure", "siezure", "he won't wake up", "chest pain", "turning blue", "call 911", "101.5", "throwing up blood",
        "central line is leaking",
    ],
)  # fmt: skip
def test_what_looks_like_an_emergency_is_one(index: SearchIndex, typed: str) -> None:
    assert index.search(typed).is_urgent


@pytest.mark.parametrize(
    "typed", ["chemo", "school", "losing hair", "will it come back", "can i give tylenol", "surgery", "", "zzz"]
)
def test_an_ordinary_question_is_none(index: SearchIndex, typed: str) -> None:
    assert not index.search(typed).is_urgent


@pytest.mark.parametrize(
    "typed", ["suicide", "i want to kill myself", "my son wants to die", "self harm", "sucide", "cutting herself"]
)
def test_thoughts_of_self_harm_are_met_with_help_and_nothing_else(index: SearchIndex, typed: str) -> None:
    answer = index.search(typed)
    assert answer.crisis
    assert answer.crisis.phone == "988"
    assert any("988" in line for line in answer.crisis.text)
    assert answer.count == 0
    assert index.search(typed, as_typed=True).typed == typed


@pytest.mark.parametrize("typed", ["will my child die", "dying"])
def test_fear_of_death_is_met_gently(index: SearchIndex, typed: str) -> None:
    answer = index.search(typed)
    assert answer.crisis is None
    assert answer.gentle
    assert len(answer.gentle.links) == 3
    assert answer.count == 0


def test_what_chemotherapy_kills_is_an_ordinary_question(index: SearchIndex) -> None:
    answer = index.search("kill cancer cells")
    assert not answer.has_first_words
    assert answer.pages


def test_no_survival_number_can_be_found_or_shown(entries: list[SearchDocument]) -> None:
    everything = static_index(entries, lang="en", language=LANGUAGE)
    assert "You can stop here" in everything
    assert not re.search(r"\d+ (?:in|of) 10\b|alive 5 years later|\d of 100\b(?!\.)", everything)


@pytest.mark.parametrize("typed", ["survival rate", "how many die", "8 in 10 alive", "84 of 100", "5 year survival"])
def test_questions_about_numbers_lead_before_the_door_not_behind_it(index: SearchIndex, typed: str) -> None:
    shown = index.search(typed)
    words = [piece.text for hit in (*shown.pages, *shown.terms) for piece in hit.snippet]
    assert not re.search(r"\d+ (?:in|of) \d+", "".join(words))
    assert all("#numbers" not in hit.href for hit in shown.pages)


def test_every_link_goes_to_a_place_that_is_there(entries: list[SearchDocument]) -> None:
    hrefs = [entry.href for entry in entries]
    assert len(set(hrefs)) == len(hrefs)
    assert all(re.fullmatch(r"/[\w/-]*(?:#[\w-]+)?", href) for href in hrefs)


@pytest.mark.parametrize(
    "typed",
    [
        "a" * 10_000, "fever " * 2_000, "\x00\x01\x1b[31m", "<script>alert(1)</script>", "<b>fever", "'; DROP TABLE page;--",
        'name:fever body:"', "kind:term", "AND OR NOT", "((((", '"unclosed', "\\", "*", "fev*", "~2^9", "/regex/", "+fever -fever",
        "😀", "ا ل", "中文", "e\u0301" * 300, "\u202e\u200b\ufeff", "100%", "%00%27", "x" * 39 + " " + "y" * 41, "  \n\t ", "ﬁ", "İ",
    ],
)  # fmt: skip
def test_hostile_input_gets_an_ordinary_answer(index: SearchIndex, typed: str) -> None:
    for as_typed in (False, True):
        answer = index.search(typed, as_typed=as_typed)
        assert len(answer.typed) <= 200
        assert answer.typed.isprintable()
    index.suggester.suggest(typed)


def test_field_syntax_reaches_no_field(index: SearchIndex) -> None:
    assert index.search("kind:term").count == index.search("kind term").count
    assert not index.search("href:/outlook/").term


def test_nothing_typed_is_remembered(index_folder: Path) -> None:
    index = SearchIndex(index_folder)
    index.search("fever")
    kept = dict(index.stemmer._written)
    index.search("somethingnobodywrote fevver qwertyish")
    assert not {word for word in index.stemmer._written if word not in kept} & {
        "somethingnobodywrote",
        "fevver",
        "qwertyish",
    }
