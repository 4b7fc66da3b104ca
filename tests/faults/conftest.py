"""The small filled site and its backup are those of the tests of backups."""

from tests.backups.conftest import filled  # noqa: F401
