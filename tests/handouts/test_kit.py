"""What is pasted into a note: short, in signs that every record keeps, and nothing of a patient."""

import csv
import io
import json

import pytest

from leiomyo_site.handouts.link_kit import (
    BLANK,
    MAX_NOTE_LENGTH,
    NOT_CHECKED,
    KitPage,
    first_note,
    kit_csv,
    kit_json,
    note,
    smart_phrases,
)
from leiomyo_site.text.clinic import Clinic, Phone

CLINIC = Clinic("the team", "911", (Phone("Day", ""), Phone("Night, weekend", "")))


def page(**facts: object) -> KitPage:
    known: dict[str, object] = {
        "code": "HJ9BN",
        "lang": "en",
        "topic": "Treatment",
        "title": "Surgery",
        "short_link": "https://lms.example.org/h/HJ9BN",
        "number": 2,
        "published": "2026-11-23",
        "checked_by": "",
        "checked": "",
        "grade": 4,
        "qr_svg": "https://lms.example.org/h/HJ9BN.svg",
        "qr_png": "https://lms.example.org/h/HJ9BN.png",
        "pdf": "https://lms.example.org/h/HJ9BN.pdf",
        "page": "https://lms.example.org/surgery/",
    }
    return KitPage(**{**known, **facts})  # type: ignore[arg-type]


def test_a_note_is_exactly_this() -> None:
    assert note(page(), CLINIC) == (
        "To read at home: Surgery\n"
        "https://lms.example.org/h/HJ9BN\n"
        "Draft: no clinician has checked this page yet.\n"
        "Gone over with: ***\n"
        "Questions? Call *** (day), *** (night, weekend). Emergency: 911.\n"
    )


def test_a_note_of_a_checked_page_is_no_draft_and_known_numbers_are_filled_in() -> None:
    clinic = Clinic("the team", "911", (Phone("Day", "+1 555-010-0123"), Phone("Night, weekend", "")))
    text = note(page(checked_by="Nora Test", checked="2026-12-01"), clinic)
    assert NOT_CHECKED not in text
    assert "Call +1 555-010-0123 (day), *** (night, weekend)." in text


@pytest.mark.parametrize("title", ["Surgery", "“Cirugía” — ¿qué es? " * 9, "手術", "x" * 400])
def test_every_note_is_short_ascii_with_the_link_alone_on_its_line(title: str) -> None:
    long = "https://childhood-sarcoma-guide.some-large-childrens-hospital.example.org/h/HJ9BN"
    clinic = Clinic("the team", "112", (Phone("Day", "+1 (555) 010-0123 -4"), Phone("Night, weekend", "+1 (555) 0109")))
    text = note(page(title=title, short_link=long), clinic)
    assert len(text) < MAX_NOTE_LENGTH and text.isascii()
    assert long in text.splitlines() and BLANK in text


def test_the_first_note_names_every_page_with_its_link_and_says_that_they_are_drafts() -> None:
    text = first_note([page(), page(title="When to call?", short_link="https://lms.example.org/h/M39V3")], CLINIC)
    assert text.splitlines()[1:5] == [
        "Surgery",
        "https://lms.example.org/h/HJ9BN",
        "When to call?",
        "https://lms.example.org/h/M39V3",
    ]
    assert "Draft: no clinician has checked these pages yet." in text


def test_the_table_opens_in_a_spreadsheet_and_holds_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(kit_csv([page(), page(title='=HYPERLINK("x")'), page(title='A, "b"')]))))
    assert [row["title"] for row in rows] == ["Surgery", '\'=HYPERLINK("x")', 'A, "b"']
    assert rows[0]["short_link"] == "https://lms.example.org/h/HJ9BN" and rows[0]["number"] == "2"


def test_data_for_programs_carries_the_note() -> None:
    found = json.loads(kit_json([page()], CLINIC))["pages"]
    assert found[0]["note"] == note(page(), CLINIC) and found[0]["pdf"].endswith("/h/HJ9BN.pdf")


def test_smart_phrases_are_plain_and_named_by_their_code() -> None:
    text = smart_phrases([page(), page(code="M39V3", title="Où aller?")], CLINIC, "ABC")
    assert text.isascii()
    assert [line for line in text.splitlines() if line.startswith("==")] == [
        "== .ABCHJ9BN == Surgery",
        "== .ABCM39V3 == Ou aller?",
    ]
