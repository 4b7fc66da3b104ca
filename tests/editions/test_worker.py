"""What runs beside serving: what is due is published and baked, what failed is tried again, and editors are told."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leiomyo_site.admin.build_status import build_status
from leiomyo_site.edition_status import LATE_SECONDS, WORKER, read_status, report_worker, waiting_seconds, write_status
from leiomyo_site.editions.archive import read_archive
from leiomyo_site.editions.worker import RETRY_SECONDS, PublishWorker
from leiomyo_site.editorial import selectors
from leiomyo_site.editorial.actions import review as reviewing
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.actions.schedule import schedule
from leiomyo_site.editorial.models import ScheduledPublication
from leiomyo_site.pages.models import Page
from tests.conftest import sign_in

pytestmark = pytest.mark.django_db


class Baker:
    """Bakes as the publisher would have it, counts, and fails when told to."""

    def __init__(self) -> None:
        self.times = 0
        self.fails_with = 0

    def __call__(self) -> int:
        self.times += 1
        if not self.fails_with:
            call_command("bake")
        return self.fails_with


def html(where: Path, path: str) -> str:
    _, entries = read_archive(where / "current/packed")
    return next(one for one in entries if one.path == path).bodies["identity"].decode()


def test_what_was_set_to_a_time_is_published_and_baked_when_it_is_due(
    shelved: Path, writer: User, nurse: User, publisher: User
) -> None:
    page = Page.objects.get(slug="surgery")
    page.title, page.change_note = "Surgery at noon", "New words."
    now = timezone.now()
    save_draft(page, by=writer, at=now, expected_version=page.version)
    reviewing.approve(page, by=nurse, at=now, expected_hash=page.draft_hash, scope="full")
    due = now + timedelta(hours=1)
    schedule(page, by=publisher, at=now, due_at=due, expected_hash=page.draft_hash, reason="A test.")
    baker = Baker()
    PublishWorker(shelved, baker).tick(1000.0)
    assert "Surgery at noon" not in html(shelved, "/surgery/")
    ScheduledPublication.objects.update(due_at=now - timedelta(seconds=1))
    PublishWorker(shelved, baker).tick(2000.0)
    assert "Surgery at noon" in html(shelved, "/surgery/")


def test_a_bake_that_failed_or_was_killed_is_tried_again_but_not_at_once(
    shelved: Path, change: Callable[..., None]
) -> None:
    baker = Baker()
    watch = PublishWorker(shelved, baker)
    change("biopsy", "A piece.\n")
    baker.fails_with = -9
    write_status(shelved, state="baking", inputs={"stamp": selectors.content_revision()})
    watch.tick(1000.0)
    watch.tick(1000.5)
    assert baker.times == 1
    baker.fails_with = 0
    watch.tick(1000.5 + RETRY_SECONDS)
    assert baker.times == 2
    assert "A piece." in html(shelved, "/glossary/biopsy/")
    watch.tick(1001.0 + RETRY_SECONDS)
    assert baker.times == 2


@pytest.mark.parametrize(
    ("fault", "told", "why"),
    [
        (OperationalError("no such table"), "database unreachable", "no such table"),
        (OSError(28, "No space left on device"), "disk or system failure", "No space left on device"),
        (KeyError("slug"), "unexpected failure", "KeyError"),
    ],
)
def test_trouble_is_told_once_and_ends_when_it_ends(
    shelved: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: Exception,
    told: str,
    why: str,
) -> None:
    caplog.set_level("INFO")
    watch = PublishWorker(shelved, Baker())

    def broken() -> int:
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr(selectors, "content_revision", broken)
        for now in (1000.0, 1000.5, 1001.0):
            watch.tick(now)
    # Everybody can ask for the trouble; its cause stands in the log only.
    assert read_status(shelved)["trouble"] == told
    assert told in build_status().problems[0]
    watch.tick(1001.5)
    assert read_status(shelved)["trouble"] == ""
    events = [record.getMessage() for record in caplog.records]
    assert events.count(f"publish worker: {told}") == events.count("publish worker: recovered") == 1
    assert why in next(record.fields["reason"] for record in caplog.records if told in record.getMessage())


@pytest.mark.parametrize(
    ("status", "sentence", "faults"),
    [
        ({"state": "done"}, "Families read edition 1.", ()),
        ({"state": "baking"}, "Families read edition 1. A new one is being made; it takes a few seconds.", ()),
        (
            {"state": "baking", "done": 100, "of": 286},
            "Families read edition 1. A new one is being made: 100 of 286 addresses.",
            (),
        ),
        (
            {"state": "refused", "faults": ["/surgery/: it is empty"]},
            "Families read edition 1. A newer one cannot be made, since a page failed:",
            ("/surgery/: it is empty",),
        ),
        (
            {"state": "failed", "faults": ["The disk failed: full"]},
            "Families read edition 1. Making a new one failed, and is tried again:",
            ("The disk failed: full",),
        ),
    ],
)
def test_editors_are_told_how_far_the_edition_is_and_what_stopped_it(
    shelved: Path, client: Client, publisher: User, status: dict, sentence: str, faults: tuple[str, ...]
) -> None:
    write_status(shelved, **status)
    assert (build_status().sentence, build_status().problems) == (sentence, faults)
    page = sign_in(client, publisher).get("/admin/").content.decode()
    assert sentence in page
    assert all(fault in page for fault in faults)
    assert ("Look again</a>" in page) == (status["state"] == "baking")


def test_a_publication_that_families_do_not_have_yet_is_said_to_wait_until_they_have_it(
    shelved: Path, client: Client, publisher: User, change: Callable[..., None]
) -> None:
    baker = Baker()
    watch = PublishWorker(shelved, baker)
    watch.tick(1000.0)
    assert waiting_seconds(shelved) is None
    change("biopsy", "A piece.\n")
    change_form = reverse("admin:pages_page_change", args=[Page.objects.get(slug="surgery").pk])
    sign_in(client, publisher)
    for url in ("/admin/", change_form):
        page = client.get(url).content.decode()
        assert "Newer publications are not in it yet." in page
        assert "Look again</a>" in page
    baker.fails_with = 1
    watch.tick(1001.0)
    assert waiting_seconds(shelved) is not None
    baker.fails_with = 0
    watch.tick(1001.0 + RETRY_SECONDS)
    assert waiting_seconds(shelved) is None
    assert "Newer publications" not in client.get(change_form).content.decode()


def test_a_publication_that_waits_too_long_turns_the_front_page_bad(
    shelved: Path, client: Client, publisher: User
) -> None:
    report_worker(shelved, selectors.content_revision() + 1)
    told = json.loads((shelved / WORKER).read_text())
    (shelved / WORKER).write_text(json.dumps({**told, "waiting_since": time.time() - LATE_SECONDS - 2}))
    page = sign_in(client, publisher).get("/admin/").content.decode()
    assert "Tell whoever runs this site:" in page
    assert 'role="alert"' in page


def test_the_front_page_looks_again_at_an_address_that_answers_with_the_sentence_only(
    shelved: Path, client: Client, publisher: User
) -> None:
    asked = lambda: client.get("/admin/edition/")  # noqa: E731
    assert asked()["Location"].startswith("/admin/login/")
    sign_in(client, publisher)
    write_status(shelved, state="baking", done=100, of=286)
    assert "100 of 286 addresses. <a href=" in " ".join(asked().content.decode().split())
    assert "no-store" in asked()["Cache-Control"]
    write_status(shelved, state="done")
    assert asked().content.decode().strip() == '<p class="editing-build">Families read edition 1.</p>'


def test_a_bake_says_how_far_it_is(shelved: Path, change: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    monkeypatch.setattr("leiomyo_site.editions.management.commands.bake.TELL_SECONDS", 0)
    monkeypatch.setattr(
        "leiomyo_site.editions.management.commands.bake.write_status", lambda where, **status: told.append(status)
    )
    change("biopsy", "A piece.\n")
    call_command("bake")
    of = told[-1]["addresses"]
    assert of > 20
    assert [(row["done"], row["of"]) for row in told if "done" in row] == [(done, of) for done in range(1, of + 1)]
    assert told[-1]["state"] == "done"


def test_going_back_by_the_command_is_at_once(shelved: Path, change: Callable[..., None]) -> None:
    before = html(shelved, "/glossary/biopsy/")
    change("biopsy", "A piece.\n")
    call_command("bake")
    assert "A piece." in html(shelved, "/glossary/biopsy/")
    call_command("bake", rollback=True)
    assert html(shelved, "/glossary/biopsy/") == before
