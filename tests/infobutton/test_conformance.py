"""Every conformance case, asked of the site as it is served."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from leiomyo_site.infobutton.code_table import Tier
from leiomyo_site.infobutton.response import caution
from tests.infobutton.asking_us import CASES, PAGES, SITE
from tests.infobutton.http_client import ATOM, Answered, encoded, send
from tests.prepared import SITE_URL

TYPES = {"xml": "text/xml; charset=utf-8", "jsonp": "application/javascript", "html": "text/html; charset=utf-8"}
PATHS = {key: f"/{slug}/" for key, slug in PAGES.items()}


def by_id(name: str) -> Mapping[str, Any]:
    return next(case for case in CASES if case["id"] == name)


def given_paths(answered: Answered, form: str) -> list[str]:
    if form == "html":
        cards = re.search(r'<ul class="cards">(.*?)</ul>', answered.body, re.DOTALL)
        return re.findall(r'<a href="([^"]+)"', cards[1]) if cards else []
    if form == "jsonp":
        script = re.fullmatch(r"show\((\{.*\})\)", answered.body, re.DOTALL)
        entries = json.loads(script[1])["feed"]["entry"] if script else []
        return [entry["link"][0]["href"].removeprefix(SITE_URL) for entry in entries]
    links = (entry.find(f"{ATOM}link") for entry in answered.feed.iter(f"{ATOM}entry"))
    return [(link.get("href") or "").removeprefix(SITE_URL) for link in links if link is not None]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case(served: str, case: Mapping[str, Any]) -> None:
    answered, expected = send(served, case), case["expect"]
    assert answered.status == expected["status"]
    if expected["format"]:
        assert answered.headers["content-type"] == TYPES[expected["format"]]
    if expected["pages"] is not None:
        assert given_paths(answered, expected["format"]) == [PATHS[key] for key in expected["pages"]]
    if expected["format"] == "xml":
        check_feed(answered)
    if case["id"] in CHECKS:
        CHECKS[case["id"]](answered)


def check_feed(answered: Answered) -> None:
    """Every feed: ids that are there and are different, the elements that each entry needs, no name twice."""
    feed = answered.feed
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    assert all(ids)
    assert len(set(ids)) == len(ids)
    assert (feed.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
    for link in feed.iter(f"{ATOM}link"):
        assert set(link.keys()) == {"href", "rel", "type", "hreflang", "title"}


def check_possible(answered: Answered) -> None:
    assert answered.scores() == {"0.6"}
    assert all(summary.startswith(caution(Tier.POSSIBLE, SITE)) for summary in answered.summaries())


def check_both_codes(answered: Answered) -> None:
    terms = [term for scheme, term in answered.categories() if scheme == "mainSearchCriteria.v.c"]
    assert terms == ["Z51.11", "443719001"]
    assert answered.scores() == {"1.0", "0.3"}


def check_patients_only(answered: Answered) -> None:
    assert "PROV" not in answered.body
    for entry in answered.feed.iter(f"{ATOM}entry"):
        assert ("informationRecipient", "PAT") in answered.categories(entry)


def check_service_headers(answered: Answered) -> None:
    headers = answered.headers
    assert "no-cache" in headers["cache-control"]
    assert headers["pragma"] == "no-cache"
    assert "set-cookie" not in headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def has(*wanted: str) -> Callable[[Answered], None]:
    def check(answered: Answered) -> None:
        assert [words for words in wanted if words not in answered.body] == []

    return check


def has_not(*unwanted: str) -> Callable[[Answered], None]:
    def check(answered: Answered) -> None:
        assert [words for words in unwanted if words in answered.body] == []

    return check


def check_head(answered: Answered) -> None:
    assert answered.body == ""
    assert answered.headers["content-type"] == TYPES["xml"]
    assert int(answered.headers["content-length"]) > 1000


def check_frames(answered: Answered) -> None:
    assert "x-frame-options" not in answered.headers
    assert "frame-ancestors 'none'" in answered.headers["content-security-policy"]


CHECKS: Mapping[str, Callable[[Answered], None]] = {
    "F01": check_service_headers,
    "F04": check_service_headers,
    "F05": has_not("alert"),
    "F11": has("<form", 'name="mainSearchCriteria.v.c"', 'name="mainSearchCriteria.v.cs"'),
    "P01": has("mainSearchCriteria.v.c needs mainSearchCriteria.v.cs"),
    "P08": check_both_codes,
    "P13": has_not("executionMode", "Infobutton_UI_VA", "zzz"),
    "I01": check_possible,
    "I03": has('term="C49.22"'),
    "C03": has_not("taskContext", "NOSUCH"),
    "C06": check_patients_only,
    "C08": has('xml:lang="en"'),
    "C12": has("<id>urn:uuid:67234cef-f312-49d3-bf62-eaa362db5bd0</id>"),
    "H03": check_head,
    "H05": check_service_headers,
    "H06": check_frames,
    "H09": has_not("xxx"),
}


def test_every_check_belongs_to_a_case() -> None:
    assert set(CHECKS) <= {case["id"] for case in CASES}


def test_the_form_of_answer_named_or_not_makes_no_difference(served: str) -> None:
    texts = [re.sub("urn:uuid:[0-9a-f-]{36}", "", send(served, by_id(name)).body) for name in ("F01", "F02")]
    assert texts[0] == texts[1]


def test_service_and_application_show_the_same_page(served: str) -> None:
    assert send(served, by_id("F07")).body == send(served, by_id("F10")).body


def test_head_tells_what_get_would(served: str) -> None:
    got, told = send(served, by_id("F01")).headers, send(served, by_id("H03")).headers
    assert {name: told[name] for name in told if name != "date"} == {name: got[name] for name in told if name != "date"}


def test_every_link_of_an_answer_answers(served: str) -> None:
    cases = [case for case in CASES if case["expect"]["pages"]]
    answers = [send(served, case) for case in cases]
    found = {
        path for case, one in zip(cases, answers, strict=True) for path in given_paths(one, case["expect"]["format"])
    }
    assert found == {PATHS[key] for case in cases for key in case["expect"]["pages"]}
    statuses = {
        path: send(served, {"method": "GET", "path": path, "params": [], "body": None, "headers": {}}).status
        for path in found
    }
    assert set(statuses.values()) == {200}


def test_a_slash_in_a_code_may_be_encoded_or_not(served: str) -> None:
    plain = "/infobutton/service?mainSearchCriteria.v.cs=2.16.840.1.113883.6.43.1&mainSearchCriteria.v.c=8890/3"
    for path in (plain, plain.replace("8890/3", "8890%2F3")):
        answered = send(served, {"method": "GET", "path": path, "params": [], "body": None, "headers": {}})
        assert len(given_paths(answered, "xml")) == 3


def test_post_gives_what_get_gives(served: str) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    posted = {**by_id("F01"), "method": "POST", "params": [], "headers": form, "body": encoded(by_id("F01"))}
    got, answered = send(served, by_id("F01")), send(served, posted)
    assert answered.status == 200
    assert given_paths(answered, "xml") == given_paths(got, "xml")


def test_other_methods_are_told_which_to_use(served: str) -> None:
    for method in ("PUT", "DELETE", "OPTIONS", "PATCH"):
        for path in ("/infobutton/service", "/infobutton/application"):
            answered = send(served, {**by_id("F01"), "method": method, "path": path})
            assert (answered.status, answered.headers["allow"]) == (405, "GET, HEAD, POST")
