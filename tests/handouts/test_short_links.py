"""Short links and old numbers: whatever happens to a text, every address that was ever handed on answers."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from leiomyo_site.editions import build as baking
from leiomyo_site.editions.site_hold import find_hold
from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial import triggers
from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.editorial.models import APPEND_ONLY
from leiomyo_site.editorial.published_versions import _versions
from leiomyo_site.handouts import responses as handout_addresses
from leiomyo_site.pages.models import Page
from leiomyo_site.server.wsgi_cache import StaticResponseServer
from tests.editions.conftest import DO, NOON
from tests.editions.test_baking import site_of
from tests.editions.test_static_response_server import Got

from .http_client import text_of

TABLES = ("pages_page", "glossary_term", "editorial_schedule")
pytestmark = pytest.mark.django_db


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


# Every address ever issued


def issued(where: Path) -> set[str]:
    found = json.loads((where / "current/manifest.json").read_text(encoding="utf-8"))["addresses"]
    return {path for path in found if not path.startswith(("/static/", "/media/"))}


def test_after_all_that_can_happen_every_address_ever_issued_answers(
    three_pages, bake_now, change, editions_dir, nurse
) -> None:
    bake_now()
    ever = issued(editions_dir)
    change("scans", slug="pictures")
    change("biopsy", "New.\n", slug="tissue-test")
    bake_now()
    ever |= issued(editions_dir)
    change("surgery", "## New words\n\nNew. [@hwang-1997]" + DO)
    withdraw(Page.objects.get(slug="pictures"), by=nurse, at=NOON + timedelta(days=1), note="Wrong.", weight="safety")
    bake_now()
    ever |= issued(editions_dir)
    reader = StaticResponseServer(editions_dir)
    answers = {path: Got(reader, path).status for path in ever}
    assert {path: status for path, status in answers.items() if status not in (200, 301, 302, 410)} == {
        "/404.html": 404,
    }
    assert {"/h/FNSXP.1", "/h/FNSXP.2", "/h/FNSXP.3", "/h/TJ4MY.2", "/h/HJ9BN.2.png"} <= ever


def test_a_bake_that_would_lose_one_keeps_it_as_it_was(
    three_pages, bake_now, change, editions_dir, monkeypatch: pytest.MonkeyPatch
) -> None:
    bake_now()
    before = issued(editions_dir)
    whole = handout_addresses.handout_responses

    def some(*args, **named):
        return {path: made for path, made in whole(*args, **named).items() if path not in ("/h/HJ9BN", "/h/TJ4MY.1")}

    monkeypatch.setattr(baking, "handout_responses", some)
    faults = bake_now().faults
    assert "/h/HJ9BN: it has been public, and would not answer any more" in faults
    assert "/h/TJ4MY.1: it has been public, and would not answer any more" in faults
    assert issued(editions_dir) == before


def test_codes_survive_a_database_that_is_filled_anew_from_files(
    three_pages, bake_now, change, editions_dir, settings
) -> None:
    settings.EDITIONS_DIR = editions_dir
    change("surgery", "## New words\n\nNew. [@hwang-1997]" + DO)
    bake_now()
    ever = issued(editions_dir)
    empty_database()
    # Nothing is published beside editions, and none is made that loses a version, before a person says so.
    settings.EDITIONS_DIR = editions_dir.parent / "none"
    call_command("import_content", root=three_pages, publish=True, verbosity=0)
    settings.EDITIONS_DIR = editions_dir
    hold = find_hold(editions_dir)
    assert hold and hold.lost == ["HJ9BN.2"]
    call_command("bake", "--resume", hold.confirmation, verbosity=0)
    reader = StaticResponseServer(editions_dir)
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
    _versions.cache_clear()


def test_the_files_of_the_edition_hold_what_the_reader_says(three_pages, bake_now, editions_dir) -> None:
    bake_now()
    files = site_of(editions_dir)
    assert b"This is the newest version" in files["h/HJ9BN.1"] and files["h/HJ9BN.svg"] == files["h/HJ9BN.1.svg"]
