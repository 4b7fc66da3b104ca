"""Packets: the choice stands in the address and nowhere else, and no problem on the way costs a nurse a second.

No test of this file may ask a database: families' packets are made when it is down.
"""

import logging
import re
import threading
import time
from pathlib import Path

import outloud
import pytest
from django.test import Client

from leiomyo_site.handouts import packet_views
from leiomyo_site.handouts.packet_data import read_packet_data
from leiomyo_site.handouts.packet_layout import packet_source
from leiomyo_site.handouts.packet_request import (
    MAX_PAGES,
    MAX_PROBLEMS,
    PacketSelection,
    SelectablePage,
    parse_codes,
    parse_path,
)
from leiomyo_site.handouts.pdf import PdfError, render_pdf
from leiomyo_site.handouts.pdf_worker import PdfQueue, QueueFull, render_in_subprocess
from leiomyo_site.permalinks.urls import PdfVariant
from tests.site.crawl import Outline

from .conftest import Guide
from .pdf_reader import codes_on, elements, opened, text_of
from .test_every_paper import NUMBERS

SURGERY, CALL, OUTLOOK = "6N9JC", "M39V3", "1TKXJ"
KNOWN = {
    "6N9JC": SelectablePage("6N9JC", "Surgery"),
    "M39V3": SelectablePage("M39V3", "When to call"),
    "HJ9BN": SelectablePage("HJ9BN", "Old scans", is_gone=True, note="The words were wrong.", instead="M39V3"),
}


def shown(visitor: Client, address: str, status: int = 200) -> str:
    answer = visitor.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def pdf(visitor: Client, address: str) -> bytes:
    answer = visitor.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    return answer.content


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        (["6N9JC", "M39V3"], ("6N9JC", "M39V3")),
        (["m39v3", " 6n9-jc"], ("M39V3", "6N9JC")),  # any case, hyphens, the order kept
        (["6N9JC", "M39V3", "6N9JC"], ("6N9JC", "M39V3")),  # each once
        (["6N9JC", "XXXXX"], ("6N9JC",)),
        ([], ()),
    ],
)
def test_codes_are_read_forgivingly_and_in_their_order(typed: list[str], codes: tuple[str, ...]) -> None:
    assert parse_codes(typed, KNOWN, PdfVariant()).choice.codes == codes


@pytest.mark.parametrize(
    ("typed", "sentence", "instead"),
    [
        ("6N9JD", "No page has the code “6N9JD”. Look at the paper again.", (("6N9JC", "Surgery"),)),
        ("hello", "No page has the code “hello”. Look at the paper again.", ()),
        ("x" * 300, "No page has the code “xxxxxxxxxxxx…”. Look at the paper again.", ()),
        ("HJ9BN", "“Old scans” was taken down. The words were wrong.", (("M39V3", "When to call"),)),
    ],
)
def test_what_is_not_there_is_explained(typed: str, sentence: str, instead: tuple[tuple[str, str], ...]) -> None:
    (problem,) = parse_codes([typed], KNOWN, PdfVariant()).problems
    assert (problem.sentence, problem.instead) == (sentence, instead)


def test_a_long_list_of_wrong_codes_is_not_told_one_by_one() -> None:
    assert len(parse_codes([f"C{number}" for number in range(99)], KNOWN, PdfVariant()).problems) == MAX_PROBLEMS


def test_a_packet_of_too_many_pages_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leiomyo_site.handouts.packet_request.MAX_PAGES", 1)
    asked = parse_codes(["6N9JC", "M39V3"], KNOWN, PdfVariant())
    assert asked.choice.codes == ("6N9JC",)
    assert asked.problems[0].sentence == (
        "A packet holds up to 1 pages. The last one is left out. Make a second packet for it."
    )


@pytest.mark.parametrize("paper", [PdfVariant(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)])
def test_an_address_says_all_of_a_choice(paper: PdfVariant) -> None:
    choice = PacketSelection(("6N9JC", "M39V3"), paper)
    for written in (choice.path, choice.path.upper()):
        codes, read, is_pdf = parse_path(written.split("/")[2])
        assert (parse_codes(codes, KNOWN, read).choice, is_pdf) == (choice, False)
    assert parse_path(choice.pdf_path.split("/")[2])[2]


