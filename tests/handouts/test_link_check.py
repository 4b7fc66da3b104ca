"""A pasted template: each of our addresses in it, and how it stands."""

import time
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leiomyo_site.handouts.link_check import MAX_LINKS, LinkResult, LinkStatus, check_text, our_hosts
from leiomyo_site.handouts.views import LONGEST_SIGNS
from tests.editions.conftest import DO

from .factories import texts, version, withdrawal

OURS = our_hosts("lms.example.org", ["kids.example.com", ".clinic.example.net", "*", "localhost"])
TEXTS = texts(
    version(1),
    version(2, weight="wording"),
    version(3, weight="safety", slug="operation"),
    version(1, code="FNSXP", slug="scans", title="Scans"),
    withdrawal(2, code="FNSXP", slug="scans", moved_to="surgery", weight="safety"),
)


def checked(text: str) -> list[LinkResult]:
    return check_text(text, TEXTS, OURS)


@pytest.mark.parametrize(
    ("pasted", "written", "verdict"),
    [
        ("See https://lms.example.org/h/HJ9BN.", "https://lms.example.org/h/HJ9BN", LinkStatus.CURRENT),
        ("lms.example.org/h/hj9bn", "lms.example.org/h/hj9bn", LinkStatus.CURRENT),
        ("HTTPS://LMS.EXAMPLE.ORG/H/HJ9BN.3", "HTTPS://LMS.EXAMPLE.ORG/H/HJ9BN.3", LinkStatus.CURRENT),
        ("/h/HJ9BN.3 (new)", "/h/HJ9BN.3", LinkStatus.CURRENT),
        ("(http://kids.example.com:8000/operation/)", "http://kids.example.com:8000/operation/", LinkStatus.CURRENT),
        ("www.clinic.example.net/operation", "www.clinic.example.net/operation", LinkStatus.CURRENT),
        (
            "https://lms.example.org/operation/#when?x=1",
            "https://lms.example.org/operation/#when?x=1",
            LinkStatus.CURRENT,
        ),
        ("https://lms.example.org/h/HJ9BN.2.pdf", "https://lms.example.org/h/HJ9BN.2.pdf", LinkStatus.CHANGED),
        ('<a href="https://lms.example.org/h/HJ9BN.1">x</a>', "https://lms.example.org/h/HJ9BN.1", LinkStatus.CHANGED),
        ("https://lms.example.org/surgery/", "https://lms.example.org/surgery/", LinkStatus.MOVED),
        ("https://lms.example.org/Surgery,", "https://lms.example.org/Surgery", LinkStatus.MOVED),
        ("https://lms.example.org/scans/", "https://lms.example.org/scans/", LinkStatus.WITHDRAWN),
        ("https://lms.example.org/h/FNSXP", "https://lms.example.org/h/FNSXP", LinkStatus.WITHDRAWN),
        ("https://lms.example.org/h/FNSXP.1", "https://lms.example.org/h/FNSXP.1", LinkStatus.WITHDRAWN),
        ("https://lms.example.org/h/HJ9BM", "https://lms.example.org/h/HJ9BM", LinkStatus.UNKNOWN),
        ("https://lms.example.org/h/HJ9BN.9", "https://lms.example.org/h/HJ9BN.9", LinkStatus.UNKNOWN),
        ("https://lms.example.org/nothing/", "https://lms.example.org/nothing/", LinkStatus.UNKNOWN),
        ("https://lms.example.org/for-clinics/", "https://lms.example.org/for-clinics/", LinkStatus.CURRENT),
        ("lms.example.org.", "lms.example.org", LinkStatus.CURRENT),
    ],
)
def test_each_address_of_ours_is_found_and_judged(pasted: str, written: str, verdict: LinkStatus) -> None:
    assert [(one.written, one.verdict) for one in checked(f"Discharge. {pasted}\nThank you.")] == [(written, verdict)]


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "No link here. h/HJ9BN",
        "https://other.org/h/HJ9BN",
        "https://lms.example.org.evil.com/h/HJ9BN",
        "https://notlms.example.org/h/HJ9BN",
        "nurse@lms.example.org",
    ],
)
def test_addresses_of_others_are_left_alone(pasted: str) -> None:
    assert checked(pasted) == []


