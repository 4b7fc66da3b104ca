"""A page whose check falls overdue says so to families by itself: the publisher makes an edition for that day."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from freezegun import freeze_time

from leiomyo_site.editions import worker as publisher
from leiomyo_site.editorial import selectors

from .conftest import DO, NOON
from .edition_factories import site_of

pytestmark = pytest.mark.django_db
SAYS = "This page is past its check date."


def test_an_edition_of_before_is_made_anew_when_a_check_falls_overdue(
    three_pages: Path, change: Callable[..., None], tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.EDITIONS_DIR = settings.DATA_DIR / "editions"
    settings.CURRENT_EDITION_DIR = settings.EDITIONS_DIR / "current"
    monkeypatch.setattr(publisher, "connection", SimpleNamespace(close=lambda: None))  # it is this test's own
    change("surgery", f"## New\n\nNew words. [@hwang-1997]{DO}")
    due = next(page.next_check for page in selectors.live_pages("en") if page.slug == "surgery")
    surgery = lambda: site_of(settings.EDITIONS_DIR)["surgery/index.html"].decode()  # noqa: E731
    baked = []

    def look() -> None:
        bake = lambda: baked.append(1) or call_command("bake", verbosity=0) or 0  # noqa: E731
        publisher.PublishWorker(settings.EDITIONS_DIR, bake).tick(100.0)

    with freeze_time(due - timedelta(minutes=1)):
        call_command("bake", verbosity=0)
        look()
        assert baked == [] and SAYS not in surgery()
    with freeze_time(due + timedelta(minutes=1)):
        look()
    assert baked == [1] and SAYS in surgery()
    assert due > NOON
