"""Answers have the shape of the golden files: same elements, same order, same names, same recognized values."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as etree

import pytest

from leiomyo_site.infobutton.atom import instant, to_json, to_jsonp, to_xml
from leiomyo_site.infobutton.request import decode_parameters, parse_request
from leiomyo_site.infobutton.response import InfobuttonFeed
from tests.infobutton.asking_us import EXACT, ask, feed_of

GOLDEN = Path(__file__).parent / "golden"
ATOM = "{http://www.w3.org/2005/Atom}"
NEW_ID = "urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6"


def golden_xml(name: str) -> etree.Element:
    return etree.parse(GOLDEN / f"{name}.xml").getroot()


def answer_to(name: str) -> InfobuttonFeed:
    """Return our answer to the request that a golden file answers, as its own link gives it."""
    link = golden_xml(name).find(f"{ATOM}link")
    assert link is not None
    return feed_of(parse_request(decode_parameters(urlsplit(link.get("href")).query.encode())))


def skeleton(element: etree.Element) -> list[Any]:
    return [element.tag, sorted(element.keys()), [skeleton(child) for child in element]]


def json_skeleton(value: Any) -> Any:
    if isinstance(value, dict):
        return [(name, json_skeleton(inner)) for name, inner in value.items()]
    return [json_skeleton(inner) for inner in value] if isinstance(value, list) else type(value).__name__


@pytest.mark.parametrize("name", ["match", "no_match"])
def test_atom_has_the_golden_shape(name: str) -> None:
    ours = etree.fromstring(to_xml(answer_to(name), new_id=NEW_ID))
    assert skeleton(ours) == skeleton(golden_xml(name))


@pytest.mark.parametrize("name", ["match", "no_match"])
def test_json_has_the_golden_shape(name: str) -> None:
    golden = json.loads((GOLDEN / f"{name}.json").read_text())
    assert json_skeleton(json.loads(to_json(answer_to(name), new_id=NEW_ID))) == json_skeleton(golden)


@pytest.mark.parametrize("name", ["match", "no_match"])
def test_recognized_values_stand_as_in_the_golden_file(name: str) -> None:
    ours, golden = etree.fromstring(to_xml(answer_to(name), new_id=NEW_ID)), golden_xml(name)
    for path in ("title", "subtitle", "author/name", "author/uri"):
        where = "/".join(f"{ATOM}{part}" for part in path.split("/"))
        assert ours.findtext(where) == golden.findtext(where)
    for tag in ("category", "link"):
        assert [child.attrib for child in ours.findall(f"{ATOM}{tag}")] == [
            child.attrib for child in golden.findall(f"{ATOM}{tag}")
        ]
    entries = zip(ours.iter(f"{ATOM}entry"), golden.iter(f"{ATOM}entry"), strict=True)
    for entry, model in entries:
        assert [c.attrib for c in entry.iter(f"{ATOM}category")] == [c.attrib for c in model.iter(f"{ATOM}category")]


def test_atom_and_json_say_the_same() -> None:
    feed = answer_to("match")
    root, data = etree.fromstring(to_xml(feed, new_id=NEW_ID)), json.loads(to_json(feed, new_id=NEW_ID))["feed"]
    assert [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")] == [
        e["title"]["_value"] for e in data["entry"]
    ]
    assert [entry.findtext(f"{ATOM}summary") for entry in root.iter(f"{ATOM}entry")] == [
        e["summary"]["_value"] for e in data["entry"]
    ]
    assert root.findtext(f"{ATOM}id") == data["id"]["_value"] == NEW_ID


def test_the_three_places_that_clients_read_are_there() -> None:
    entry = json.loads(to_json(ask(EXACT), new_id=NEW_ID))["feed"]["entry"][0]
    assert entry["title"]["_value"] == "Overview"
    assert entry["link"][0]["href"] == "https://example.org/what-is-leiomyosarcoma/"
    assert entry["summary"]["_value"] == "<p>About overview.</p>"


def test_every_term_of_json_is_a_text() -> None:
    data = json.loads(to_json(ask(EXACT, task="PROBLISTREV", for_whom="PAT", lang="en"), new_id=NEW_ID))["feed"]
    terms = [one["term"] for part in (data, *data["entry"]) for one in part["category"]]
    assert len(terms) == 11
    assert {type(term) for term in terms} == {str}


def test_jsonp_is_a_call_in_plain_ascii() -> None:
    script = to_jsonp(ask(EXACT), callback="show.me", new_id=NEW_ID)
    assert script.startswith(b'show.me({"feed": ')
    assert script.endswith(b"})")
    assert script.isascii()


def test_the_link_to_itself_asks_the_same_again() -> None:
    asked = ask(
        ("2.16.840.1.113883.6.90", "z5111"), EXACT, ("2.16.840.1.113883.6.88", "1790099"),
        dn2="doxorubicin 2 mg/ml", task="mlrev", for_whom="pat", lang="en-US",
    )  # fmt: skip
    again = feed_of(parse_request(decode_parameters(urlsplit(asked.self_url).query.encode())))
    assert again == asked


def test_moments_are_written_in_utc() -> None:
    assert instant(datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)) == "2026-01-02T03:04:05Z"
