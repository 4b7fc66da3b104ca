"""Which pages, in what order, how sure, and what is said to have been used."""

from dataclasses import replace
from datetime import timedelta

import pytest

from leiomyo_site.infobutton.code_systems import MESH_OID
from leiomyo_site.infobutton.code_table import Tier
from leiomyo_site.infobutton.matching import match
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


@pytest.mark.parametrize(("tier", "expected"), [(Tier.EXACT, "1.0"), (Tier.POSSIBLE, "0.6"), (Tier.GENERAL, "0.3")])
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
    assert pages((I10, "Z51.0"), task=task) == ["treatment/radiation"]
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
    assert pages((I10, "Z51.0"), (I10, "Z51.11"), (I10, "Z48.3")) == ["treatment/radiation", CHEMO, "treatment/surgery"]
    assert pages((I10, "Z51.11"), EXACT) == pages(EXACT, (I10, "Z51.11")) == ["overview", CHEMO, "diagnosis"]
    assert pages(EXACT, (I10, "Z51.11"), (I10, "Z51.0")) == ["overview", CHEMO, "treatment/radiation"]
    assert pages(EXACT, EXACT, task="MLREV") == [CHEMO, "overview", "after-treatment"]


def test_one_setting_leaves_care_codes_unanswered() -> None:
    for code in codes(Tier.GENERAL):
        assert feed_of(read(code), with_general=False).entries == ()
    beside = feed_of(read(EXACT, (I10, "Z51.11")), with_general=False)
    assert [entry.page.key for entry in beside.entries] == LMS


@pytest.mark.parametrize(("system", "code", "expected"), [
    (I10, "c4922", LMS), (I10, "C49.220", LMS), (I10, "C49.7", LMS), (I10, "C49.", LMS), (I10, "C4", []), (I10, "C49.A", []),
    (I10, "C49.A2X", []), (I10, "D48.11", []), (I10, "Z89.519", ["after-treatment"]), (I10, "C49.22345", []),
    (I10, "", []), (I10, "C48.0", LMS), (I10, "C48.9", []), (I10, "T451X5A", [CHEMO]),
    (I9, "1713", LMS), (I9, "171.3", LMS), (I9, "171", []), (I9, "v5811", [CHEMO]), (I9, "158.0", LMS),
    (SCT, "443719001", LMS), (SCT, "44371900", []), (SCT, "4437190011", []), (SCT, "0443719001", []), (SCT, "４４３７１９００１", []),
])  # fmt: skip
def test_codes_are_read_as_their_system_writes_them(system: str, code: str, expected: list[str]) -> None:
    assert pages((system, code), dn="x") == expected


@pytest.mark.parametrize("text", ["Leiomyosarcoma", "LEIOMYOSARCOMA, NOS", "Leiomyosarcoma (disorder)", "Leiomyosarcoma, not otherwise specified", "léiomyosarcome utérin", "leiomiosarcoma", "Leiomyosarkom", "лейомиосаркома матки", "le\u0301iomyosarcome", "History of leiomyosarcoma"])  # fmt: skip
def test_the_name_is_known_in_several_languages(text: str) -> None:
    for values in ({"dn": text}, {"ot": text}, {"c": "", "cs": I10, "dn": text}):
        assert pages(**values) == LMS
    assert pages((I10, "C51.9"), dn=text) == LMS
    assert pages(("1.2.3", "LOCAL-7"), dn=text) == LMS


def test_a_word_read_from_a_text_comes_back_in_our_spelling_only() -> None:
    feed = ask(dn="My LEIOMYOSARCOMA Sunday")
    assert [(used.scheme, used.term) for used in feed.categories] == [("mainSearchCriteria.v.dn", "leiomyosarcoma")]
    assert "unday" not in str(feed)


def test_a_product_is_known_by_its_medicine() -> None:
    for product in ((RXN, "1790099"), (NDC, "00069-3030-20"), (NDC, "00069303020")):
        assert pages(product, dn="Doxorubicin 2 MG/ML") == pages(product, ot="DOXORUBICIN") == [CHEMO]
    assert pages((RXN, "3639")) == [CHEMO]
    assert pages((RXN, "1790099"), dn="doxorubicinol") == pages((RXN, "1790099"), dn="ibuprofen") == []
    assert pages((I10, "J45.909"), dn="doxorubicin") == pages(dn="doxorubicin") == []


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
