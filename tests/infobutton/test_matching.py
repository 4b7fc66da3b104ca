"""Which pages, in what order, how sure, and what is said to have been used."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from leiomyo_site.infobutton.code_systems import MESH_OID
from leiomyo_site.infobutton.code_table import Tier
from leiomyo_site.infobutton.matching import match
from leiomyo_site.infobutton.request import decode_parameters, parse_request
from leiomyo_site.infobutton.response import (
    CataloguePage,
    InfobuttonFeed,
    PageCatalogue,
    build_feed,
    caution,
    medline_plus_url,
)
from tests.infobutton.asking_us import (
    CONDITION,
    EXACT,
    I9,
    I10,
    NDC,
    NOW,
    RXN,
    SCT,
    SHELF,
    SITE,
    TABLE,
    ask,
    codes,
    feed_of,
    pages,
    read,
)

LMS = ["overview", "diagnosis", "outlook"]
CHEMO = "treatment/chemotherapy"


def score(*things: tuple[str, str], **values: str) -> set[str]:
    return {entry.score for entry in ask(*things, **values).entries}


@pytest.mark.parametrize(("tier", "expected"), [(Tier.EXACT, "1.0"), (Tier.POSSIBLE, "0.6")])
def test_every_code_of_a_tier_is_answered_with_its_score_and_caution(tier: Tier, expected: str) -> None:
    assert codes(tier)
    for code in codes(tier):
        entries = ask(code).entries
        assert entries
        assert {entry.score for entry in entries} == {expected}
        assert {entry.caution for entry in entries} == {caution(tier, SITE)}
        assert all(entry.summary_html.startswith(f"<p>{caution(tier, SITE) or 'About '}") for entry in entries)


@pytest.mark.parametrize("code", codes(Tier.WEAK))
def test_a_weak_code_needs_something_beside_it(code: tuple[str, str]) -> None:
    assert pages(code) == pages(code, dn="sarcoma of uterus") == pages(code, code) == []
    assert set(pages(code, dn="Leiomyosarcoma")) == set(LMS)
    assert score(code, ot="Leiomyosarcoma") == {"1.0"}
    assert set(pages(code, (I10, "C49.9"))) == set(LMS)
    assert score(code, (I10, "C49.9")) == {"0.6"}
    assert score(code, EXACT) == {"1.0"}


def test_spread_moves_the_outlook_up() -> None:
    assert pages((I10, "C49.22"), (I10, "C78.01")) == ["overview", "outlook", "diagnosis"]
    assert pages((I10, "C78.01"), (I10, "C49.22")) == ["overview", "outlook", "diagnosis"]
    assert pages((I10, "C78.01"), dn="Leiomyosarcoma") == ["overview", "outlook", "diagnosis"]
    assert pages((I10, "C78.01"), (I10, "Z51.11")) == []


@pytest.mark.parametrize(("task", "expected"), CONDITION.codes.pages_by_task.items())
def test_a_task_chooses_the_pages_for_the_illness(task: str, expected: tuple[str, ...]) -> None:
    assert pages(EXACT, task=task.lower()) == list(expected)
    assert ("taskContext.c.c", task) in [(u.scheme, u.term) for u in ask(EXACT, task=task).categories]
    assert pages((I10, "Z51.0"), task=task) == []
    assert "taskContext" not in ask((I10, "Z51.0"), task=task).self_url


@pytest.mark.parametrize(("topic", "expected"), CONDITION.codes.pages_by_subtopic.items())
def test_an_aspect_goes_before_the_task(topic: str, expected: tuple[str, ...]) -> None:
    feed = ask(EXACT, topic=topic, topic_cs=MESH_OID, task="MLREV")
    assert [entry.page.key for entry in feed.entries] == list(expected)
    assert ("subTopic.v.c", topic) in [(used.scheme, used.term) for used in feed.categories]
    assert "MLREV" not in str(feed)


def test_an_aspect_from_elsewhere_is_ignored() -> None:
    assert pages(EXACT, topic="Q000175", topic_cs=SCT) == LMS
    assert pages(EXACT, topic="Q999999", topic_cs=MESH_OID) == LMS
    assert "subTopic" not in ask(EXACT, topic="Q000175", topic_cs=SCT).self_url


def test_care_codes_bring_their_pages_in_the_order_asked() -> None:
    assert pages((I10, "Z51.11"), EXACT) == pages(EXACT, (I10, "Z51.11")) == ["overview", CHEMO, "diagnosis"]
    assert pages(EXACT, (I10, "Z51.11"), (I10, "Z51.0")) == ["overview", CHEMO, "treatment/radiation"]
    assert pages(EXACT, (I10, "Z51.0"), (I10, "Z51.11")) == ["overview", "treatment/radiation", CHEMO]
    assert pages(EXACT, EXACT, task="MLREV") == [CHEMO, "overview", "after-treatment"]


def test_a_page_that_only_a_care_code_brings_has_its_own_score() -> None:
    def scores(*things: tuple[str, str], **values: str) -> list[tuple[str, str]]:
        return [(entry.page.key, entry.score) for entry in ask(*things, **values).entries]

    assert scores(EXACT, (I10, "Z51.11")) == [("overview", "1.0"), (CHEMO, "0.3"), ("diagnosis", "1.0")]
    assert scores((I10, "C49.9"), (I10, "Z51.11")) == [("overview", "0.6"), (CHEMO, "0.3"), ("diagnosis", "0.6")]
    assert scores(EXACT, (I10, "Z51.11"), task="MLREV") == [
        (CHEMO, "1.0"),
        ("overview", "1.0"),
        ("after-treatment", "1.0"),
    ]
    assert scores(EXACT, (I10, "R50.81"))[0] == ("when-to-call", "1.0")


@pytest.mark.parametrize("code", codes(Tier.GENERAL))
def test_a_care_code_answers_only_beside_the_illness(code: tuple[str, str]) -> None:
    assert (
        pages(code) == pages(code, code) == pages(code, (I10, "C55")) == pages(code, dn="a sarcoma, chemotherapy") == []
    )
    own = TABLE.rows[next(key for key, row in TABLE.rows.items() if (row.system.oid, row.code) == code)].pages
    for disease in (EXACT, (I10, "C49.22")):
        assert set(own) & set(pages(disease, code))
    assert set(own) & set(pages(code, dn="for leiomyosarcoma"))


def test_every_care_code_at_once_is_still_no_illness() -> None:
    some = codes(Tier.GENERAL)
    for start in range(0, len(some), 40):
        assert pages(*some[start : start + 40]) == []


@pytest.mark.parametrize("urgent", [
    (I10, "R50.81"), (I10, "R50.9"), (I10, "D70.1"), (I10, "D70.9"), (I10, "D61.810"), (SCT, "409089005"), (SCT, "191336001"), (I9, "288.03"),
])  # fmt: skip
def test_fever_and_low_counts_lead_with_whom_to_call(urgent: tuple[str, str]) -> None:
    for disease in (EXACT, (I10, "C49.22"), (I10, "C54.2")):
        for task in ("", "MLREV", "DISCHINSTE", "LABRREV"):
            for things in ((disease, urgent), (urgent, disease), (disease, (I10, "Z51.11"), urgent)):
                assert pages(*things, task=task)[0] == "when-to-call"


@pytest.mark.parametrize("task", ["DISCHINSTE", "DISCHSUME", "DISCHSUMREV", "PATEDUE"])
def test_discharge_leads_with_whom_to_call(task: str) -> None:
    assert pages(EXACT, task=task) == ["when-to-call", "after-treatment", "overview"]
    assert pages((I10, "C49.22"), (I10, "Z51.11"), task=task) == ["when-to-call", CHEMO, "after-treatment"]


@pytest.mark.parametrize("palliative", [
    {"c1": "Z51.5", "cs1": I10}, {"c1": "Z66", "cs1": I10}, {"c1": "103735009", "cs1": SCT}, {"c1": "170935008", "cs1": SCT}, {"c1": "V66.7", "cs1": I9},
    {"ot1": "Palliative care"}, {"ot1": "Home hospice"}, {"dn": "Leiomyosarcoma, palliative intent"}, {"ot": "end-of-life"}, {"ot": "cuidados paliativos"},
])  # fmt: skip
def test_palliative_care_never_leads_to_the_outlook(palliative: dict[str, str]) -> None:
    for c, cs in (EXACT[::-1], ("C49.22", I10), ("C55", I10)):
        for more in ({}, {"topic": "D011379"}, {"task": "PROBLISTREV"}, {"c2": "C78.01", "cs2": I10}):
            asked = {"c": c, "cs": cs, **palliative, **more}
            assert "outlook" not in pages(**asked)
            assert bool(pages(**asked)) is (c != "C55" or "Leiomyosarcoma" in str(palliative))
            again = feed_of(parse_request(decode_parameters(urlsplit(ask(**asked).self_url).query.encode())))
            assert [entry.page.key for entry in again.entries] == pages(**asked)


def test_every_page_that_families_need_is_led_to() -> None:
    reached = {page for code in codes(Tier.GENERAL) for page in pages(EXACT, code)}
    assert {"when-to-call", "side-effects", "questions-to-ask", "coping"} <= reached


@pytest.mark.parametrize(("system", "code", "expected"), [
    (I10, "c4922", LMS), (I10, "C49.220", LMS), (I10, "C49.7", LMS), (I10, "C49.", LMS), (I10, "C4", []), (I10, "C49.A", []),
    (I10, "C49.A2X", []), (I10, "D48.11", []), (I10, "Z89.519", []), (I10, "C49.22345", []),
    (I10, "", []), (I10, "C48.0", LMS), (I10, "C48.9", []), (I10, "T451X5A", []),
    (I9, "1713", LMS), (I9, "171.3", LMS), (I9, "171", []), (I9, "v5811", []), (I9, "158.0", LMS),
    (SCT, "443719001", LMS), (SCT, "44371900", []), (SCT, "4437190011", []), (SCT, "0443719001", []), (SCT, "４４３７１９００１", []),
])  # fmt: skip
def test_codes_are_read_as_their_system_writes_them(system: str, code: str, expected: list[str]) -> None:
    assert pages((system, code), dn="x") == expected


def test_a_word_read_from_a_text_comes_back_in_our_spelling_only() -> None:
    feed = ask(dn="My LEIOMYOSARCOMA Sunday")
    assert [(used.scheme, used.term) for used in feed.categories] == [("mainSearchCriteria.v.dn", "leiomyosarcoma")]
    assert "unday" not in str(feed)


def test_a_product_is_known_by_its_medicine() -> None:
    for product in ((RXN, "1790099"), (NDC, "00069-3030-20"), (NDC, "00069303020")):
        assert pages(product, dn="Doxorubicin 2 MG/ML") == pages(product, ot="DOXORUBICIN") == []
        assert pages(product, EXACT, dn="Doxorubicin 2 MG/ML") == ["overview", CHEMO, "diagnosis"]
    assert pages((RXN, "3639")) == []
    for beside in (
        {"c": "1790099", "cs": RXN, "dn": "doxorubicinol"},
        {"c": "J45.909", "cs": I10, "dn": "doxorubicin"},
        {"dn": "doxorubicin"},
    ):
        assert pages(c1=EXACT[1], cs1=SCT, **beside) == LMS


@pytest.mark.parametrize(("langs", "expected"), [
    ({}, LMS), ({"lang": "en"}, LMS), ({"lang": "EN_us"}, LMS), ({"lang": "es"}, []), ({"lang": "es", "lang1": "en-GB"}, LMS),
    ({"lang": "es", "lang1": "fr"}, []), ({"lang1": "en", "lang": "zz"}, LMS), ({"lang": "<script>"}, []), ({"lang": "-"}, []),
])  # fmt: skip
def test_pages_come_in_a_language_asked_for_or_not_at_all(langs: dict[str, str], expected: list[str]) -> None:
    feed = ask(EXACT, **langs)
    assert [entry.page.key for entry in feed.entries] == expected
    assert [u.term for u in feed.categories if "language" in u.scheme] == (["en"] if langs and expected else [])


def from_shelf(*pages: CataloguePage) -> InfobuttonFeed:
    shelf = PageCatalogue("en", {page.key: page for page in pages})
    asked = read(EXACT)
    return build_feed(asked, match(asked, TABLE), shelf, site=SITE, now=NOW)


def test_a_page_that_is_not_live_leaves_its_place_to_the_next() -> None:
    live = SHELF.pages
    assert [e.page.key for e in from_shelf(live["outlook"], live["overview"]).entries] == ["overview", "outlook"]
    assert from_shelf(live["glossary"]).entries == ()


def test_a_page_that_no_clinician_checked_says_so() -> None:
    page = SHELF.pages["overview"]
    assert from_shelf(replace(page, is_checked=False)).entries[0].summary_html == (
        "<p>About overview.</p><p>Not yet checked by a clinician.</p>"
    )


def test_a_summary_is_words_and_no_markup() -> None:
    page = replace(SHELF.pages["overview"], summary="Less <b>pain</b> & more")
    assert from_shelf(page).entries[0].summary_html == "<p>Less &lt;b&gt;pain&lt;/b&gt; &amp; more</p>"


def test_an_answer_is_as_new_as_its_newest_page() -> None:
    newer = replace(SHELF.pages["outlook"], updated=NOW + timedelta(days=3))
    unrelated = replace(SHELF.pages["glossary"], updated=NOW + timedelta(days=9))
    assert from_shelf(SHELF.pages["overview"], newer, unrelated).updated == newer.updated
    assert from_shelf(unrelated).updated == unrelated.updated
    assert from_shelf().updated == NOW


def test_medline_plus_is_asked_for_the_first_code_that_it_takes() -> None:
    found = match(read(("2.16.840.1.113883.6.43.1", "8890/0"), (I10, "d259")), TABLE)
    assert medline_plus_url(found).endswith(f"?mainSearchCriteria.v.cs={I10}&mainSearchCriteria.v.c=D25.9")
    assert medline_plus_url(match(read(ot="fibroid"), TABLE)) == ""
    assert medline_plus_url(match(read((I10, "<script>")), TABLE)) == ""
