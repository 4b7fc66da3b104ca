"""The worst error is a cancer page for a family whose child has a fibroid or a harmless lump: it does not happen."""

import itertools

import pytest

from leiomyo_site.infobutton.code_table import Tier
from tests.infobutton.asking_us import CONDITION, EXACT, I9, I10, ICDO, NDC, RXN, SCT, TABLE, WHO, ask, codes, pages

NEVER = codes(Tier.NEVER)
OTHERS = [*codes(Tier.WEAK), *codes(Tier.GENERAL)]
TEXTS = [
    *CONDITION.codes.names,
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
def test_an_exact_code_beside_it_is_still_answered(system: str, code: str) -> None:
    assert pages((system, code), EXACT) == ["overview", "diagnosis", "outlook"]


OTHER_CANCERS = [
    (I10, "C49.A2"), (I10, "C46.9"), (I10, "C47.9"), (I10, "C50.911"), (I10, "C71.9"), (I10, "C91.00"), (I10, "C7A.00"), (WHO, "C92.0"),
    (I9, "174.9"), (SCT, "302847003"), (SCT, "254829001"), (SCT, "1187383001"), (ICDO, "8910/3"), (ICDO, "9260/3"), (ICDO, "8936/3"), (ICDO, "9500/3"),
]  # fmt: skip


@pytest.mark.parametrize("other", OTHER_CANCERS)
@pytest.mark.parametrize("possible", [(I10, "C49.9"), (I10, "C22.4"), (SCT, "424952003"), (I9, "171.3")])
def test_a_possible_code_is_not_answered_beside_a_code_of_another_cancer(
    possible: tuple[str, str], other: tuple[str, str]
) -> None:
    assert pages(possible, other) == pages(other, possible) == pages(possible, other, (I10, "Z51.11")) == []
    assert pages(possible, other, EXACT) == ["overview", "diagnosis", "outlook"]


@pytest.mark.parametrize("beside", [
    (I10, "D25.9"), (I10, "R22.41"), (I10, "D48.19"), (SCT, "44598004"), (I10, "C78.01"), (I10, "C77.4"), (I10, "C79.51"), (I10, "C80.1"), (I10, "C54.9"),
    (I10, "C49.10"), (WHO, "C49.2"), (I9, "196.5"), (I9, "171.3"), (ICDO, "8000/3"), (ICDO, "8800/3"), (ICDO, "8890/6"), (I10, "E11.9"), (SCT, "999999999"),
])  # fmt: skip
def test_what_may_stand_beside_a_possible_code_takes_nothing_away(beside: tuple[str, str]) -> None:
    assert (
        set(pages((I10, "C49.22"), beside))
        == set(pages(beside, (I10, "C49.22")))
        == {"overview", "diagnosis", "outlook"}
    )


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


def test_silence_names_no_page_and_no_score() -> None:
    feed = ask((I10, "D25.9"), dn="Leiomyosarcoma")
    assert feed.entries == ()
    assert feed.subtitle == "No page for ICD-10-CM D25.9"
    assert [used.term for used in feed.categories] == ["D25.9", I10]
