"""A page on its way: what the tests of drafts, reviews and publications share."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.actions import review as reviewing
from leiomyo_site.editorial.actions.publish import publish
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.models import Document, Publication, Review
from leiomyo_site.editorial.state import document_states, with_state
from leiomyo_site.pages.models import Page

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
ENDING = "\n[@hwang-1997]\n\n/// do | What you can do\n- Ask.\n///\n"
NOTE = "New words."


@pytest.fixture
def page(small_content: Path) -> Page:
    """A page that is public as starting content."""
    call_command("import_content", root=small_content, publish=True, verbosity=0)
    return Page.objects.get()


@pytest.fixture
def write(page: Page, writer: User) -> Callable[..., Page]:
    """Save other words as a draft, with an ending that lets them pass the gates."""

    def save(
        words: str = "## New\n\nNew words.\n",
        by: User | None = None,
        at: datetime = NOON,
    ) -> Page:
        page.body, page.change_note = words + ENDING, NOTE
        save_draft(page, by=by or writer, at=at, expected_version=page.version)
        return page

    return save


def approve(page: Page, nurse: User, *, at: datetime = NOON, scope: str = "full") -> Review:
    Document.objects.filter(pk=page.pk, change_note="").update(change_note=NOTE)
    return reviewing.approve(page, by=nurse, at=at, expected_hash=page.draft_hash, scope=scope)


def put_out(page: Page, publisher: User, *, at: datetime = NOON, reason: str = "") -> Publication:
    return publish(page, by=publisher, at=at, expected_hash=page.draft_hash, reason=reason)


def state(page: Page) -> str:
    return document_states(with_state(Page.objects.filter(pk=page.pk)))[page.pk].state


def live_words(lang: str = "en") -> str:
    return published.live_pages(lang)[0].content["body"]
