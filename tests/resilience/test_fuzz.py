"""Whatever is sent: no fault of ours, nothing of it sent back, no cancer page where none may be."""

import json
import random
from collections import Counter
from xml.etree import ElementTree as etree

import pytest
from django.core.management import call_command
from django.test import Client

from leiomyo_site.infobutton.atom import to_json, to_jsonp, to_xml
from leiomyo_site.infobutton.request import InvalidRequest, decode_parameters, parse_request
from tests.infobutton.asking_us import feed_of
from tests.infobutton.fuzz import Noise, make

pytestmark = pytest.mark.any_database

PURE, THROUGH_DJANGO = 50_000, 2_500
NEW_ID = "urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6"


def text_answer(noise: Noise) -> tuple[str, str, int]:
    """Return the form of the answer, the answer without the name of the function it calls, and its entries."""
    try:
        asked = parse_request(decode_parameters(noise.query))
    except InvalidRequest as refused:
        return str(refused.status), str(refused), 0
    feed = feed_of(asked)
    if asked.format == "json":
        return "json", to_json(feed, new_id=NEW_ID).decode(), len(feed.entries)
    if asked.format == "jsonp":
        script = to_jsonp(feed, callback=asked.callback, new_id=NEW_ID).decode()
        return "jsonp", script.removeprefix(asked.callback)[1:-1], len(feed.entries)
    return "xml", to_xml(feed, new_id=NEW_ID).decode(), len(feed.entries)


def test_the_pure_part_withstands_noise() -> None:
    dice = random.Random(20261123)
    seen: Counter[str] = Counter()
    for _ in range(PURE):
        noise = make(dice)
        form, text, entries = text_answer(noise)
        seen[f"{form} {'answered' if entries else 'silent'}"] += 1
        assert noise.mark not in text.lower(), noise
        if noise.must_be_silent:
            seen["silent on purpose"] += 1
            assert not entries, noise
        if form in ("json", "jsonp"):
            json.loads(text)
        elif form == "xml":
            etree.fromstring(text.encode())
    # Noise that never gets through, or never is refused, proves nothing.
    kinds = ("xml answered", "xml silent", "json answered", "jsonp answered", "400 silent", "415 silent")
    assert {kind: seen[kind] for kind in (*kinds, "silent on purpose") if seen[kind] < PURE / 200} == {}


@pytest.mark.django_db
def test_the_addresses_withstand_noise() -> None:
    call_command("import_content", publish=True, verbosity=0)
    dice = random.Random(20261124)
    client = Client(raise_request_exception=False, headers={"accept-encoding": "identity"})
    seen: Counter[int] = Counter()
    for _ in range(THROUGH_DJANGO):
        noise = make(dice)
        response = send(client, noise, dice)
        seen[response.status_code] += 1
        assert response.status_code in (200, 400, 415), noise
        told = response.content.decode().lower() + str(response.headers).lower()
        assert noise.mark not in told.replace(noise.called, "", 1), noise
        if noise.must_be_silent:
            assert b"/outlook/" not in response.content, noise
            assert b"/treatment/" not in response.content, noise
    assert min(seen[200], seen[400]) > THROUGH_DJANGO / 20
    assert seen[415] > 20


def send(client: Client, noise: Noise, dice: random.Random):
    where = dice.choice(("/infobutton/service", "/infobutton/service", "/infobutton/application"))
    if dice.random() < 0.3:
        kind = dice.choice(
            (
                "application/x-www-form-urlencoded",
                "application/x-www-form-urlencoded; charset=UTF-8",
                "text/plain",
                "application/json",
            )
        )
        return client.generic("POST", where, noise.query, content_type=kind)
    return client.generic("GET", where, QUERY_STRING=noise.query.decode("latin-1"))
