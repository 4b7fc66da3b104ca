"""Questions that parents type find the page that answers them."""

import pytest

from leiomyo_site.search.engine import SearchIndex
from leiomyo_site.search.index import SearchDocument
from tests.search.relevance import Relevance, judge, judged

# The guide is read from a database once, to make the index.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture(scope="module")
def verdict(index: SearchIndex) -> Relevance:
    return judge(index.search, [*judged("seen"), *judged("fresh")])


def test_there_are_questions_enough(verdict: Relevance) -> None:
    assert len(verdict.places) >= 80


def test_right_page_comes_first(verdict: Relevance) -> None:
    assert verdict.share(1) >= 0.8, verdict.missed(1)


def test_right_page_is_among_the_first_three(verdict: Relevance) -> None:
    assert verdict.share(3) >= 0.95, verdict.missed(3)


def test_questions_nobody_tuned_for_do_nearly_as_well(index: SearchIndex) -> None:
    fresh = judge(index.search, judged("fresh"))
    assert fresh.share(1) >= 0.75, fresh.missed(1)
    assert fresh.share(3) >= 0.9, fresh.missed(3)


def test_every_address_that_is_expected_is_there_to_be_found(entries: list[SearchDocument]) -> None:
    known = {entry.href for entry in entries}
    wanted = {address for part in ("seen", "fresh") for question in judged(part) for address in question.find}
    assert wanted - known == set()


def test_the_very_section_is_linked_where_one_answers(index: SearchIndex) -> None:
    wrong = {}
    asked = [question for question in judged("seen") if any("#" in address for address in question.find)]
    for question in asked:
        hits = [hit for hit in index.search(question.ask).pages if hit.href.partition("#")[0] in question.pages]
        links = {href for hit in hits[:1] for href in (hit.href, *(other for other, _ in hit.also))}
        if not links & set(question.find):
            wrong[question.ask] = sorted(links)
    assert len(wrong) <= 0.2 * len(asked), wrong
