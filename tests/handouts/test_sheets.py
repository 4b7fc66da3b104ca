"""The sheet for the fridge and the card to fold: nothing lost of the signs, one side, numbers first, all to be read."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import outloud
import pytest
from django.conf import settings as django_settings

from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.handouts.handout import TypstParts
from leiomyo_site.handouts.pdf import render_pdf
from leiomyo_site.handouts.pdf_content import publisher
from leiomyo_site.handouts.pdf_responses import source_of
from leiomyo_site.pages.models import Page
from leiomyo_site.permalinks.urls import PdfForm, PdfVariant, pdf_path, pdf_variants, qr_path, short_path
from leiomyo_site.text.danger_signs import URGENT_TIERS, read_danger_signs
from tests.editions.conftest import DO, NOON
from tests.tools import tool_path

from .conftest import Guide
from .pdf_reader import codes_on, opened, text_of
from .test_every_paper import FALSE_ALARM, MOST_BYTES

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
SIGNS = [
    sign
    for sign in read_danger_signs(django_settings.CONTENT_DIR / "danger-signs.yaml", "en")
    if sign.tier in URGENT_TIERS
]
SHEETS = [paper for paper in pdf_variants(has_numbers=False, has_sheets=True) if paper.form]
ONE_SIDED = [paper for paper in SHEETS if not paper.is_large]
FRIDGE = [paper for paper in SHEETS if paper.form is PdfForm.FRIDGE]
NAME = "{0.suffix}".format

Printed = Callable[[PdfVariant], bytes]


@pytest.fixture(scope="session")
def call_page(guide: Guide) -> TypstParts:
    return guide.pages["when-to-call"]


@pytest.fixture(scope="session")
def printed(call_page: TypstParts) -> Printed:
    """Each sheet as a PDF, set once."""
    made: dict[PdfVariant, bytes] = {}

    def find(paper: PdfVariant) -> bytes:
        if paper not in made:
            source = source_of(call_page, publisher(), paper)
            made[paper] = render_pdf(source, pictures=Path("nowhere"), at=call_page.timestamp)
        return made[paper]

    return find


@pytest.mark.parametrize("paper", FRIDGE, ids=NAME)
def test_every_sign_that_cannot_wait_stands_on_the_fridge(printed: Printed, paper: PdfVariant) -> None:
    items = text_of(printed(paper)).lower().split("•")
    lost = [sign.says for sign in SIGNS if not any(all(one.lower() in item for one in sign.says) for item in items)]
    assert len(SIGNS) > 50
    assert lost == []


@pytest.mark.parametrize("paper", FRIDGE, ids=NAME)
def test_the_fridge_says_what_to_say_and_not_what_can_wait(printed: Printed, paper: PdfVariant) -> None:
    text = text_of(printed(paper))
    assert (
        text.index("Call 911 now")
        < text.index("What to say when you call")
        < text.index("The last chemotherapy was on")
    )
    assert "office hours" not in text
    for line in ("Hospital to go to:", "Call for a temperature of:", "Last treatment, and when:"):
        assert line in text


@pytest.mark.parametrize("paper", SHEETS, ids=NAME)
def test_each_sheet_says_what_not_to_do(printed: Printed, paper: PdfVariant) -> None:
    text = text_of(printed(paper))
    advice = {
        PdfForm.FRIDGE: (
            "Do not give acetaminophen (Tylenol), ibuprofen,",
            "no rectal temperature, enema or suppository",
            "Do not wait for the clinic",
        ),
        PdfForm.CARD: (
            "no temperature in the bottom",
            "no enema or suppository",
            "No ibuprofen or aspirin",
            "no acetaminophen",
        ),
    }
    assert [words for words in advice[paper.form] if words not in text] == []


@pytest.mark.parametrize("paper", ONE_SIDED, ids=NAME)
def test_each_sheet_is_one_side(printed: Printed, paper: PdfVariant) -> None:
    with opened(printed(paper)) as pdf:
        assert len(pdf.pages) == 1


@pytest.mark.parametrize("paper", ONE_SIDED, ids=NAME)
def test_no_word_stands_on_the_foot_of_a_sheet_or_below_it(printed: Printed, paper: PdfVariant) -> None:
    """What does not fit is pushed over the foot and off the paper, where a count of pages does not see it."""
    assert words_below(printed(paper)) == []


def test_long_numbers_stand_on_nothing_and_push_nothing_off_the_sheet(call_page: TypstParts, settings: Any) -> None:
    settings.CLINIC_PHONE_DAY = settings.CLINIC_PHONE_NIGHT = (
        "555-010-0199 ext. 4 (ask for the oncologist on call); 555-010-0177 (ask for the charge nurse of the ward)"
    )
    source = source_of(call_page, publisher(), PdfVariant(form=PdfForm.FRIDGE))
    pdf = render_pdf(source, pictures=Path("nowhere"), at=call_page.timestamp)
    lines = sorted({height for word, height in _heights(pdf) if word in ("911", "555-010-0199")})
    lines = lines[:3]  # below them, 911 stands in a card again
    assert all(below - above > 0.012 for above, below in pairwise(lines))
    assert words_below(pdf) == []


def words_below(pdf: bytes) -> list[str]:
    """Return the words of a sheet that stand on its foot, or below, and are not of the foot."""
    words = list(_heights(pdf))
    foot = next(height for word, height in words if word == "/")
    return [word for word, height in words if height > foot - 0.015 and abs(height - foot) > 0.002]


@pytest.mark.parametrize("paper", [paper for paper in FRIDGE if not paper.is_large], ids=NAME)
def test_the_numbers_stand_in_the_upper_third(printed: Printed, paper: PdfVariant) -> None:
    words = dict(_heights(printed(paper)))
    assert {name: words[name] < 1 / 3 for name in ("911", "988", "night,", "Hospital")} == dict.fromkeys(
        ("911", "988", "night,", "Hospital"), True
    )


def _heights(pdf: bytes) -> Iterator[tuple[str, float]]:
    """Yield each word of a sheet, last first, with how far down its foot stands: 0 is the upper edge, 1 the lower."""
    done = subprocess.run([tool_path("pdftotext"), "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    found = done.stdout.decode()
    page = float(re.search(r'<page [^>]*height="([\d.]+)"', found)[1])  # type: ignore[index]
    for foot, word in reversed(re.findall(r'yMax="([\d.]+)">([^<]*)</word>', found)):
        yield word, float(foot) / page


@pytest.mark.parametrize("paper", SHEETS, ids=NAME)
def test_a_camera_reads_the_code_of_each_sheet(
    printed: Printed, call_page: TypstParts, paper: PdfVariant, tmp_path: Path
) -> None:
    pdf = printed(paper)
    with opened(pdf) as sheets:
        pages = range(1, len(sheets.pages) + 1)
    wanted = f"{django_settings.SITE_URL}{short_path(call_page.code, call_page.version)}".upper()
    assert [code for page in pages for code in codes_on(pdf, tmp_path, page=page)] == [wanted]


@pytest.mark.parametrize("paper", SHEETS, ids=NAME)
def test_each_sheet_is_small_and_to_be_heard(printed: Printed, paper: PdfVariant, tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(printed(paper))
    result = outloud.check(str(path), skip=FALSE_ALARM, layers={"conformance"})
    assert (result.error, result.errors) == (None, 0), result.findings
    assert path.stat().st_size <= MOST_BYTES
    assert "Not yet checked by a clinician" in text_of(printed(paper))


@pytest.mark.parametrize("paper", [paper for paper in SHEETS if paper.form is PdfForm.CARD], ids=NAME)
def test_the_card_has_room_for_what_an_emergency_room_asks(printed: Printed, paper: PdfVariant) -> None:
    text = text_of(printed(paper))
    for words in (
        "Fever is an emergency",
        "Diagnosis:",
        "Treatment now:",
        "Line: kind, side:",
        "Allergies",
        "Your team: night",
    ):
        assert words in text
    assert "When will the antibiotic start?" in text
    assert "leiomyosarcoma" not in text


def test_each_address_stands_in_the_list_of_those_ever_issued(call_page: TypstParts) -> None:
    issued = (Path(__file__).parent.parent / "site/issued.txt").read_text(encoding="utf-8").split()
    made = {pdf_path(call_page.code, number, variant=paper) for paper in SHEETS for number in (None, call_page.version)}
    made |= {short_path(call_page.code, form=paper.form) for paper in SHEETS}
    made |= {qr_path(call_page.code, ending=ending, form=paper.form) for paper in SHEETS for ending in ("svg", "png")}
    assert made - set(issued) == set()


def test_only_the_page_on_when_to_call_has_sheets(guide: Guide) -> None:
    assert [slug for slug, page in guide.pages.items() if page.sheet is not None] == ["when-to-call"]


def test_addresses_of_sheets_answer_as_those_of_handouts_do(
    three_pages: Path, ask: Any, change: Any, nurse: Any, settings: Any, tmp_path: Path
) -> None:
    change("surgery", f"/// call | Call {{emergency}} if\n- it bleeds\n///\n\nSee. [@hwang-1997]{DO}")
    settings.CONTENT_DIR = _content_about_surgery(tmp_path / "about-surgery")
    for typed in ("/h/HJ9BN.fridge", "/H/HJ9BN.FRIDGE"):
        assert (ask(typed).status, ask(typed).headers["Location"]) == (302, "/h/HJ9BN.fridge.pdf")
    assert ask("/h/HJ9BN.card.svg").status == 200
    new, old = ask("/h/HJ9BN.2.fridge-a4.pdf"), ask("/h/HJ9BN.1.fridge-a4.pdf")
    assert "it bleeds" in text_of(new.body) and "There are newer ones" not in text_of(new.body)
    assert "it bleeds" not in text_of(old.body) and "There are newer ones" in text_of(old.body)
    assert new.headers["X-Robots-Tag"] == "noindex" and "max-age=31536000" not in new.headers["Cache-Control"]
    withdraw(
        Page.objects.get(slug="surgery"), by=nurse, at=NOON + timedelta(hours=9), note="It was wrong.", weight="safety"
    )
    assert "Please do not use it" in text_of(ask("/h/HJ9BN.2.card.pdf").body)
    assert (ask("/h/HJ9BN.card.pdf").status, ask("/h/HJ9BN.card.pdf").headers["Location"]) == (302, "/surgery/")


def _content_about_surgery(folder: Path) -> Path:
    """Copy content/, with the page on surgery as the one on when to call."""
    shutil.copytree(django_settings.CONTENT_DIR, folder)
    path = folder / "condition.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("call_page: when-to-call", "call_page: surgery"), encoding="utf-8")
    return folder
