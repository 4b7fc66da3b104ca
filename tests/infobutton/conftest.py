"""Each test's database counts its publications anew; what was kept from another must go."""

import pytest

from leiomyo_site.infobutton.catalogue import _catalogues
from leiomyo_site.site.site_content import _load_site_content


@pytest.fixture(autouse=True)
def no_shelf_remembered() -> None:
    _catalogues.cache_clear()
    _load_site_content.cache_clear()
