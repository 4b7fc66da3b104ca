"""Which tests run again on Postgres is seen from what they use."""

import pytest


def test_a_test_that_uses_a_database_is_marked(request: pytest.FixtureRequest, small_site: None) -> None:
    assert request.node.get_closest_marker("database")


def test_a_test_without_one_is_not(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("database") is None


@pytest.fixture
def small_site(db: None) -> None:
    """A fixture that uses the database in turn."""
