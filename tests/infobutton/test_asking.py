"""What a request may look like: names, numbers, letter case, old names, limits, and what is refused in one sentence."""

import itertools
import random

import pytest

from leiomyo_site.infobutton.code_systems import find_system
from leiomyo_site.infobutton.request import LONGEST_REQUEST_BYTES, InvalidRequest, decode_parameters, parse_request
from tests.infobutton.asking_us import EXACT, I10, SCT, ask, pages, pairs, read

LMS = ["overview", "diagnosis", "outlook"]
CODE, SYSTEM = f"mainSearchCriteria.v.c={EXACT[1]}", f"mainSearchCriteria.v.cs={SCT}"


def refusal(query: str | bytes, *more: bytes) -> InvalidRequest:
    with pytest.raises(InvalidRequest) as refused:
        parse_request(decode_parameters(query.encode() if isinstance(query, str) else query, *more))
    return refused.value


@pytest.mark.parametrize(("query", "status", "says"), [
    ("", 400, "nothing to look up"),
    ("zzz=1", 400, "nothing to look up"),
    ("mainSearchCriteria.v.c=&mainSearchCriteria.v.ot=%20%00", 400, "nothing to look up"),
    ("mainSearchCriteria.v.c=C49.22", 400, "needs mainSearchCriteria.v.cs"),
    ("mainSearchCriteria.v.c=C49.22&mainSearchCriteria.v.cs=", 400, "needs mainSearchCriteria.v.cs"),
    ("mainSearchCriteria.v.c=C49.22&mainSearchCriteria.v.dn=Leiomyosarcoma", 400, "needs mainSearchCriteria.v.cs"),
    (f"{SYSTEM}", 400, "needs mainSearchCriteria.v.c:"),
    (f"{CODE}&{SYSTEM}&mainSearchCriteria.v.c1=C49", 400, "needs mainSearchCriteria.v.cs"),
    (f"{CODE}&{SYSTEM}&mainSearchCriteria.v.cs1={I10}", 400, "needs mainSearchCriteria.v.c:"),
    (f"{CODE}&{SYSTEM}&{CODE}", 400, "stands twice"),
    (f"{CODE}&{SYSTEM}&MAINSEARCHCRITERIA.V.C=1", 400, "stands twice"),
    (f"{CODE}&{SYSTEM}&zzz=1&zzz=1", 400, "stands twice"),
    (f"{CODE}&{SYSTEM}&zzz={'x' * 513}", 400, "too long"),
    (f"{CODE}&{SYSTEM}&{'z' * 513}=1", 400, "too long"),
    (f"{CODE}&{SYSTEM}&" + "&".join(f"z{n}=1" for n in range(100)), 400, "too many names"),
    (f"{CODE}&{SYSTEM}" + "&" * LONGEST_REQUEST_BYTES, 400, "too long"),
    (f"{CODE}&{SYSTEM}&knowledgeResponseType=bogus", 415, "text/xml, application/json"),
    (f"{CODE}&{SYSTEM}&knowledgeResponseType=application/javascript", 400, "callback must be"),
])  # fmt: skip
def test_what_cannot_be_used_is_refused_in_a_sentence(query: str, status: int, says: str) -> None:
    refused = refusal(query)
    assert refused.status == status
    assert says in str(refused)


@pytest.mark.parametrize(
    "callback", ["alert(1)//", "1a", "a-b", "a b", "a;b", "é", "a" * 65, "<x>", "a\nb", "a[0]", "a`", "ａ"]
)
def test_a_callback_is_a_name_and_nothing_else(callback: str) -> None:
    with pytest.raises(InvalidRequest, match="callback must be"):
        read(EXACT, kRT="application/javascript", callback=callback)


@pytest.mark.parametrize("callback", ["show", "$", "_a.b$9", "jQuery1_2", "a" * 64])
def test_names_of_functions_are_taken(callback: str) -> None:
    assert read(EXACT, kRT="application/javascript", callback=callback).callback == callback
    assert read(EXACT, callback="alert(1)").callback == ""


@pytest.mark.parametrize(("name", "is_known"), [
    (SCT, True), (f"urn:oid:{SCT}", True), (f"URN:OID:{SCT}", True), (f" {SCT} ", True), ("http://snomed.info/sct", True),
    ("http://snomed.info/sct/", True), ("HTTP://SNOMED.INFO/sct", True), ("SNOMED", False), (f"{SCT}.1", False), ("", False),
])  # fmt: skip
def test_a_code_system_is_an_oid_or_a_fhir_address(name: str, is_known: bool) -> None:
    assert bool(find_system(name)) is is_known


def test_order_and_letter_case_of_names_do_not_matter() -> None:
    named = pairs((I10, "Z51.11"), EXACT, task="MLREV", for_whom="PAT", lang="en")
    expected = ask((I10, "Z51.11"), EXACT, task="MLREV", for_whom="PAT", lang="en")
    dice = random.Random(1)
    for change in (str.lower, str.upper, str.swapcase, str.title):
        for _ in range(20):
            dice.shuffle(named)
            query = "&".join(f"{change(name)}={value}" for name, value in named)
            asked = parse_request(decode_parameters(query.encode()))
            assert (asked.task, [c.code for c in asked.criteria]) == ("MLREV", ["Z51.11", EXACT[1]])
    assert [entry.page.key for entry in expected.entries] == ["treatment/chemotherapy", "overview", "after-treatment"]


