"""Short links and old numbers: whatever happens to a text, every address that was ever handed on answers."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from leiomyo_site.edition import baking, handout_addresses
from leiomyo_site.edition.baking import BakeRefused
from leiomyo_site.edition.reader import Reader
from leiomyo_site.editorial import published, triggers
from leiomyo_site.editorial.models import APPEND_ONLY
from leiomyo_site.editorial.picturing import put_in
from leiomyo_site.editorial.publishing import withdraw
from leiomyo_site.pages.models import Page
from tests.edition.conftest import DO, NOON
from tests.edition.test_baking import site_of
from tests.edition.test_reader import Got
from tests.pictures.uploads import picture

TABLES = ("pages_page", "glossary_term", "editorial_schedule")
pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(bake_now, shelf_folder):
    """Bake what is published now, and ask for an address as a browser does; without Django behind."""

    def answer(path: str, method: str = "GET") -> Got:
        bake_now()
        return Got(Reader(shelf_folder), path, method)

    return answer


def text_of(got: Got) -> str:
    return got.body.decode()


def banner(got: Got) -> str:
    found = re.search(r'<section class="light" aria-labelledby="standing">(.*?)</section>', text_of(got), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


# The short link


@pytest.mark.parametrize("typed", ["/h/HJ9BN", "/H/HJ9BN", "/h/hj9bn", "/h/hj9-bn", "/h/HJ9BN/"])
def test_a_short_link_leads_to_the_page_however_it_is_typed(three_pages, ask, typed: str) -> None:
    got = ask(typed)
    assert (got.status, got.headers["Location"], got.headers["Cache-Control"]) == (302, "/surgery/", "no-cache")


def test_a_term_has_one_too(three_pages, ask) -> None:
    assert ask("/h/tj4my").headers["Location"] == "/glossary/biopsy/"


def test_it_follows_the_page_when_that_moves(three_pages, ask, change) -> None:
    assert ask("/h/FNSXP").headers["Location"] == "/scans/"
    change("scans", slug="pictures")
    assert ask("/h/FNSXP").headers["Location"] == "/pictures/"


def test_a_page_taken_down_explains_itself_and_points_on(three_pages, ask, nurse) -> None:
    at = NOON + timedelta(days=1)
    withdraw(Page.objects.get(slug="surgery"), by=nurse, at=at, note="Wrong.", weight="safety", moved_to="scans")
    got = ask(ask("/h/hj9bn").headers["Location"])
    assert got.status == 410
    assert "Wrong." in text_of(got) and 'href="/scans/"' in text_of(got)


def test_a_wrong_code_says_so_kindly_and_offers_likely_pages(three_pages, ask) -> None:
    for typed in ("/h/HJ9BM", "/H/hj9bm.2", "/h/JH9BN", "/h/HJ9N"):
        got = ask(typed)
        assert got.status == 404 and got.headers["Cache-Control"] == "no-cache"
        text = text_of(got)
        assert "We cannot find this code" in text and "You did nothing wrong." in text
        assert '<li><a href="/surgery/">Surgery</a></li>' in text, typed
        assert 'content="noindex"' in text
    assert "Did you mean" not in text_of(ask("/h/XXXXX"))


@pytest.mark.parametrize(
    "typed", ['/h/"><script>alert(1)</script>', "/h/%00", "/h/" + "A" * 9000, "/h/../../etc", "/h/é"]
)
def test_hostile_codes_get_the_same_help_and_no_echo(three_pages, ask, typed: str) -> None:
    got = ask(typed)
    assert got.status == 404
    assert "alert(1)" not in text_of(got) and "AAAA" not in text_of(got)


def test_a_number_that_was_never_issued_leads_to_the_page_of_now(three_pages, ask) -> None:
    for typed in ("/h/HJ9BN.7", "/h/hj9bn.7", "/h/HJ9BN.7.svg"):
        got = ask(typed)
        assert got.status == 404
        assert "There is no such version" in text_of(got)
        assert '<li><a href="/surgery/">Surgery</a></li>' in text_of(got)


def test_asking_for_the_head_or_in_another_way(three_pages, ask) -> None:
    assert ask("/h/HJ9BM", "HEAD").body == b"" and ask("/h/hj9bn", "POST").status == 405


def test_django_says_the_same_before_there_is_an_edition(three_pages, ask) -> None:
    for path in ("/h/hj9bn", "/h/HJ9BM", "/h/hj9bn.1", "/h/HJ9BN.7", "/h/HJ9BN.svg", "/for-clinics/", "/feed.xml"):
        by_django, by_reader = Client().get(path), ask(path)
        assert (by_django.status_code, by_django.content) == (by_reader.status, by_reader.body), path


# Old numbers


def test_the_newest_number_says_that_it_is(three_pages, ask) -> None:
    got = ask("/H/HJ9BN.1")
    assert got.status == 200 and 'content="noindex"' in text_of(got)
    assert banner(got).startswith("This is the newest version You are reading version 1, published November 23, 2026.")
    assert 'href="/surgery/"' in text_of(got)


def test_an_old_number_shows_the_words_and_terms_of_then(three_pages, ask, change) -> None:
    change("biopsy", "A new meaning.\n")
    change("surgery", "## New words\n\nA biopsy is new. [@hwang-1997]" + DO, title="Operation")
    old, new = text_of(ask("/h/HJ9BN.1")), text_of(ask("/h/HJ9BN.2"))
    assert "<h1>Surgery</h1>" in old and "The goal is to take it all out" in old
    assert "A small piece is taken out and looked at." in old and "A new meaning." not in old
    assert "<h1>Operation</h1>" in new and "A new meaning." in new
    assert 'href="/glossary/biopsy/">biopsy</a>' in old and 'id="w-biopsy"' in old
    assert "A small piece is taken out and looked at." in text_of(ask("/h/TJ4MY.1"))


def test_an_old_number_is_the_same_for_ever_whatever_happens_to_its_words(three_pages, ask, change) -> None:
    def words(path: str) -> str:
        found = re.search(r'<div class="body">.*?</dl>', text_of(ask(path)), re.DOTALL)
        return found[0]

    before = words("/h/HJ9BN.1")
    change("biopsy", name="tissue test", spellings=["goal"])
    change("mri", name="biopsy")
    change("surgery", "## New\n\nNew. [@hwang-1997]" + DO)
    assert words("/h/HJ9BN.1") == before


def test_what_changed_since_is_told_safety_first(three_pages, ask, change) -> None:
    change("surgery", "## A\n\nA. [@hwang-1997]" + DO, note="Plainer words.", weight="wording")
    change("surgery", "## B\n\nB. [@hwang-1997]" + DO, note="Call sooner.", weight="safety")
    change("surgery", "## C\n\nC. [@hwang-1997]" + DO, note="More on food.", weight="content")
    told = banner(ask("/h/HJ9BN.1"))
    assert told.startswith("This page has changed, and it matters for safety")
    assert "The newest is version 4." in told and "Read the page as it is now" in told
    assert told.index("Matters for safety: Call sooner.") < told.index("More on food.") < told.index("Plainer words.")
    assert banner(ask("/h/HJ9BN.3")).startswith("This page has changed since")
    assert "Call sooner." not in banner(ask("/h/HJ9BN.3"))


def test_the_numbers_of_a_text_taken_down_say_so_and_what_to_read(three_pages, ask, change, nurse) -> None:
    at = NOON + timedelta(days=1)
    withdraw(Page.objects.get(slug="surgery"), by=nurse, at=at, note="It was wrong.", weight="safety", moved_to="scans")
    for number in (1, 2):
        got = ask(f"/h/HJ9BN.{number}")
        assert got.status == 200
        assert "This page was taken down" in banner(got)
        assert "Matters for safety: It was wrong." in banner(got)
        assert 'href="/scans/"' in text_of(got)
    assert "The goal is to take it all out" in text_of(ask("/h/HJ9BN.1"))


def test_old_numbers_are_not_in_the_sitemap_or_the_search(three_pages, ask, change) -> None:
    change("surgery", "## Words of yesterday\n\nOld. [@hwang-1997]" + DO)
    assert "Words of yesterday" in text_of(ask("/search/index.json"))
    change("surgery", "## New words\n\nNew. [@hwang-1997]" + DO)
    assert "/h/" not in text_of(ask("/sitemap.xml"))
    assert "Words of yesterday" not in text_of(ask("/search/index.json"))
    assert "Words of yesterday" in text_of(ask("/h/HJ9BN.2"))


def test_links_that_an_old_number_keeps_never_stop_an_edition(three_pages, ask, change) -> None:
    change("scans", "## Loud\n\n[See](/surgery/#the-goal-is-to-take-it-all-out). [@hwang-1997]" + DO)
    change("scans", "## Loud\n\nVery. [@hwang-1997]" + DO)
    change("surgery", "## New words\n\nNew. [@hwang-1997]" + DO)
    assert ask("/h/FNSXP.2").status == 200


def test_a_new_number_makes_none_of_the_others_anew(three_pages, bake_now, change) -> None:
    change("scans", "## One\n\nOne. [@hwang-1997]" + DO)
    bake_now()
    change("surgery", "## New words\n\nNew. [@hwang-1997]" + DO)
    fresh = {path for path in bake_now().fresh if path.startswith("/h/")}
    assert fresh and all(path.startswith("/h/HJ9BN") for path in fresh)


# Every address ever issued


def issued(where: Path) -> set[str]:
    found = json.loads((where / "current/manifest.json").read_text(encoding="utf-8"))["addresses"]
    return {path for path in found if not path.startswith(("/static/", "/media/"))}


def test_after_all_that_can_happen_every_address_ever_issued_answers(
    three_pages, bake_now, change, shelf_folder, nurse
) -> None:
    bake_now()
    ever = issued(shelf_folder)
    change("scans", slug="pictures")
    change("biopsy", "New.\n", slug="tissue-test")
    bake_now()
    ever |= issued(shelf_folder)
    change("surgery", "## New words\n\nNew. [@hwang-1997]" + DO)
    withdraw(Page.objects.get(slug="pictures"), by=nurse, at=NOON + timedelta(days=1), note="Wrong.", weight="safety")
    bake_now()
    ever |= issued(shelf_folder)
    reader = Reader(shelf_folder)
    answers = {path: Got(reader, path).status for path in ever}
    assert {path: status for path, status in answers.items() if status not in (200, 301, 302, 410)} == {
        "/404.html": 404,
    }
    assert {"/h/FNSXP.1", "/h/FNSXP.2", "/h/FNSXP.3", "/h/TJ4MY.2", "/h/HJ9BN.2.png"} <= ever


def test_a_bake_that_would_lose_one_is_refused(three_pages, bake_now, change, monkeypatch: pytest.MonkeyPatch) -> None:
    bake_now()
    whole = handout_addresses.handout_answers

    def some(*args, **named):
        return {path: made for path, made in whole(*args, **named).items() if path not in ("/h/HJ9BN", "/h/TJ4MY.1")}

    monkeypatch.setattr(baking, "handout_answers", some)
    with pytest.raises(BakeRefused) as refused:
        bake_now()
    assert "/h/HJ9BN: it has been public, and would not answer any more" in refused.value.faults
    assert "/h/TJ4MY.1: it has been public, and would not answer any more" in refused.value.faults


def test_codes_survive_a_database_that_is_filled_anew_from_files(three_pages, bake_now, change, shelf_folder) -> None:
    change("surgery", "## New words\n\nNew. [@hwang-1997]" + DO)
    bake_now()
    ever = issued(shelf_folder)
    empty_database()
    call_command("import_content", root=three_pages, publish=True, verbosity=0)
    bake_now()
    reader = Reader(shelf_folder)
    for path in ever - {"/404.html"}:
        got = Got(reader, path)
        if path.startswith("/h/HJ9BN.2"):
            # The files know no second number; whoever asks for it is shown the page of now.
            assert got.status == 404 and 'href="/surgery/"' in text_of(got), path
        else:
            assert got.status in (200, 301, 302), path


def test_the_register_names_every_code_its_versions_and_what_to_read_instead(three_pages, ask, change, nurse) -> None:
    change("surgery", "## New words\n\nNew. [@hwang-1997]" + DO)
    at = NOON + timedelta(days=1)
    withdraw(Page.objects.get(slug="scans"), by=nurse, at=at, note="Wrong.", weight="safety", moved_to="surgery")
    rows = {row["code"]: row for row in json.loads(ask("/.well-known/handouts.json").body)["texts"]}
    assert rows.keys() == {version.code for version in published.versions()}
    assert (rows["HJ9BN"]["status"], rows["HJ9BN"]["version"]) == ("current", 2)
    assert [(v["version"], v["weight"], v["note"]) for v in rows["HJ9BN"]["versions"]] == [
        (1, "content", "First published."),
        (2, "content", "New words."),
    ]
    assert rows["FNSXP"]["status"] == "withdrawn" and rows["FNSXP"]["read_instead"].endswith("/h/HJ9BN")
    assert rows["TJ4MY"]["kind"] == "term" and rows["TJ4MY"]["published"] == "2026-11-20"


def empty_database() -> None:
    """Empty every table of texts, as in a database made anew; the guards come back when the test is over."""
    triggers.remove(connection.schema_editor(), APPEND_ONLY)
    with connection.cursor() as cursor:
        for table in (*TABLES, *APPEND_ONLY, "editorial_document", "editorial_source"):
            cursor.execute(f"DELETE FROM {table}")
    for kept in (published._versions, published._glossary, published._term_numbers):
        kept.cache_clear()


def test_the_files_of_the_edition_hold_what_the_reader_says(three_pages, bake_now, shelf_folder) -> None:
    bake_now()
    files = site_of(shelf_folder)
    assert b"This is the newest version" in files["h/HJ9BN.1"] and files["h/HJ9BN.svg"] == files["h/HJ9BN.1.svg"]


# Pictures and checks of then


def test_an_old_number_keeps_its_picture(
    three_pages, ask, change, writer, bake_now, shelf_folder, settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    words = {"alt": "A bed by a window.", "decorative": False, "credit": ""}
    put_in("ward", picture(size=(400, 300)), by=writer, at=NOON, **words)
    change("surgery", "## New\n\n/// figure | ward\nOur ward.\n///\n[@hwang-1997]" + DO)
    put_in("ward", picture(size=(320, 240)), by=writer, at=NOON, **{**words, "alt": "A door."})
    change("surgery", "## Newer\n\n/// figure | ward\nOur ward.\n///\n[@hwang-1997]" + DO)
    change("surgery", "## Newest\n\nNo picture. [@hwang-1997]" + DO)
    old = text_of(ask("/h/HJ9BN.2"))
    assert 'alt="A bed by a window." width="400" height="300"' in old and "A door." not in old
    assert "A door." in text_of(ask("/h/HJ9BN.3"))
    for number in (2, 3):
        for file in re.findall(r'src="(/media/images/[^"]+)"', text_of(ask(f"/h/HJ9BN.{number}"))):
            assert ask(file).status == 200, file


def test_who_checked_a_number_is_said_as_it_was(three_pages, ask, change) -> None:
    assert "Not yet checked by a clinician" in text_of(ask("/h/HJ9BN.1"))
    change("surgery", "## New words\n\nNew. [@hwang-1997]" + DO)
    assert "Nora Test" in text_of(ask("/h/HJ9BN.2"))
    assert "Not yet checked by a clinician" in text_of(ask("/h/HJ9BN.1"))
    assert "Nora Test" not in text_of(ask("/h/HJ9BN.1"))
