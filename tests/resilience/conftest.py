"""The small sites of the tests of backups and editions, and the caches that tests of the infobutton begin without."""

from tests.backups.conftest import filled
from tests.editions.conftest import bake_now, change, editions_dir, small_papers, three_pages
from tests.infobutton.conftest import no_shelf_remembered

__all__ = ["bake_now", "change", "editions_dir", "filled", "no_shelf_remembered", "small_papers", "three_pages"]