def test_the_form_offers_every_page_by_topic(visitor: Client, guide: Guide) -> None:
    html = shown(visitor, "/packet/")
    assert html.count('name="p"') == len(guide.pages)
    assert html.index(">Treatment</legend>") < html.index('value="6N9JC"')
    assert 'name="numbers"' in html
    assert "checked" not in html.split("Print</legend>")[0]


def test_the_form_leads_to_the_short_address_of_the_choice(visitor: Client) -> None:
    answer = visitor.get("/packet/", {"p": [SURGERY, CALL], "size": "large", "paper": "a4", "made": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/packet/6N9JC.M39V3.a4-large")


def test_the_form_without_a_tick_asks_for_one(visitor: Client) -> None:
    assert "Tick at least one page." in shown(visitor, "/packet/?made=1")


@pytest.mark.parametrize("address", ["/packet/6N9JC.M39V3.a4", "/PACKET/6N9JC.M39V3.A4", "/packet/6n9jc,m39v3.a4/"])
def test_the_choice_shows_its_pages_its_pdf_and_its_address(visitor: Client, address: str, settings) -> None:
    html = shown(visitor, address)
    host = settings.SITE_URL.partition("://")[2]
    assert 'href="/packet/6N9JC.M39V3.a4.pdf"' in html
    assert f">{host}/packet/6N9JC.M39V3.a4</a>" in html
    assert html.index("<b>Surgery</b>") < html.index("<b>When to call</b>")
    assert 'href="/packet/M39V3.6N9JC.a4"' in html  # one place up
    assert 'href="/packet/6N9JC.a4"' in html  # without the other
    assert Outline(html).ids


def test_a_slip_in_one_code_still_gives_the_rest(visitor: Client) -> None:
    html = shown(visitor, "/packet/6N9JC.M39V4")
    assert "No page has the code “M39V4”" in html
    assert '<a href="/packet/6N9JC.M39V3">Add “When to call”</a>' in html
    assert "/packet/6N9JC.pdf" in html


def test_codes_of_no_page_are_not_found(visitor: Client) -> None:
    assert "Look at the paper again" in shown(visitor, "/packet/ZZZZZ", 404)
    assert "Look at the paper again" in shown(visitor, "/packet/ZZZZZ.pdf", 404)


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", '"><img src=x>', "\x00", "../../etc/passwd", "p" * 5000]
)
def test_hostile_addresses_get_an_ordinary_answer(visitor: Client, typed: str) -> None:
    for answer in (visitor.get("/packet/", {"p": typed}), visitor.get(f"/packet/{typed}")):
        assert answer.status_code in (200, 404)
        assert "<script>alert" not in answer.content.decode()
        assert "<img src=x" not in answer.content.decode()


def test_nothing_is_kept(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for address in ("/packet/6N9JC.M39V3", "/packet/6N9JC.pdf", "/packet/?p=6N9JC", "/packet/ZZZZZ"):
        answer = visitor.get(address)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert not answer.cookies
    assert "6N9JC" not in caplog.text
    assert visitor.post("/packet/").status_code == 405


def test_a_packet_is_one_handout_with_its_contents_in_front(visitor: Client, tmp_path: Path, settings) -> None:
    made = pdf(visitor, "/packet/6N9JC.M39V3.pdf")
    text = text_of(made).replace("\u2060", "")
    with opened(made) as packet:
        tags = list(elements(packet))
        count = len(packet.pages)
    assert [str(tag.S) for tag in tags].count("/TOCI") == 3  # two pages and the words
    assert text.index("What is inside") < text.index("When to call, day or night") < text.index("From your care team")
    assert text.count("When to call, day or night") == 1
    assert text.count("A lump of cells that grew when they should not have.") == 1
    assert "Versions in this packet: 6N9JC.1, M39V3.1." in text
    inside = text.partition("What is inside")[2].partition("Trouble breathing")[0]
    listed = [int(number) for number in re.findall(r"\. (\d+)", inside)]
    assert listed[0] == 2
    assert listed == sorted(listed)
    assert listed[-1] <= count
    host = settings.SITE_URL.partition("://")[2]
    assert f"{host}/packet/6N9JC.M39V3" in text
    assert codes_on(made, tmp_path, page=1) == [f"{settings.SITE_URL}/packet/6N9JC.M39V3".upper()]


def test_a_packet_is_as_accessible_as_a_handout(visitor: Client, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(visitor, "/packet/1TKXJ.6N9JC.FT0B3.a4-large-numbers.pdf"))
    result = outloud.check(str(tmp_path / "a.pdf"), layers={"conformance"})
    assert (result.error, result.errors) == (None, 0)


def test_survival_numbers_come_only_if_asked_for(visitor: Client) -> None:
    plain, with_numbers = (text_of(pdf(visitor, f"/packet/1TKXJ{marks}.pdf")) for marks in ("", ".numbers"))
    assert [number for number in NUMBERS if number in plain] == []
    assert "84 of 100" in with_numbers


def test_the_same_choice_makes_the_same_bytes(visitor: Client) -> None:
    assert pdf(visitor, "/packet/6N9JC.M39V3.pdf") == pdf(visitor, "/packet/6N9JC.M39V3.pdf")


def test_whoever_comes_while_others_are_served_is_asked_to_wait(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packet_views, "PDF_QUEUE", PdfQueue(most_at_once=0))
    answer = visitor.get("/packet/6N9JC.pdf")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Wait a few seconds" in answer.content.decode()


def test_a_press_takes_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly(source: str, *, pictures: Path, at: int) -> bytes:
        begun.set()
        go_on.wait(10)
        return b""

    monkeypatch.setattr("leiomyo_site.handouts.pdf_worker.render_in_subprocess", slowly)
    press = PdfQueue(most_at_once=1)
    first = threading.Thread(target=lambda: press.render("", pictures=Path(), at=0))
    first.start()
    assert begun.wait(10)
    with pytest.raises(QueueFull):
        press.render("", pictures=Path(), at=0)
    go_on.set()
    first.join(10)
    assert press.render("", pictures=Path(), at=0) == b""


def test_before_the_first_edition_it_says_so(visitor: Client, settings) -> None:
    settings.CURRENT_EDITION_DIR = Path("/nowhere")
    answer = visitor.get("/packet/")
    assert (answer.status_code, answer.content) == (503, b"Packets cannot be made just now. Try again in a minute.\n")


@pytest.mark.django_db  # only so that there is a database to fill `guide` from where this file runs alone
def test_a_packet_takes_time_in_proportion_to_its_pages(guide: Guide) -> None:
    """How long three pages take is a row of the benchmark."""
    shelf = read_packet_data(guide.packets)

    def seconds(slugs: list[str]) -> float:
        pages = [guide.pages[slug] for slug in slugs]
        choice = PacketSelection(tuple(page.code for page in pages))
        source = packet_source(pages, choice, shelf.publisher, call_card=shelf.cards["en"])
        begun = time.process_time()
        render_pdf(f"{source}\n// {begun}", pictures=Path("nowhere"), at=0)
        return time.process_time() - begun

    few = ["treatment/surgery", "when-to-call", "questions-to-ask"]
    assert len(guide.pages) <= MAX_PAGES
    every = list(guide.pages)
    assert min(seconds(every) for _ in range(2)) < 4 * len(every) / len(few) * min(seconds(few) for _ in range(3))


def test_a_source_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leiomyo_site.handouts.pdf_worker.TIMEOUT_SECONDS", 0.5)
    with pytest.raises(PdfError, match="longer than"):
        render_in_subprocess(
            "#for a in range(9999) { for b in range(9999) { let c = str(a * b) } }",
            pictures=Path("nowhere"),
            at=0,
        )
