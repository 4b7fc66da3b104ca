"""The small site of the edition, to hand on from."""

import pytest

from leiomyo_site.edition.reader import Reader
from tests.edition.conftest import bake_now, change, shelf_folder, three_pages
from tests.edition.test_reader import Got

__all__ = ["bake_now", "change", "shelf_folder", "three_pages"]


@pytest.fixture
def ask(bake_now, shelf_folder):
    """Bake what is published now, and ask for an address as a browser does; without Django behind."""

    def answer(path: str, method: str = "GET") -> Got:
        bake_now()
        return Got(Reader(shelf_folder), path, method)

    return answer