def test_what_changed_is_said_safety_first() -> None:
    (one,) = checked("lms.example.org/h/HJ9BN.1")
    assert [(change.number, change.weight) for change in one.changes] == [(3, "safety"), (2, "wording")]


def test_a_slip_names_the_likely_page_and_a_page_taken_down_the_one_instead() -> None:
    slip, gone = checked("lms.example.org/h/HJ9BM lms.example.org/h/FNSXP")
    assert [text.code for text in slip.likely] == ["HJ9BN"]
    assert gone.instead is not None and gone.instead.path == "/operation/"


def test_each_address_is_told_once_and_not_more_than_can_be_read() -> None:
    assert len(checked("lms.example.org/h/HJ9BN " * 50)) == 1
    assert len(checked(" ".join(f"lms.example.org/h/HJ9BN.{n}" for n in range(999)))) == MAX_LINKS


@pytest.mark.parametrize("pasted", ["lms.example.org/" * 4000, "a-" * 30_000 + ".clinic.example.net", "/h/" * 20_000])
def test_hostile_text_takes_time_in_proportion_to_its_length(pasted: str) -> None:
    def seconds(text: str) -> float:
        began = time.process_time()
        checked(text)
        return time.process_time() - began

    # A sixteenth of it costs about a sixteenth: a quadratic search would cost sixteen times more than this allows.
    short = max(min(seconds(pasted[: len(pasted) // 16]) for _ in range(3)), 0.001)
    assert min(seconds(pasted) for _ in range(3)) < 16 * 6 * short


# The page

pytestmark = pytest.mark.django_db


def post(text: str) -> "Client":
    data = urlencode({"text": text})
    return Client(enforce_csrf_checks=True).post(
        "/for-clinics/check/", data, content_type="application/x-www-form-urlencoded"
    )


def test_the_form_works_without_a_token_a_cookie_or_a_script(three_pages, change) -> None:
    change("surgery", "## New words\n\nNew. [@hwang-1997]" + DO)
    form = Client().get("/for-clinics/check/")
    assert form.status_code == 200 and not form.cookies and b"csrf" not in form.content
    answer = post("Read 127.0.0.1/h/hj9bn.1 <b>and 127.0.0.1/h/HJ9BM")
    text = answer.content.decode()
    assert answer.status_code == 200 and not answer.cookies
    assert "1 not known, 1 changed since" in " ".join(text.split())
    assert "New words." in text and "Perhaps you meant:" in text
    assert "<b>and" not in text
    assert answer["Cache-Control"] == "private, no-store"


def test_what_is_pasted_is_not_shown_logged_or_kept(three_pages, caplog, capsys) -> None:
    secret = "Jane Doe MRN 12345"
    with caplog.at_level(0):
        text = post(f"{secret} 127.0.0.1/h/HJ9BN").content.decode()
        refused = post(secret + "x" * LONGEST_SIGNS)
    assert "Jane" not in text and "12345" not in text and "Jane" not in refused.content.decode()
    assert "Jane" not in caplog.text + capsys.readouterr().out
    assert User.objects.filter(first_name="Jane").count() == 0


@pytest.mark.parametrize("text", ["x" * (LONGEST_SIGNS + 1), "é" * 500_000])
def test_a_text_that_is_too_long_is_refused_in_a_sentence(three_pages, text: str) -> None:
    answer = post(text)
    assert answer.status_code == 413
    assert "This text is too long: at most 60,000 signs. Paste one template at a time." in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe%zz=&&&text", "application/x-www-form-urlencoded"),
        (b"text=%00%ff<script>alert(1)</script>", "application/x-www-form-urlencoded"),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
        (b"text=a&" * 3000, "application/x-www-form-urlencoded"),
    ],
)
def test_hostile_forms_get_a_page_and_no_error(three_pages, body: bytes, kind: str) -> None:
    answer = Client().post("/for-clinics/check/", body, content_type=kind)
    assert answer.status_code in (200, 400)
    assert "<script>alert" not in answer.content.decode()


def test_other_methods_are_refused(three_pages) -> None:
    assert Client().put("/for-clinics/check/").status_code == 405


def test_a_text_without_our_links_says_so(three_pages) -> None:
    assert "There is no link to this guide in this text." in post("Nothing.").content.decode()
