"""What clinic staff hand on from the site as it is served: links that never rot, QR codes that lead home, a light kit."""

import csv
import io
import json
import re
import urllib.request
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from leiomyo_site.handouts.link_kit import MAX_NOTE_LENGTH
from tests.prepared import SITE_URL
from tests.site.crawl import Outline, fetch, paths
from tests.site.test_every_page import HTML_BYTES

# Every address that the starting content has ever been given. Lines are added, never changed or taken away.
ISSUED = Path(__file__).parent / "issued.txt"


@pytest.fixture(scope="module")
def register(served: str) -> list[dict]:
    return json.loads(fetch(f"{served}/.well-known/handouts.json").text)["texts"]


def test_every_address_ever_issued_answers(served: str) -> None:
    lost = {path: fetch(served + path).status for path in ISSUED.read_text(encoding="utf-8").split()}
    assert {path: status for path, status in lost.items() if status not in (200, 301, 302, 410)} == {}


def test_every_address_that_is_issued_stands_in_the_list(served: str, register: list[dict]) -> None:
    issued = {f"/h/{text['code']}" for text in register} | {f"/h/{text['code']}.1" for text in register}
    assert (issued | set(paths(served))) - set(ISSUED.read_text(encoding="utf-8").split()) == set()


def test_every_short_link_leads_to_its_page(served: str, register: list[dict]) -> None:
    assert len(register) > 150
    wrong = {}
    for text in register:
        for typed in (f"/h/{text['code']}", f"/H/{text['code']}", f"/h/{text['code'].lower()}"):
            answer = fetch(served + typed)
            if (answer.status, answer.headers.get("location")) != (302, text["path"]):
                wrong[typed] = answer.status
    assert wrong == {}


def test_every_page_has_a_bar_to_hand_it_on_that_works_without_a_script(served: str, register: list[dict]) -> None:
    host = SITE_URL.removeprefix("http://")
    for text in register:
        page = fetch(served + text["path"]).text
        bar = re.search(r'<section class="bar".*?</section>', page, re.DOTALL)[0]
        assert f'<a class="code" href="/h/{text["code"]}">{host}/h/{text["code"]}</a>' in bar, text["path"]
        assert re.findall(r"<button[^>]*?(hidden)?>", bar) == ["hidden", "hidden"]
        assert (f'href="/h/{text["code"]}.svg"' in bar) == (text["kind"] == "page")
        assert (f'href="/h/{text["code"]}.pdf"' in bar) == (text["kind"] == "page")


def test_the_qr_code_of_every_page_leads_to_it(served: str, register: list[dict]) -> None:
    for text in (text for text in register if text["kind"] == "page"):
        with urllib.request.urlopen(f"{served}/h/{text['code']}.png") as answer:
            assert answer.headers["Content-Type"] == "image/png"
            (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.read())))
        assert found.text == f"{SITE_URL}/h/{text['code']}.1".upper()
        with urllib.request.urlopen(served + found.text.removeprefix(SITE_URL.upper())) as answer:
            assert f"<h1>{text['title']}</h1>" in answer.read().decode().replace("&#x27;", "'"), text["code"]


def test_the_kit_is_light_and_holds_every_page(served: str, register: list[dict]) -> None:
    kit = fetch(f"{served}/for-clinics/")
    assert kit.status == 200 and kit.sent_bytes <= HTML_BYTES
    assert "set-cookie" not in kit.headers
    for text in (text for text in register if text["kind"] == "page"):
        assert f'href="{text["path"]}"' in kit.text and f"/h/<wbr>{text['code']}</p>" in kit.text
        for paper in ("", ".a4", ".large", ".a4-large"):
            assert f'href="/h/{text["code"]}{paper}.pdf"' in kit.text
        assert "numbers.pdf" not in kit.text
    assert kit.text.count("Not yet checked") == sum(text["kind"] == "page" for text in register)
    images = re.findall(r"<img[^>]*>", kit.text)
    assert images and all('loading="lazy"' in image for image in images)


def test_notes_can_be_copied_without_a_script(served: str) -> None:
    notes = re.findall(r'<pre class="sheet">(.*?)</pre>', fetch(f"{served}/for-clinics/").text, re.DOTALL)
    assert len(notes) == 18
    for note in notes:
        assert len(note) < MAX_NOTE_LENGTH and note.isascii() and "***" in note
        assert any(re.fullmatch(rf"{SITE_URL}/h/\w{{5}}", line) for line in note.splitlines())
        assert "Draft: no clinician has checked" in note


def test_the_data_of_the_kit_is_the_same_everywhere(served: str) -> None:
    table = fetch(f"{served}/for-clinics/links.csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(table.text)))
    data = json.loads(fetch(f"{served}/for-clinics/links.json").text)["pages"]
    phrases = fetch(f"{served}/for-clinics/smartphrases.txt").text
    assert [row["code"] for row in rows] == [row["code"] for row in data] == re.findall(r"\.LMS(\w{5})", phrases)
    assert len(rows) == 17 and all(row["note"] in phrases for row in data)
    assert phrases.isascii()


def test_programs_learn_of_the_fridge_sheet_and_the_card(served: str, register: list[dict]) -> None:
    kit = json.loads(fetch(f"{served}/for-clinics/links.json").text)["pages"]
    sheets = {row["code"]: {row["fridge"], row["card"]} for row in kit if row["fridge"] or row["card"]}
    assert sheets == {"M39V3": {f"{SITE_URL}/h/M39V3.fridge", f"{SITE_URL}/h/M39V3.card"}}
    registered = {row["code"]: {row["fridge"], row["card"]} for row in register if "fridge" in row}
    assert registered == sheets


def test_from_home_one_link_leads_to_the_kit(served: str) -> None:
    assert "/for-clinics/" in Outline(fetch(f"{served}/").text).links


def test_short_addresses_stay_out_of_search_engines(served: str) -> None:
    assert not [path for path in paths(served) if path.lower().startswith("/h/")]
    for path in ("/h/HJ9BN.1", "/h/", "/h/HJ9BM", "/for-clinics/"):
        assert 'name="robots" content="noindex"' in fetch(served + path).text, path
