"""Addresses as people and programs really write them: each leads to its page, and the check of links knows it."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

CASES = json.loads((Path(__file__).parents[1] / "data/failed_cases.json").read_text(encoding="utf-8"))


@pytest.fixture
def site(served: str) -> Iterator[HTTPConnection]:
    connection = HTTPConnection(urlsplit(served).netloc, timeout=30)
    yield connection
    connection.close()


@pytest.mark.parametrize("case", CASES["http"], ids=lambda case: case["path"])
def test_each_address_answers_or_leads_on(site: HTTPConnection, case: dict[str, Any]) -> None:
    site.request("GET", case["path"])
    answer = site.getresponse()
    answer.read()
    assert answer.status in case["status"]
    if "to" in case:
        to = urlsplit(answer.headers["Location"])
        assert f"{to.path}{'?' * bool(to.query)}{to.query}" == case["to"]


@pytest.mark.parametrize("case", CASES["links"], ids=lambda case: case["text"])
def test_the_check_of_links_knows_each_address(site: HTTPConnection, case: dict[str, str]) -> None:
    text = case["text"].replace("HOST", f"{site.host}:{site.port}")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    site.request("POST", "/for-clinics/check/", urlencode({"text": text}), form)
    answer = site.getresponse().read().decode()
    assert case["expect"] in answer.partition("<main")[2] and "6N9JC" in answer
