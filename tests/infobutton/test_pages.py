"""The page for people: links that fit, a note where a code is wider, and no word of the illness where it is not asked for."""

import re
from itertools import pairwise
from urllib.parse import urlencode

import pytest

from leiomyo_site.infobutton.code_table import Tier
from tests.infobutton.asking_us import EXACT, I10, ICDO, codes, pairs
from tests.infobutton.http_client import send
from tests.site.crawl import Outline, fetch

APPLICATION = "/infobutton/application"
FRIGHTENING = re.compile(r"cancer|sarcoma|tumou?r|malignan|chemo|radiation|\bLMS\b|outlook|surviv", re.IGNORECASE)
POSSIBLE = (I10, "C49.22")
CARE = (I10, "R11.2")


def show(served: str, *things: tuple[str, str], **values: str) -> str:
    return fetch(f"{served}{APPLICATION}?{urlencode(pairs(*things, **values))}").text


def cards(html: str) -> list[str]:
    return re.findall(r'<li><h2><a href="([^"]+)"', html)


def test_a_family_that_may_have_another_illness_meets_no_word_of_this_one(served: str) -> None:
    silent = [*codes(Tier.NEVER), *codes(Tier.WEAK), *codes(Tier.GENERAL), (I10, "E11.9"), ("1.2.3", "x")]
    for thing in silent:
        html = show(served, thing)
        assert FRIGHTENING.findall(html) == [], thing
        assert "We have no page for this" in html
    assert len(silent) > 160


def test_a_refused_request_meets_no_word_of_it_either(served: str) -> None:
    for query in (
        "mainSearchCriteria.v.c=D25.9",
        "mainSearchCriteria.v.c=1&mainSearchCriteria.v.c=2",
        f"zzz={'x' * 999}",
    ):
        answered = fetch(f"{served}{APPLICATION}?{query}")
        assert answered.status == 400
        html = answered.text
        assert FRIGHTENING.findall(html) == []
        assert "You did nothing wrong" in html


def test_silence_points_to_medline_plus_for_the_same_code(served: str) -> None:
    html = show(served, (I10, "d259"), dn="Leiomyosarcoma")
    assert (
        f"https://connect.medlineplus.gov/application?mainSearchCriteria.v.cs={I10}&amp;mainSearchCriteria.v.c=D25.9"
        in html
    )
    assert "mainSearchCriteria.v.c=00000" in show(served, ("2.16.840.1.113883.6.12", "00000"))
    assert "medlineplus" not in show(served, ("1.2.3", "x"))


def test_a_code_of_the_illness_shows_its_pages(served: str) -> None:
    html = show(served, EXACT)
    assert cards(html) == ["/what-is-leiomyosarcoma/", "/diagnosis/", "/outlook/"]
    assert "Not yet checked by a clinician." in html
    assert 'class="call"' in html
    assert "several kinds" not in html


def test_a_wider_code_says_so_once_before_the_pages(served: str) -> None:
    html = show(served, POSSIBLE)
    assert html.count("Your record's code covers") == 1
    assert html.index("several kinds of soft tissue cancer") < html.index('class="cards"')


def test_another_illness_beside_a_wider_code_meets_no_word_of_this_one(served: str) -> None:
    for values in ({"dn": "Embryonal rhabdomyosarcoma"}, {"ot1": "Ewing sarcoma"}, {"c1": "8910/3", "cs1": ICDO}):
        html = show(served, POSSIBLE, **values)
        assert FRIGHTENING.findall(html) == []
        assert "We have no page for this" in html


def test_a_code_of_care_beside_the_illness_shows_its_page(served: str) -> None:
    assert cards(show(served, EXACT, CARE)) == [
        "/what-is-leiomyosarcoma/",
        "/side-effects/",
        "/treatment/chemotherapy/",
    ]


def test_the_form_leads_to_the_pages(served: str) -> None:
    html = fetch(served + APPLICATION).text
    ours = re.search(r'<form method="post" action="/infobutton/application">.*?</form>', html, re.DOTALL)
    assert ours
    system = re.search(r'<option value="([^"]+)">SNOMED CT</option>', ours[0])
    names = re.findall(r'<(?:select|input)[^>]* name="([^"]+)"', ours[0])
    assert system
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode(list(zip(names, (system[1], EXACT[1]), strict=True)))
    posted = send(served, {"method": "POST", "path": APPLICATION, "params": [], "body": body, "headers": form})
    assert len(cards(posted.body)) == 3


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?mainSearchCriteria.v.c=1",
        *(
            f"?mainSearchCriteria.v.cs={system}&mainSearchCriteria.v.c={code}"
            for system, code in (EXACT, POSSIBLE, CARE, (I10, "D25.9"))
        ),
    ],
)
def test_every_page_is_well_made(served: str, query: str) -> None:
    html = fetch(served + APPLICATION + query).text
    outline = Outline(html)
    assert outline.headings.count(1) == 1
    assert [after for before, after in pairwise(outline.headings) if after > before + 1] == []
    assert len(set(outline.ids)) == len(outline.ids)
    assert outline.lang == "en"
    assert 'name="robots" content="noindex"' in html
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)
    assert all(address.startswith("/static/") for address in outline.fetched)
    local = [href.split("#")[0] for href in outline.links if href.startswith("/")]
    assert {href for href in local if fetch(served + href).status not in (200, 302)} == set()
