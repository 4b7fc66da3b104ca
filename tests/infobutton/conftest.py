"""Each test's database counts its publications anew; what was kept from another must go."""

import pytest

from leiomyo_site.edition.library import _library
from leiomyo_site.infobutton.shelf import _shelves


@pytest.fixture(autouse=True)
def no_shelf_remembered() -> None:
    _shelves.cache_clear()
    _library.cache_clear()
