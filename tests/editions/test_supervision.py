"""Whatever happens to the worker that publishes, another round follows: it survives, or is replaced and named."""

import random
import sys
import threading
import time
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError

from leiomyo_site.edition_status import write_status
from leiomyo_site.editions import worker as publishing
from leiomyo_site.editions.worker import MAX_SILENT_SECONDS, PublishWorker, Supervisor

INJECTIONS = 50
PATIENCE = 60
ERRORS = (
    OperationalError("gone"),
    InterfaceError("closed"),
    IntegrityError("twice"),
    OSError(28, "No space left on device"),
    KeyError("slug"),
    RecursionError(),
    MemoryError(),
    SystemExit(1),
    KeyboardInterrupt(),
)


@pytest.fixture
def rounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the worker do its rounds fast and without a database; each finds something to bake."""
    stamps = iter(range(1, 10**9))
    monkeypatch.setattr(publishing, "connection", SimpleNamespace(close=lambda: None))
    monkeypatch.setattr(publishing.selectors, "content_revision", lambda: next(stamps))
    monkeypatch.setattr(publishing.selectors, "site_identity", lambda: "")
    monkeypatch.setattr(publishing, "bake_inputs", lambda now: {})
    monkeypatch.setattr(publishing, "call_command", lambda *_, stdout: stdout.write("HJ9BN: published\n"))
    monkeypatch.setattr(publishing, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(publishing, "RETRY_SECONDS", 0)
    monkeypatch.setattr(publishing, "PUBLISH_DUE_SECONDS", 0)
    baked = threading.Event()

    def bake() -> int:
        write_status(tmp_path, state="done", inputs={}, number=1, addresses=1, fresh=1)
        baked.set()
        return 0

    return SimpleNamespace(create=lambda: PublishWorker(tmp_path, bake), baked=baked)


def inject(error: BaseException, after_lines: int) -> threading.Event:
    """Raise an exception in the next worker that starts, once it has run so many lines of its module."""
    was_raised = threading.Event()
    left = after_lines

    def trace(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename != publishing.__file__:
            return None
        if event == "line":
            left -= 1
            if left == 0:
                was_raised.set()
                raise error
        return trace

    def trace_worker(frame: FrameType, event: str, arg: object) -> Any:
        if threading.current_thread().name == "publish worker":
            sys.settrace(trace)
            return trace(frame, event, arg)
        return None

    threading.settrace(trace_worker)
    return was_raised


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_fifty_exceptions_at_random_places_leave_no_worker_dead(
    rounds: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    chance = random.Random(14)
    dead = []
    for number in range(INJECTIONS):
        was_raised = inject(chance.choice(ERRORS), chance.randint(1, 90))
        supervisor = Supervisor(rounds.create)
        threading.settrace(None)  # type: ignore[arg-type]
        assert was_raised.wait(PATIENCE)
        rounds.baked.clear()
        until = time.monotonic() + PATIENCE
        while not rounds.baked.wait(0.01) and time.monotonic() < until:
            supervisor.check(time.monotonic())
        if not rounds.baked.is_set():
            dead.append(number)
        supervisor.worker.stop()
    assert dead == []
    restarts = [record for record in caplog.records if record.getMessage() == "publish worker restarted"]
    assert restarts and {record.fields["reason"] for record in restarts} == {"it had ended"}  # type: ignore[attr-defined]


def test_a_worker_that_hangs_is_replaced_and_does_no_more_rounds_when_it_wakes(
    rounds: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs, wakes = threading.Event(), threading.Event()

    def hang(*_: object, **__: object) -> None:
        if not hangs.is_set():
            hangs.set()
            wakes.wait(PATIENCE)

    monkeypatch.setattr(publishing, "call_command", hang)
    supervisor = Supervisor(rounds.create)
    assert hangs.wait(PATIENCE)
    first = supervisor._thread
    supervisor.check(time.monotonic() + MAX_SILENT_SECONDS - 10)
    assert supervisor._thread is first
    supervisor.check(time.monotonic() + MAX_SILENT_SECONDS + 10)
    assert rounds.baked.wait(PATIENCE)
    wakes.set()
    first.join(PATIENCE)
    assert not first.is_alive()
    supervisor.worker.stop()
    assert any("it had been silent for" in getattr(record, "fields", {}).get("reason", "") for record in caplog.records)
