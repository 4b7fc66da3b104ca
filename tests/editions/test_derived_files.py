"""A file made of many documents that cannot be made stops nothing: it waits, and shows nothing that was taken down."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client

from leiomyo_site.edition_status import publishing_problem, touch_worker
from leiomyo_site.editions import build
from leiomyo_site.editions.build import BakeFailed, BakeResult
from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.handouts import link_kit_page, packet_build, responses
from leiomyo_site.pages.models import Page
from leiomyo_site.search import index_store
from leiomyo_site.search import responses as search
from leiomyo_site.site import routes

from .conftest import DO, NOON
from .edition_factories import beside_of, site_of

pytestmark = pytest.mark.django_db
Bake = Callable[..., BakeResult]
Change = Callable[..., None]
DANGER = "Take all of it at once"
# What writes a file that holds words of many documents, and how the fault begins that names it.
WRITERS: dict[str, tuple[tuple[object, str], str]] = {
    "feed": ((responses, "_feed_responses"), "/feed.xml"),
    "register": ((responses, "registry_json"), "/.well-known/handouts.json"),
    "link kit": ((link_kit_page, "_topics"), "/for-clinics/links.csv"),
    "search page": ((search, "search_view"), "/search/"),
    "index for a browser": ((search, "static_index"), "/search/index.json"),
    "sitemap": ((routes, "_sitemap"), "/sitemap.xml"),
    "glossary": ((routes, "glossary_index_context"), "/glossary/"),
    "index of search": ((index_store, "write_index"), "search"),
    "packets": ((packet_build, "write_packet_data"), "packets"),
}


def failing(*_: object, **__: object) -> None:
    raise KeyError("of a new release")


@pytest.fixture
def with_danger(three_pages: Path, change: Change, nurse: User, bake_now: Bake) -> Callable[[], None]:
    """Bake a site with words on it that must go; the function takes them down."""
    change("scans", f"## A\n\n{DANGER}. [@hwang-1997]" + DO, summary=f"{DANGER}.")
    bake_now()

    def take_down() -> None:
        at = NOON + timedelta(days=1)
        withdraw(Page.objects.get(slug="scans"), by=nurse, at=at, note="Wrong.", weight="safety")

    return take_down


def test_files_that_cannot_be_made_stop_no_withdrawal_and_keep_none_of_its_words(
    with_danger: Callable[[], None],
    change: Change,
    bake_now: Bake,
    editions_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_danger()
    change("home", "## New\n\nGood news. [@hwang-1997]" + DO)
    for writer, _ in WRITERS.values():
        monkeypatch.setattr(*writer, failing)
    made = bake_now()
    assert not made.held
    said = "\n".join(made.faults)
    assert [name for name, (_, begins) in WRITERS.items() if f"{begins}: " not in said] == []
    after = site_of(editions_dir)
    assert b"Wrong." in after["scans/index.html"] and b"Good news." in after["index.html"]
    shown = [file for file, body in {**after, **beside_of(editions_dir)}.items() if DANGER.encode() in body]
    # What was published under a number stays there, under the words that it was taken down.
    assert [file for file in shown if not file.startswith("h/FNSXP.2")] == []


def test_a_file_of_many_documents_that_fails_stays_as_it_was_while_nothing_is_taken_down(
    three_pages: Path, change: Change, bake_now: Bake, editions_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bake_now()
    before = site_of(editions_dir)
    change("home", "## New\n\nGood news. [@hwang-1997]" + DO)
    monkeypatch.setattr(link_kit_page, "kit_csv", failing)
    bake_now()
    after = site_of(editions_dir)
    assert after["for-clinics/links.csv"] == before["for-clinics/links.csv"]
    assert b"Good news." in after["index.html"]


def test_a_release_that_can_read_nothing_still_takes_down(
    with_danger: Callable[[], None], bake_now: Bake, editions_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = site_of(editions_dir)
    monkeypatch.setattr(build, "read_site_content", failing)
    with pytest.raises(BakeFailed):
        bake_now()
    assert site_of(editions_dir) == before
    with_danger()
    assert bake_now().faults
    after = site_of(editions_dir)
    assert "scans/index.html" not in after and after["surgery/index.html"] == before["surgery/index.html"]
    assert not [file for file, body in after.items() if DANGER.encode() in body]


def test_a_disk_that_fails_while_search_is_written_leaves_the_edition_before(
    with_danger: Callable[[], None], bake_now: Bake, editions_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = site_of(editions_dir)
    with_danger()

    def full(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(index_store, "write_index", full)
    with pytest.raises(OperationalError):
        bake_now()
    assert site_of(editions_dir) == before


def test_what_could_not_be_made_is_told_to_operators_and_to_who_asks_for_it(
    three_pages: Path, settings, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EDITIONS_DIR = three_pages.parent / "editions"
    settings.CURRENT_EDITION_DIR = settings.EDITIONS_DIR / "current"
    settings.STATIC_ROOT = three_pages
    monkeypatch.setattr(packet_build, "write_packet_data", failing)
    monkeypatch.setattr(index_store, "write_index", failing)
    call_command("bake")
    touch_worker(settings.EDITIONS_DIR)
    assert publishing_problem(settings.EDITIONS_DIR) == "the last edition has faults that the log names: 2"
    assert client.get("/packet/HJ9BN.pdf").status_code == client.get("/search/?q=biopsy").status_code == 503
    monkeypatch.undo()
    call_command("bake")
    touch_worker(settings.EDITIONS_DIR)
    assert publishing_problem(settings.EDITIONS_DIR) == ""
