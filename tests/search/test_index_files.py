"""The index is a product of what is live: never of a draft, made anew when that changes, mended by nobody."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from leiomyo_site.editions.build import bake, plan_responses
from leiomyo_site.editorial.actions.publish import publish_starting_content
from leiomyo_site.pages.models import Page
from leiomyo_site.search.engine import SearchIndex, open_index
from leiomyo_site.search.index import SearchDocument, static_index, write_index
from leiomyo_site.search.index_store import search_folder
from leiomyo_site.search.layout import SearchLayout
from leiomyo_site.search.synonyms import SynonymsError, read_language
from leiomyo_site.site.site_content import load_site_content
from tests.conftest import PAGE

pytestmark = pytest.mark.django_db
ENTRY = SearchDocument("page", "/a/", "/a/", "Surgery", ("The tumor comes out.",))


@pytest.fixture
def live(small_content: Path, tmp_path: Path, settings: Any) -> Callable[[], SearchIndex]:
    """A small site; gives the index as search finds it now."""
    settings.DATA_DIR = tmp_path / "data"
    settings.EDITIONS_DIR = settings.DATA_DIR / "editions"
    settings.CURRENT_EDITION_DIR = settings.EDITIONS_DIR / "current"
    home = PAGE.replace("HJ9BN", "C7V74").replace('"surgery"', '"home"').replace('"treatment"', '"home"')
    (small_content / "pages/en/home.md").write_text(home)
    call_command("import_content", root=small_content, publish=True, verbosity=0)

    def baked() -> SearchIndex:
        bake(settings.EDITIONS_DIR, now=timezone.now(), keep=5)
        return open_index(search_folder("en"))

    return baked


def test_draft_is_not_found_until_it_is_published(live: Callable[[], SearchIndex], small_content: Path) -> None:
    page = small_content / "pages/en/radiation.md"
    page.write_text(PAGE.replace("HJ9BN", "C8GYB").replace('"surgery"', '"radiation"').replace("Surgery", "Beamlight"))
    call_command("import_content", root=small_content, verbosity=0)
    assert live().search("beamlight").pages == ()
    publish_starting_content(Page.objects.filter(slug="radiation"))
    assert [hit.href for hit in live().search("beamlight").pages] == ["/radiation/"]


def test_an_open_index_answers_on_while_another_is_made(live: Callable[[], SearchIndex], small_content: Path) -> None:
    before = live()
    page = small_content / "pages/en/radiation.md"
    page.write_text(PAGE.replace("HJ9BN", "C8GYB").replace('"surgery"', '"radiation"').replace("Surgery", "Beamlight"))
    call_command("import_content", root=small_content, verbosity=0)
    publish_starting_content(Page.objects.filter(slug="radiation"))
    assert live() is not before
    assert before.search("biopsy").term
    assert before.search("beamlight").pages == ()


def test_where_nothing_changed_the_folder_stays(live: Callable[[], SearchIndex]) -> None:
    live()
    one = search_folder("en")
    live()
    assert search_folder("en") == one


def test_everything_is_found_with_the_page_around_it(
    live: Callable[[], SearchIndex], client: Client, settings: Any
) -> None:
    live()
    html = client.get("/search/", {"q": "biopsie"}).content.decode()
    assert "<title>biopsie: Search" in html
    assert '<html lang="en">' in html
    assert html.count('id="q"') == 1


def test_search_is_among_the_addresses_that_are_baked(live: Callable[[], SearchIndex]) -> None:
    live()
    site = load_site_content("en")
    planned = plan_responses([site], now=timezone.now())
    html = planned["/search/"].body_bytes().decode()
    assert SearchLayout(html).with_results("", typed="", call_first=False) != html
    index = planned["/search/index.json"]
    assert index.media_type.startswith("application/json")
    assert "/glossary/biopsy/" in index.body_bytes().decode()


def test_same_entries_give_the_same_static_index(tmp_path: Path) -> None:
    none = tmp_path / "none.yaml"
    assert static_index([ENTRY], lang="en", language=none) == static_index([ENTRY], lang="en", language=none)


def test_an_empty_site_has_an_index_too(tmp_path: Path) -> None:
    write_index([], tmp_path / "en", lang="en", language=tmp_path / "none.yaml", layout="")
    assert SearchIndex(tmp_path / "en").search("fever").count == 0


def test_a_weighty_entry_comes_before_a_light_one(tmp_path: Path) -> None:
    light = SearchDocument("page", "/b/", "/b/", "Surgery", ("The tumor comes out.",), weight=0.5)
    write_index([light, ENTRY], tmp_path / "en", lang="en", language=tmp_path / "none.yaml", layout="")
    assert [hit.href for hit in SearchIndex(tmp_path / "en").search("surgery").pages] == ["/a/", "/b/"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("same: [", "expected"),
        ("same:\n- {say: [chemo]}", "means"),
        ("same:\n- {say: chemo, means: [chemotherapy]}", "a list of phrases is wanted where “chemo” stands"),
        ("same:\n- {say: ['!'], means: [chemotherapy]}", "“!” has no words"),
        ("little: the a\nsame:\n- {say: [x], means: [the]}", "“the” has no words"),
        ("- a list", "list"),
        ("crisis: {section: x}", "phone"),
        ("urgent: [NOT wake]", "there is no group of words “NOT”"),
        ("urgent: ['!']", "“!” is no word"),
    ],
)
def test_a_wrong_language_file_is_named_with_its_fault(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "en.yaml"
    path.write_text(text)
    with pytest.raises(SynonymsError, match=r"en\.yaml") as fault:
        read_language(path)
    assert why in str(fault.value)
