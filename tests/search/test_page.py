"""The search page and its suggestions as they are served: without a database, a cookie or a trace of what was typed."""

import logging

import pytest
from django.test import Client

from tests.search.first_help import questions
from tests.site.crawl import Outline

pytestmark = pytest.mark.any_database


def found(visitor: Client, typed: str, **more: str) -> str:
    answer = visitor.get("/search/", {"q": typed, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_hits_link_to_sections_and_mark_words(visitor: Client) -> None:
    html = found(visitor, "losing hair")
    assert '<a href="/side-effects/#hair-falls-out-and-grows-back-after">Side effects: Hair falls out' in html
    assert "<mark>Hair</mark>" in html


def test_term_is_answered_at_the_top(visitor: Client) -> None:
    html = found(visitor, "what is a port")
    assert html.index('href="/glossary/port/"') < html.index('class="plain hits"')
    assert "How to" not in html
    assert '<p class="say">say: <b>port</b></p>' in html.lower()


def test_it_says_what_it_looked_for_instead_and_the_way_back(visitor: Client) -> None:
    html = found(visitor, "kemotherapy")
    assert "We looked for <b>chemotherapy</b>" in html
    assert 'href="/search/?q=kemotherapy&amp;as=typed"' in html
    assert "Nothing found" in found(visitor, "kemotherapy", **{"as": "typed"})


def test_emergency_shows_the_call_box_first_and_once(visitor: Client) -> None:
    html = found(visitor, "fever")
    assert html.count("class='call'") == 1
    assert html.index("class='call'") < html.index('class="plain hits"')
    calm = found(visitor, "school")
    assert calm.index("class='call'") > calm.index('class="plain hits"')


@pytest.mark.parametrize("name", ["urgent", "urgent-es"])
def test_every_danger_sign_has_the_call_box_above_all_that_is_found(visitor: Client, name: str) -> None:
    for typed in questions(name):
        html = found(visitor, typed)
        assert html.count("class='call'") == 1, typed
        assert html.index("class='call'") < html.index('role="status"'), typed


def test_the_crisis_line_comes_before_everything(visitor: Client) -> None:
    for typed in questions("self-harm"):
        html = found(visitor, typed)
        assert html.index('href="tel:988"') < html.index('href="tel:911"') < html.index("as you typed it"), typed


def test_no_word_on_how_well_children_do_meets_grief(visitor: Client) -> None:
    for typed in questions("grief"):
        html = found(visitor, typed)
        assert "You are not alone" in html, typed
        assert "do well" not in html, typed


def test_another_illness_is_told_where_to_look_and_shown_no_page_of_this_one(visitor: Client) -> None:
    html = found(visitor, "acute leukemia")
    assert "This guide is only about leiomyosarcoma." in html
    assert 'href="https://together.stjude.org/"' in html
    assert 'class="plain hits"' not in html
    assert 'href="/search/?q=acute%20leukemia&amp;as=typed"' in html
    assert 'class="plain hits"' in found(visitor, "rhabdomyosarcoma")


def test_a_doubtful_correction_is_offered_and_not_taken(visitor: Client) -> None:
    html = found(visitor, "hospitol copay bipsy")
    assert "Did you mean" in html
    assert "We looked for" not in html.partition("Did you mean")[2]


@pytest.mark.parametrize("typed", ["M39V3", "m39-v3", " /h/m39v3 ", "example.org/h/M39V3", "M39V3.2"])
def test_a_typed_code_opens_its_page(visitor: Client, typed: str) -> None:
    answer = visitor.get("/search/", {"q": typed})
    assert answer.status_code == 302
    assert answer.headers["Location"] == ("/h/M39V3.2" if ".2" in typed else "/h/M39V3")
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("typed", ["M39V4", "fever", "11111"])
def test_what_is_no_code_is_searched_for(visitor: Client, typed: str) -> None:
    assert visitor.get("/search/", {"q": typed}).status_code == 200


def test_nothing_found_still_helps(visitor: Client) -> None:
    html = found(visitor, "zzqqx")
    assert "Nothing found for “zzqqx”" in html
    assert "You did nothing wrong" in html
    assert "class='call'" in html


@pytest.mark.parametrize("typed", ["", "   ", "\x00"])
def test_no_question_shows_where_to_type_one(visitor: Client, typed: str) -> None:
    html = found(visitor, typed)
    assert 'name="q" value=""' in html
    assert "found for" not in html.lower().split("data-answers")[0]


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<!--/search-->", "</title><b>"]
)
def test_markup_is_shown_as_text(visitor: Client, typed: str) -> None:
    html = found(visitor, typed)
    assert typed not in html.replace("<!--/search-->", "", 1)
    assert not set(Outline(html).fetched) - {""}


def test_nothing_is_kept_of_what_is_typed(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for path in ("/search/", "/search/suggest"):
        answer = visitor.get(path, {"q": "secretword"})
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies
    assert "secretword" not in caplog.text


def test_suggestions_are_small_and_few(visitor: Client) -> None:
    answer = visitor.get("/search/suggest", {"q": "kemo"})
    assert answer.json()["suggestions"][0] == ["term", "/glossary/chemotherapy/", "chemotherapy", "", ""]
    assert len(answer.content) < 1500
    assert visitor.get("/search/suggest").json() == {"suggestions": []}


@pytest.mark.parametrize("path", ["/search/", "/search/suggest"])
def test_only_reading_is_answered(visitor: Client, path: str) -> None:
    assert visitor.post(path).status_code == 405


def test_ten_thousand_signs_get_an_ordinary_answer(visitor: Client) -> None:
    assert "Nothing found" in found(visitor, "q" * 10_000)
    assert "<mark>" in found(visitor, "hair " * 2_000)
