"""Which edition families read, and what the last bake did. Imports no Django, since the server does.

editions/current            a link to the folder that families read
editions/held               a link to the edition that a person went back to; while it is there, no newer one is made
editions/status.json        what the last bake did
editions/worker.json        what the publish worker saw; touched at each of its rounds
editions/current/manifest.json  what each address was made from, a line each
"""

import json
import mmap
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

CURRENT = "current"
HELD = "held"
STATUS = "status.json"
WORKER = "worker.json"
MANIFEST = "manifest.json"
# Families have a publication within so many seconds; one that waits longer is a fault for operators.
LATE_SECONDS = 30


def current_edition(editions_dir: Path) -> int | None:
    """Return the number of the edition that families read; None before the first."""
    return _linked(editions_dir / CURRENT)


def held_edition(editions_dir: Path) -> int | None:
    """Return the number of the edition that a person went back to; None unless one did, and nobody has lifted it."""
    return _linked(editions_dir / HELD)


def has_editions(editions_dir: Path) -> bool:
    """Is any edition stored, whole or damaged?"""
    return any(editions_dir.glob("[0-9]" * 6))


def rollback_notice(editions_dir: Path) -> str:
    """Return that a person went back to an edition, and how to lift that; empty if nobody did."""
    number = held_edition(editions_dir)
    if number is None:
        return ""
    since = datetime.fromtimestamp((editions_dir / HELD).lstat().st_mtime, UTC)
    return (
        f"held: a person went back to edition {number} on {since:%Y-%m-%d at %H:%M} UTC. What is taken down is taken "
        "down; everything else that is newer waits until a person runs manage.py bake --resume"
    )


def read_status(editions_dir: Path) -> dict[str, Any]:
    """Return what the last bake did: state, edition, what it held back and why, faults; empty if there was none."""
    return _read(editions_dir / STATUS)


def write_status(editions_dir: Path, **status: Any) -> None:
    """Write down what a bake is doing or did, whole."""
    _write(editions_dir / STATUS, status)


def report_worker(editions_dir: Path, revision: int) -> None:
    """Write down whether the published words of a revision have reached families, and since when they wait if not."""
    seen, status = _read(editions_dir / WORKER), read_status(editions_dir)
    live = status.get("inputs", {}).get("stamp") if status.get("state") == "done" else seen.get("live_revision")
    since = None if live == revision else seen.get("waiting_since") or time.time()
    if since and live != seen.get("live_revision"):
        # What a new edition is without was published after that edition was begun.
        since = max(since, status.get("began_at", since))
    if seen != (told := {"live_revision": live, "waiting_since": since}):
        _write(editions_dir / WORKER, told)


def touch_worker(editions_dir: Path) -> None:
    """Note that the publish worker is alive."""
    (editions_dir / WORKER).touch()


def waiting_seconds(editions_dir: Path) -> int | None:
    """Return how long a publication has waited to reach families; None when none waits."""
    since = _read(editions_dir / WORKER).get("waiting_since")
    return None if since is None else max(0, int(time.time() - since))


def publishing_problem(editions_dir: Path) -> str:
    """Return why families do not have every publication in time, or that nobody knows; empty when they do."""
    status, reading = read_status(editions_dir), current_edition(editions_dir)
    if status.get("state") == "held":
        return str(status["faults"][0])
    if problem := rollback_notice(editions_dir) or worker_problem(editions_dir):
        return problem
    if held := status.get("held"):
        return f"families do not have these publications, since a bake cannot build them: {', '.join(held)}"
    if faults := status.get("faults"):
        return f"the last edition has faults that the log names: {len(faults)}"
    if status.get("state") == "done" and status.get("number", reading) != reading:
        return f"families read edition {reading}, not the newest, {status['number']}"
    return ""


def worker_problem(editions_dir: Path) -> str:
    """Return why the publish worker makes no new edition in time, or that nobody knows; empty when it does."""
    status, waits = read_status(editions_dir), waiting_seconds(editions_dir)
    # The worker is silent while it bakes in a subprocess, which writes down how far it is.
    signs = (WORKER, STATUS) if status.get("state") == "baking" else (WORKER,)
    try:
        silent = time.time() - max((editions_dir / sign).stat().st_mtime for sign in signs)
    except OSError:
        return "not known: no publish worker has reported"
    if silent > LATE_SECONDS:
        return f"not known: the publish worker has not reported for {int(silent)} seconds"
    if trouble := status.get("trouble"):
        return str(trouble)
    if waits is not None and waits > LATE_SECONDS:
        return f"a publication has waited for {waits} seconds; the last edition: {status.get('state', 'none')}"
    return ""


def served_row(editions_dir: Path, path: str) -> dict[str, Any]:
    """Return what the manifest of the edition that families read says of a path; empty if nothing stands there.

    It is found by halves: its lines are in order.
    """
    key = f"{json.dumps(path)}: ".encode()
    try:
        with (
            (editions_dir / CURRENT / MANIFEST).open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text,
        ):
            low, high = text.find(b"\n") + 1, len(text)
            while low < high:
                start = max(text.rfind(b"\n", low, (low + high) // 2) + 1, low)
                end = text.find(b"\n", start)
                line = text[start : end if end >= 0 else high]
                if line.startswith(key):
                    return json.loads(line[len(key) :].rstrip(b","))
                low, high = (start + len(line) + 1, high) if line < key else (low, start)
    except (OSError, ValueError):
        pass
    return {}


def _linked(link: Path) -> int | None:
    try:
        return int(os.readlink(link))  # noqa: PTH115
    except (OSError, ValueError):
        return None


def _read(file: Path) -> dict[str, Any]:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _write(file: Path, told: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}-{os.getpid()}")
    beside.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    beside.replace(file)
