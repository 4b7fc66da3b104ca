"""A damaged index of search: a plain sentence with the other ways to find things, a line in the log, and the next bake mends it."""

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from leiomyo_site.edition_status import current_edition
from leiomyo_site.search.engine import open_index

pytestmark = pytest.mark.django_db


def no_tantivy(folder: Path) -> None:
    shutil.rmtree(folder / "tantivy")


def cut_words(folder: Path) -> None:
    (folder / "words.json").write_text('{"lang": "en", "wor', encoding="utf-8")


def no_meta(folder: Path) -> None:
    (folder / "tantivy/meta.json").write_bytes(b"\x00\xff")


def nothing_there(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize("damage", [no_tantivy, cut_words, no_meta, nothing_there])
@pytest.mark.slow
def test_a_damaged_index_is_one_sentence_and_the_next_bake_mends_it(
    three_pages: Path,
    bake_now: Callable,
    settings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    damage: Callable[[Path], None],
) -> None:
    settings.DATA_DIR = tmp_path
    settings.EDITIONS_DIR = settings.DATA_DIR / "editions"
    settings.CURRENT_EDITION_DIR = settings.EDITIONS_DIR / "current"
    bake_now(settings.EDITIONS_DIR)
    open_index.cache_clear()
    damage(settings.EDITIONS_DIR / "current/search/en")
    with caplog.at_level(logging.ERROR, "leiomyo"):
        answer = Client().get("/search/", {"q": "biopsy pain"})
    said = answer.content.decode()
    assert answer.status_code == 503 and "Search does not work at the moment." in said and "Traceback" not in said
    if damage is not nothing_there:
        assert "All pages" in said and 'href="/glossary/"' in said, "the frame of the site with its other ways"
    facts = [record.fields for record in caplog.records if hasattr(record, "fields")]
    assert [fact["hint"] for fact in facts] == ["run manage.py bake"]
    assert "biopsy" not in f"{caplog.text} {facts}"
    assert Client().get("/search/suggest", {"q": "bio"}).status_code == 503
    assert bake_now(settings.EDITIONS_DIR).number == 2 == current_edition(settings.EDITIONS_DIR)
    answer = Client().get("/search/", {"q": "biopsy"})
    assert answer.status_code == 200 and "/glossary/biopsy/" in answer.content.decode()
    assert bake_now(settings.EDITIONS_DIR).number == 2, "and then nothing is left to do"
