"""What the processes of concurrency.py do: saving, publishing, publishing on time, putting a picture in."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connections

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.actions import review as reviewing
from leiomyo_site.editorial.actions.publish import publish, withdraw
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.actions.schedule import publish_due, schedule
from leiomyo_site.editorial.images import add_image_version
from leiomyo_site.editorial.models import (
    AuditLogEntry,
    Picture,
    PictureFile,
    PictureVersion,
    Publication,
    ReservedUrl,
    Revision,
    ScheduledPublication,
)
from leiomyo_site.images.decoder import clean_image
from leiomyo_site.pages.models import Page
from tests.images.upload_samples import picture

from .concurrency import NOON, WORDS, at_once, attempt, dies_at


def _someone(name: str, role: str) -> User:
    made = User.objects.create_user(name, is_staff=True)
    made.groups.add(Group.objects.get(name=role))
    return made


def _ready(content: Path) -> tuple[Page, User, User, User]:
    """Fill the site, and get new words approved."""
    call_command("migrate", verbosity=0)
    call_command("import_content", root=content, publish=True, stdout=StringIO())
    writer, nurse = _someone("wren", "Editors"), _someone("nora", "Clinical reviewers")
    publisher = _someone("paul", "Publishers")
    page = Page.objects.get()
    page.body, page.change_note = WORDS, "New words."
    save_draft(page, by=writer, at=NOON, expected_version=page.version)
    reviewing.approve(page, by=nurse, at=NOON, expected_hash=page.draft_hash, scope="full")
    return page, writer, nurse, publisher


def _stands() -> dict[str, Any]:
    connections.close_all()
    live = published.live_pages("en")
    return {
        "numbers": list(Publication.objects.filter(kind="page").order_by("number").values_list("number", flat=True)),
        "live": live[0].content["body"] if live else None,
        "events": AuditLogEntry.objects.filter(what__startswith="published").count(),
        "addresses": ReservedUrl.objects.filter(kind="page").count(),
    }


def saves(content: Path) -> dict[str, Any]:
    page, writer, _, _ = _ready(content)
    version = page.version

    def save(number: int) -> str:
        mine = Page.objects.get()
        mine.body = f"Words of {number}.\n"
        return attempt(lambda: save_draft(mine, by=writer, at=NOON, expected_version=version))

    said = at_once(20, save)
    connections.close_all()
    kept = Revision.objects.filter(document=page.pk, version__gt=version)
    return {"said": said, "kept": [row.content["body"] for row in kept], "draft": Page.objects.get().body}


def publishes(content: Path) -> dict[str, Any]:
    page, _, _, publisher = _ready(content)
    deed = lambda: publish(page, by=publisher, at=NOON, expected_hash=page.draft_hash)  # noqa: E731
    return {"said": at_once(8, lambda _: attempt(deed)), **_stands()}


def schedulers(content: Path) -> dict[str, Any]:
    page, _, _, publisher = _ready(content)
    due = NOON + timedelta(hours=1)
    schedule(page, by=publisher, at=NOON, due_at=due, expected_hash=page.draft_hash)
    said = at_once(6, lambda _: str(len(publish_due(at=due))))
    connections.close_all()
    return {"said": said, "state": ScheduledPublication.objects.get().state, **_stands()}


def publish_and_withdraw(content: Path) -> dict[str, Any]:
    page, _, nurse, publisher = _ready(content)
    deeds = (
        lambda: publish(page, by=publisher, at=NOON, expected_hash=page.draft_hash),
        lambda: withdraw(page, by=nurse, at=NOON, note="A dose was wrong.", weight="safety"),
    )
    return {"said": at_once(2, lambda number: attempt(deeds[number])), **_stands()}


def crashes(content: Path) -> dict[str, Any]:
    """Kill publishing before each of its statements in turn, and look at what families and admin see after each."""
    page, _, _, publisher = _ready(content)
    deed = lambda: publish(page, by=publisher, at=NOON, expected_hash=page.draft_hash)  # noqa: E731
    seen, step = [], 1
    while dies_at(step, deed):
        seen.append(_stands())
        step += 1
    return {"steps": step - 1, "after_a_crash": seen, **_stands()}


def crashes_uploading(content: Path) -> dict[str, Any]:
    """Kill putting a picture in before each of its statements: after each it is there whole, or not at all."""
    _, writer, _, _ = _ready(content)
    words = {"alt": "A bed.", "decorative": False, "credit": "", "by": writer, "at": NOON}
    seen, step = [], 1
    while dies_at(step, lambda: add_image_version("ward", clean_image(picture()), **words)):
        connections.close_all()
        seen.append([Picture.objects.count(), PictureVersion.objects.count(), PictureFile.objects.count()])
        step += 1
    connections.close_all()
    return {"steps": step - 1, "after_a_crash": seen, "files": PictureFile.objects.count()}


def crashes_importing(content: Path) -> dict[str, Any]:
    """Kill bringing files in at many of its statements: after each, all of them are in, or none."""
    call_command("migrate", verbosity=0)
    deed = lambda: call_command("import_content", root=content, publish=True, stdout=StringIO())  # noqa: E731
    seen, step = [], 1
    while dies_at(step, deed):
        connections.close_all()
        seen.append([Revision.objects.count(), Publication.objects.count(), ReservedUrl.objects.count()])
        step += 3
    return {"steps": step - 1, "after_a_crash": seen, **_stands()}


def crashes_on_time(content: Path) -> dict[str, Any]:
    """The same for publishing on time: what was killed is taken up again by the next runner."""
    page, _, _, publisher = _ready(content)
    due = NOON + timedelta(hours=1)
    schedule(page, by=publisher, at=NOON, due_at=due, expected_hash=page.draft_hash)
    seen, step = [], 1
    while dies_at(step, lambda step=step: publish_due(at=due + timedelta(hours=step))):
        seen.append(_stands())
        step += 1
    connections.close_all()
    return {"steps": step - 1, "after_a_crash": seen, "state": ScheduledPublication.objects.get().state, **_stands()}
