"""The guide as it ships, as an index; made once, since it is never changed."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from leiomyo_site.search.documents import search_documents
from leiomyo_site.search.engine import SearchIndex
from leiomyo_site.search.index import SearchDocument, write_index
from leiomyo_site.site.site_content import _load_site_content, load_site_content

ROOT = Path(__file__).parent.parent.parent
LANGUAGE = ROOT / "content/search/en.yaml"
FRAME = "<title>Search</title><!--search--><!--/search--><!--call--><section class='call'>Call</section><!--/call-->"


@pytest.fixture(scope="session")
def entries(django_db_setup: None, django_db_blocker: Any) -> list[SearchDocument]:
    """Everything there is to be found in content/; the database is left as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("import_content", publish=True, verbosity=0)
        _load_site_content.cache_clear()
        found = search_documents(load_site_content("en"))
        _load_site_content.cache_clear()
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="session")
def index_folder(entries: list[SearchDocument], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("edition") / "search" / "en"
    write_index(entries, folder, lang="en", language=LANGUAGE, layout=FRAME)
    return folder


@pytest.fixture(scope="session")
def index(index_folder: Path) -> SearchIndex:
    return SearchIndex(index_folder)


@pytest.fixture
def visitor(index_folder: Path, settings: Any) -> Client:
    """A reader of a site whose index is that of content/."""
    settings.CURRENT_EDITION_DIR = index_folder.parent.parent
    return Client()
