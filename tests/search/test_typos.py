"""Words that were only heard, everyday words, other endings, accents, half-typed words: all find what was meant."""

from pathlib import Path

import pytest

from leiomyo_site.search.engine import SearchIndex
from leiomyo_site.search.index import SearchDocument, write_index
from tests.search.relevance import hrefs

# The guide is read from a database once, to make the index.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lieomyosarcoma", "leiomyosarcoma"),
        ("liomyosarkoma", "leiomyosarcoma"),
        ("leomiosarcoma", "leiomyosarcoma"),
        ("leiomyo sarcoma", "leiomyosarcoma"),
        ("kemotherapy", "chemotherapy"),
        ("keemotherapy", "chemotherapy"),
        ("radeation", "radiation"),
        ("metastisis", "metastasis"),
        ("amputashun", "amputation"),
        ("newtropenia", "neutropenia"),
        ("anestesia", "anesthesia"),
        ("doxyrubicin", "doxorubicin"),
        ("ephosphamide", "ifosfamide"),
        ("pallative", "palliative"),
        ("sychologist", "psychologist"),
        ("fisical", "physical"),
        ("seezure", "seizure"),
        ("tranfusion", "transfusion"),
        ("sideeffects", "side effects"),
        ("leiomyo", "leiomyosarcoma"),
    ],
)
def test_a_misspelt_word_is_taken_for_what_it_was_meant_to_be(index: SearchIndex, typed: str, meant: str) -> None:
    answer = index.search(typed)
    assert [(word.typed, word.used) for word in answer.instead] == [(typed, meant)]
    assert answer.count


def test_what_was_typed_can_be_looked_for_as_it_stands(index: SearchIndex) -> None:
    answer = index.search("kemotherapy", as_typed=True)
    assert (answer.instead, answer.count) == ((), 0)


@pytest.mark.parametrize(
    "word", ["chemotherapy", "chemo", "hospice", "CAT scan", "hair", "my", "daughter", "convulsion", "children’s"]
)
def test_a_known_word_is_never_taken_for_another(index: SearchIndex, word: str) -> None:
    assert index.search(word).instead == ()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("chemo", "chemotherapy"),
        ("cat scan", "CT scan"),
        ("spread", "metastasis"),
        ("Broviac", "central line"),
        ("what is a port?", "port"),
        ("what does metastisis mean", "metastasis"),
        ("how do you say leiomyosarcoma", "leiomyosarcoma"),
        ("BIOPSY", "biopsy"),
        ("biopsies", "biopsy"),
        ("biopsie", "biopsy"),
        ("bíopsy", "biopsy"),
        ("limb sparing", "limb-salvage surgery"),
    ],
)
def test_a_question_about_a_term_is_answered_with_it(index: SearchIndex, typed: str, name: str) -> None:
    term = index.search(typed).term
    assert term
    assert term.name == name
    assert term.say
    assert term.definition


@pytest.mark.parametrize("typed", ["does a biopsy hurt", "chemo before surgery", "questions before surgery"])
def test_a_question_about_more_than_a_term_is_not_answered_with_it(index: SearchIndex, typed: str) -> None:
    assert index.search(typed).term is None


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("losing hair", "/side-effects/#hair-falls-out-and-grows-back-after"),
        ("she lost her hair", "/side-effects/#hair-falls-out-and-grows-back-after"),
        ("cut off my leg", "/treatment/surgery/#most-children-keep-the-arm-or-leg"),
        ("will it come back", "/outlook/#if-it-comes-back"),
    ],
)
def test_everyday_words_lead_to_the_section(index: SearchIndex, typed: str, href: str) -> None:
    assert index.search(typed).pages[0].href == href


def test_words_that_were_looked_for_are_marked_in_the_snippet(index: SearchIndex) -> None:
    hit = index.search("hair grow").pages[0]
    assert {piece.text.lower() for piece in hit.snippet if piece.is_marked} & {"hair", "grows", "grow"}
    assert 20 < len("".join(piece.text for piece in hit.snippet)) < 260


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ch", "chemotherapy"),
        ("kemo", "chemotherapy"),
        ("hikm", "central line"),
        ("liom", "leiomyosarcoma"),
        ("when to c", "When to call"),
    ],
)
def test_half_typed_words_are_suggested(index: SearchIndex, typed: str, name: str) -> None:
    suggestions = index.suggester.suggest(typed)
    assert name in [one.name for one in suggestions][:3]
    assert len(suggestions) <= 7
    assert len({one.href for one in suggestions}) == len(suggestions)


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("neoadjuvant", "/glossary/neo-adjuvant/"),
        ("neoadjuvant chemotherapy", "/glossary/neo-adjuvant/"),
        ("preoperative", "/glossary/preoperative/"),
        ("preop", "/glossary/preoperative/"),
        ("postop", "/glossary/postoperative/"),
        ("wbc", "/glossary/white-blood-cell/"),
        ("l.m.s.", "/glossary/leiomyosarcoma/"),
        ("chemo\u00adtherapy", "/glossary/chemotherapy/"),
        ("chemo\u200btherapy", "/glossary/chemotherapy/"),
        ("38 C", "/when-to-call/#fever-and-infection"),
    ],
)
def test_closed_up_and_short_forms_are_known(index: SearchIndex, typed: str, href: str) -> None:
    assert href in hrefs(index.search(typed))[:4]
    assert not index.search(typed).instead


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("neoadj", "/glossary/neo-adjuvant/"),
        ("preop", "/glossary/preoperative/"),
        ("postop", "/glossary/postoperative/"),
        ("reexc", "/glossary/re-excision/"),
    ],
)
def test_closed_up_forms_are_suggested(index: SearchIndex, typed: str, href: str) -> None:
    assert href in [one.href for one in index.suggester.suggest(typed)][:4]


@pytest.mark.parametrize("typed", ["", "c", "!!", "zzzzzz"])
def test_nothing_is_suggested_for_nothing(index: SearchIndex, typed: str) -> None:
    assert index.suggester.suggest(typed) == []


def test_another_language_has_its_own_stems_and_accents_do_not_matter(tmp_path: Path) -> None:
    entry = SearchDocument(
        "page", "/es/a/", "/es/a/", "Tratamiento", ("Las quimioterapias. La operación del músculo liso.",)
    )
    write_index([entry], tmp_path / "es", lang="es", language=tmp_path / "es.yaml", layout="")
    index = SearchIndex(tmp_path / "es")
    for typed in ("quimioterapia", "operacion", "musculo", "tratamientos"):
        assert [hit.href for hit in index.search(typed).pages] == ["/es/a/"], typed
