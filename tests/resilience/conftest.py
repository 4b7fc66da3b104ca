"""The small filled site of the tests of backups, and the caches that tests of the infobutton begin without."""

from tests.backups.conftest import filled
from tests.infobutton.conftest import no_shelf_remembered

__all__ = ["filled", "no_shelf_remembered"]
