"""The worst error is a cancer page for a family whose child has a fibroid or a harmless lump: it does not happen."""

import itertools

import pytest

from leiomyo_site.infobutton.code_table import Tier
from tests.infobutton.asking_us import CONDITION, EXACT, I9, I10, NDC, RXN, SCT, TABLE, WHO, ask, codes, pages

NEVER = codes(Tier.NEVER)
OTHERS = [*codes(Tier.WEAK), *codes(Tier.GENERAL)]
TEXTS = [
    *sorted(CONDITION.codes.names),
    "Leiomyosarcoma",
    "LEIOMYOSARCOMA OF UTERUS",
    "Leiomyosarcoma of soft tissue of left lower limb (disorder)",
    "metastatic leiomyosarcoma, confirmed",
    "doxorubicin",
    "443719001",
    "C49.22",
]
UNKNOWN_SYSTEMS = ["1.2.3.4.5", "urn:oid:2.16.840.1.113883.19", "http://example.org/codes", "ICD10", "x", WHO, NDC]


def test_there_are_many_codes_to_keep_silent_about() -> None:
    assert len(NEVER) >= 40
    assert {"D25.9", "C49.A2", "R22.41", "D48.1"} <= {code for _, code in NEVER}
    assert {"44598004", "1187383001"} <= {code for _, code in NEVER}


@pytest.mark.parametrize(("system", "code"), NEVER)
def test_no_text_overrides_it(system: str, code: str) -> None:
    for text, where in itertools.product(TEXTS, ("dn", "ot", "dn1", "ot1", "ot9")):
        assert pages((system, code), **{where: text}) == []
    assert pages((system, code), dn="Leiomyosarcoma", ot="Leiomyosarcoma", task="MLREV", topic="Q000628") == []


@pytest.mark.parametrize(("system", "code"), NEVER)
def test_no_weak_or_general_code_overrides_it(system: str, code: str) -> None:
    for other in OTHERS:
        assert pages((system, code), other, dn="Leiomyosarcoma", dn1="Leiomyosarcoma") == []
        assert pages(other, (system, code), dn="Leiomyosarcoma", dn1="Leiomyosarcoma") == []


@pytest.mark.parametrize(("system", "code"), NEVER)
def test_it_is_known_however_it_is_written(system: str, code: str) -> None:
    forms = [code.lower(), f"  {code} ", f"{code}\u00a0", code.replace(".", "") if system in (I10, I9) else code]
    for form in forms:
        assert pages((system, form), ot="leiomyosarcoma") == []


@pytest.mark.parametrize(("system", "code"), NEVER)
def test_it_is_known_under_a_system_that_is_not_its_own(system: str, code: str) -> None:
    for other in (*UNKNOWN_SYSTEMS, *({I10, SCT, RXN} - {system})):
        for form in (code, f"{code}^Leiomyosarcoma", f"{code} leiomyosarcoma"):
            assert pages((other, form), dn="Leiomyosarcoma") == []


@pytest.mark.parametrize(("system", "code"), [pair for pair in NEVER if pair[0] == I10])
def test_what_stands_below_it_in_icd_is_never_answered_either(system: str, code: str) -> None:
    for sign in "0123456789ABX":
        child = f"{code}{sign}" if "." in code else f"{code}.{sign}"
        if (row := TABLE.rows.get(("I10", child))) and row.tier is not Tier.NEVER:
            continue
        assert pages((system, child), dn="Leiomyosarcoma") == []


@pytest.mark.parametrize(("system", "code"), NEVER)
def test_an_exact_or_possible_code_beside_it_is_still_answered(system: str, code: str) -> None:
    assert pages((system, code), EXACT) == ["overview", "diagnosis", "outlook"]
    assert pages((I10, "C49.22"), (system, code)) == ["overview", "diagnosis", "outlook"]


@pytest.mark.parametrize(
    "code", ["D17.1", "D26.0", "D36.9", "D48.60", "E11.9", "N80.0", "R19.07", "Z80.8", "O34.11", "S72.001A"]
)
def test_a_code_of_something_else_is_not_overridden_by_text(code: str) -> None:
    for system in (I10, WHO):
        assert pages((system, code), dn="Leiomyosarcoma") == []
        assert pages((system, code.replace(".", "")), ot="Leiomyosarcoma") == []


@pytest.mark.parametrize("text", ["leiomyoma", "Leiomyomata", "fibroid", "LMS", "lms", "sarcoma", "smooth muscle tumor", "myosarcoma", "xleiomyosarcoma", "leiomyosarcomax", "angioleiomyosarcoma", "leiomyosarcoma_x1", "leiomyosarcoma2"])  # fmt: skip
def test_only_the_whole_name_is_the_name(text: str) -> None:
    expected = ["overview", "diagnosis", "outlook"] if text == "leiomyosarcoma_x1" else []
    assert pages(ot=text) == pages(dn=text) == expected


@pytest.mark.parametrize("text", [
    "Leiomyoma, no leiomyosarcoma", "No evidence of leiomyosarcoma", "rule out leiomyosarcoma", "R/O leiomyosarcoma", "r/o: leiomyosarcoma",
    "leiomyosarcoma ruled out", "leiomyosarcoma excluded", "Leiomyosarcoma?", "? leiomyosarcoma", "Family history of leiomyosarcoma",
    "mother: leiomyosarcoma", "leiomyoma vs leiomyosarcoma", "STUMP or leiomyosarcoma", "benign, not leiomyosarcoma", "fear of leiomyosarcoma",
    "leiomyosarcoma-like fibroid", "Sin leiomiosarcoma", "descartar leiomiosarcoma", "Verdacht auf Leiomyosarkom", "kein Leiomyosarkom",
    "pas de léiomyosarcome", "sospecha de leiomiosarcoma", "screening for leiomyosarcoma", "possible leiomyosarcoma",
])  # fmt: skip
def test_a_name_that_is_denied_or_doubted_is_not_answered(text: str) -> None:
    assert pages(ot=text) == []
    assert pages((I10, "C55"), dn=text) == []
    assert pages((SCT, "999999999"), dn=text) == []


def test_a_doubt_in_one_text_counts_for_the_other() -> None:
    for doubt in ("Leiomyoma of uterus", "benign", "?", "ruled out"):
        assert pages(dn=doubt, ot="leiomyosarcoma") == pages(dn="leiomyosarcoma", ot=doubt) == []


def test_care_codes_are_silent_beside_any_other_tumor() -> None:
    others = [
        (I10, "C50.911"),
        (I10, "C71.9"),
        (I10, "D12.6"),
        (I10, "D49.6"),
        (I10, "C7A.00"),
        (I9, "174.9"),
        (I9, "218.0"),
        (WHO, "D25.0"),
    ]
    for care in [*codes(Tier.GENERAL), (RXN, "1790099")]:
        for other in others:
            assert pages(care, other, dn="doxorubicin") == []
            assert pages(other, care, dn1="doxorubicin") == []


def test_blood_counts_after_chemotherapy_are_no_tumor() -> None:
    assert pages((I10, "Z51.11"), (I10, "D64.81")) == ["treatment/chemotherapy"]


def test_silence_names_no_page_and_no_score() -> None:
    feed = ask((I10, "D25.9"), dn="Leiomyosarcoma")
    assert feed.entries == ()
    assert feed.subtitle == "No page for ICD-10-CM D25.9"
    assert [used.term for used in feed.categories] == ["D25.9", I10]
