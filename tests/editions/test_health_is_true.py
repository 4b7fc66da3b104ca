"""What operators are told of publishing is true, whatever has happened to the worker, the disk, the database or an edition."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client

from leiomyo_site.admin.build_status import build_status, document_status
from leiomyo_site.edition_status import (
    LATE_SECONDS,
    WORKER,
    publishing_problem,
    read_status,
    report_worker,
    touch_worker,
    waiting_seconds,
    write_status,
)
from leiomyo_site.editions import store
from leiomyo_site.editions.worker import PublishWorker
from leiomyo_site.editorial import selectors
from leiomyo_site.glossary.models import Term
from leiomyo_site.server.wsgi_cache import StaticResponseServer

from .test_faults import damage
from .test_static_response_server import Got

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(shelved: Path) -> PublishWorker:
    """A worker that has done its first round, and has nothing to bake."""
    made = PublishWorker(shelved, lambda: 0)
    made.tick(1000.0)
    assert health(shelved) == (200, 200, "ok")
    return made


def health(where: Path) -> tuple[int, int, str]:
    """Return the statuses of both addresses of health, and what they say of publishing."""
    server = StaticResponseServer(where)
    both = Got(server, "/healthz"), Got(server, "/healthz/publishing")
    (said,) = {json.loads(got.body)["publishing"] for got in both}
    return both[0].status, both[1].status, said


def fall_silent(where: Path) -> None:
    os.utime(where / WORKER, (time.time() - LATE_SECONDS - 5,) * 2)


def test_a_worker_that_was_killed_is_known_to_be_silent_and_the_front_page_names_it(
    worker: PublishWorker, shelved: Path, change: Callable[..., None]
) -> None:
    fall_silent(shelved)
    assert health(shelved)[:2] == (200, 503)
    assert "the publish worker has not reported for" in health(shelved)[2]
    assert build_status().problems == ()
    change("biopsy", "A piece.\n")
    assert "Newer publications wait. Tell whoever runs this site:" in build_status().sentence
    assert "has not reported for" in build_status().problems[0]


def test_a_disk_too_full_to_write_down_that_a_publication_waits_silences_the_worker(
    worker: PublishWorker, shelved: Path, change: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    change("biopsy", "A piece.\n")
    fall_silent(shelved)
    with monkeypatch.context() as patched:
        patched.setattr("leiomyo_site.edition_status._write", full)
        worker.tick(1001.0)
        assert health(shelved)[:2] == (200, 503)
        assert "has not reported for" in health(shelved)[2]
    worker.tick(1002.0)
    assert (health(shelved), waiting_seconds(shelved) is not None) == ((200, 200, "ok"), True)


def test_trouble_that_is_over_is_no_longer_told_by_a_worker_that_starts_anew(
    worker: PublishWorker, shelved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> int:
        raise OperationalError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(selectors, "content_revision", gone)
        worker.tick(1001.0)
    assert health(shelved) == (200, 503, "database unreachable")
    PublishWorker(shelved, lambda: 0).tick(1002.0)
    assert health(shelved) == (200, 200, "ok")


def test_what_is_held_back_is_told_while_the_next_edition_is_made(
    shelved: Path, change: Callable[..., None], unchecked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    change("surgery", "## A\n\n[Look](/nowhere/).")
    call_command("bake")
    assert list(read_status(shelved)["held"]) == ["HJ9BN.2"]
    told: list[dict] = []
    command = "leiomyo_site.editions.management.commands.bake"
    monkeypatch.setattr(f"{command}.TELL_SECONDS", 0)
    monkeypatch.setattr(f"{command}.write_status", lambda where, **status: told.append(status))
    change("biopsy", "A piece.\n")
    call_command("bake")
    assert len(told) > 2 and all(list(status["held"]) == ["HJ9BN.2"] for status in told)


def test_going_back_to_an_older_edition_is_told_until_a_person_lifts_it(
    worker: PublishWorker, shelved: Path, change: Callable[..., None], client: Client
) -> None:
    change("biopsy", "A piece.\n")
    call_command("bake")
    call_command("bake", rollback=True)
    worker.tick(1001.0)
    live, publishing, why = health(shelved)
    assert (live, publishing) == (200, 503) and why.startswith("held: a person went back to edition 1 on")
    assert build_status().problems == (why,)
    text = Term.objects.get(slug="biopsy")
    assert "they still read version 1" in document_status(text).sentence
    change("biopsy", "Another piece.\n")
    call_command("bake")
    worker.tick(1002.0)
    assert health(shelved)[1:] == (503, why)
    store.release(shelved)
    call_command("bake")
    worker.tick(1003.0)
    assert health(shelved) == (200, 200, "ok")


def test_an_edition_that_a_server_cannot_read_is_told_by_that_server(
    worker: PublishWorker, shelved: Path, change: Callable[..., None]
) -> None:
    change("biopsy", "A piece.\n")
    call_command("bake")
    worker.tick(1001.0)
    damage(shelved, 2)
    assert health(shelved) == (200, 503, "edition 2 cannot be read; families read edition 1")
    store.activate(shelved, 1)
    assert "cannot be read" not in health(shelved)[2]


def test_on_a_busy_day_a_publication_waits_no_longer_than_since_the_last_edition_was_begun(tmp_path: Path) -> None:
    touch_worker(tmp_path)
    report_worker(tmp_path, 7)
    long_ago = time.time() - LATE_SECONDS - 5
    (tmp_path / WORKER).write_text(json.dumps({"live_revision": 6, "waiting_since": long_ago}))
    assert "has waited for" in publishing_problem(tmp_path)
    # The edition that holds 7 was begun ten seconds ago, and 8 was published since.
    write_status(tmp_path, state="done", inputs={"stamp": 7}, began_at=time.time() - 10)
    report_worker(tmp_path, 8)
    assert waiting_seconds(tmp_path) in range(9, 25)
    assert publishing_problem(tmp_path) == ""