@pytest.mark.parametrize("numbers", list(itertools.permutations((0, 1, 2))))
def test_numbers_say_the_order(numbers: tuple[int, ...]) -> None:
    things = [(I10, "Z51.11"), (I10, "Z51.0"), (I10, "Z89.611")]
    asked = {}
    for number, (system, code) in zip(numbers, things, strict=True):
        asked |= {f"cs{number or ''}": system, f"c{number or ''}": code}
    expected = [
        page
        for _, page in sorted(
            zip(numbers, ("treatment/chemotherapy", "treatment/radiation", "after-treatment"), strict=True)
        )
    ]
    assert pages(c9=EXACT[1], cs9=SCT, **asked) == ["overview", *expected[:2]]


@pytest.mark.parametrize("mark", ["01", "00", "100", "-1", "1a", "١"])
def test_other_marks_are_no_numbers(mark: str) -> None:
    asked = read(EXACT, **{f"c{mark}": "C49.22", f"cs{mark}": I10})
    assert [criterion.code for criterion in asked.criteria] == [EXACT[1]]


def test_a_sender_may_begin_with_0() -> None:
    assert pages(c0="Z51.11", cs0=I10, c1=EXACT[1], cs1=SCT) == ["overview", "treatment/chemotherapy", "diagnosis"]
    assert pages(c0="D25.9", cs0=I10, c="Z51.11", cs=I10) == []


def test_a_gap_in_the_numbers_is_harmless() -> None:
    assert pages(EXACT, c7="Z51.11", cs7=I10) == ["overview", "treatment/chemotherapy", "diagnosis"]
    assert pages(c5=EXACT[1], cs5=SCT) == LMS


def test_old_names_are_taken_and_those_of_today_win() -> None:
    old = f"mainSearchCriteria.c.c={EXACT[1]}&mainSearchCriteria.c.cs={SCT}&subTopic.c.c=Q000175"
    asked = parse_request(decode_parameters(old.encode()))
    assert (asked.criteria[0].code, asked.sub_topics) == (EXACT[1], ("Q000175",))
    both = f"{old}&mainSearchCriteria.v.c=C49.22&mainSearchCriteria.v.cs={I10}"
    assert parse_request(decode_parameters(both.encode())).criteria[0].code == "C49.22"


def test_query_and_body_are_one_request() -> None:
    assert parse_request(decode_parameters(CODE.encode(), SYSTEM.encode())).criteria[0].code == EXACT[1]
    assert "stands twice" in str(refusal(f"{CODE}&{SYSTEM}", CODE.encode()))


def test_empty_values_and_stray_signs_are_harmless() -> None:
    query = f"&&{CODE}&=&&{SYSTEM}&mainSearchCriteria.v.c=&mainSearchCriteria.v.dn=+&;&=x&&"
    assert [c.code for c in parse_request(decode_parameters(query.encode())).criteria] == [EXACT[1]]


def test_signs_that_xml_cannot_carry_are_dropped() -> None:
    assert read((I10, "C49\x00.2\x0b2"), dn="a\x00\x1b\ufffeb").criteria[0].display == "ab"
    assert read((I10, "C49\x00.2\x0b2")).criteria[0].code == "C49.22"


@pytest.mark.parametrize("raw", [b"mainSearchCriteria.v.dn=leiomiosarcoma+do+%FAtero", "mainSearchCriteria.v.dn=leiomiosarcoma do útero".encode("latin-1"), "mainSearchCriteria.v.dn=léiomyosarcome".encode()])  # fmt: skip
def test_text_in_another_charset_is_read_as_far_as_it_goes(raw: bytes) -> None:
    asked = parse_request(decode_parameters(raw))
    assert "sarcom" in asked.criteria[0].display


@pytest.mark.parametrize(("given", "read_as"), [
    ("67234CEF-F312-49D3-BF62-EAA362DB5BD0", "urn:uuid:67234cef-f312-49d3-bf62-eaa362db5bd0"),
    ("2.16.840.1.113883.19.5", "urn:oid:2.16.840.1.113883.19.5"),
    ("{67234cef-f312-49d3-bf62-eaa362db5bd0}", ""), ("67234ceff31249d3bf62eaa362db5bd0", ""), ("urn:x", ""), ("3.1", ""), ("1.02", ""), ("<x>", ""),
])  # fmt: skip
def test_the_number_of_a_request_is_a_uuid_or_an_oid(given: str, read_as: str) -> None:
    assert read(EXACT, id=given).notification == read_as


def test_the_longest_that_may_be_sent_is_read() -> None:
    assert pages(EXACT, ot="x" * 512) == LMS
    many = {f"{field}{n}": value for n in range(1, 49) for field, value in (("c", "Z51.11"), ("cs", I10))}
    assert len(ask(EXACT, **many).categories) == 98
