"""What runs beside serving: publish what is due, and bake when anything that families read has changed."""

import logging
import math
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone

from leiomyo_site.edition_status import (
    read_status,
    report_worker,
    touch_worker,
    write_status,
)
from leiomyo_site.editions.build import bake_inputs
from leiomyo_site.editorial import selectors
from leiomyo_site.log import log_event

POLL_SECONDS = 0.5
PUBLISH_DUE_SECONDS = 20
CHECK_INPUTS_SECONDS = 60
# A bake that failed is tried again, but not so often that families feel it.
RETRY_SECONDS = 15
SUPERVISE_SECONDS = 1
# A bake that takes longer is ended. A worker is silent for as long as a bake, at most.
LONGEST_BAKE_SECONDS = 600
MAX_SILENT_SECONDS = LONGEST_BAKE_SECONDS + 60


class PublishWorker:
    """Polls the database and bakes in a subprocess, so that serving is not slowed."""

    def __init__(self, where: Path, bake: Callable[[], int]) -> None:
        self._where = where
        self._bake = bake
        self._published_at = 0.0
        self._inputs_checked_at = 0.0
        self._failed_at = -math.inf
        self._trouble = ""
        self._is_stopped = False
        self.alive_at = time.monotonic()

    def tick(self, now: float) -> None:
        """Do what is due now; a fault of database or disk is written down and tried anew, since nobody else would."""
        trouble, reason = self._try_round(now)
        with suppress(Exception):  # of a connection that is broken already
            connection.close()
        self._log_trouble(trouble, reason)
        # Where this cannot be written, such as on a full disk, the worker falls silent for all who ask how it is.
        with suppress(OSError):
            self._write_trouble(trouble)
            touch_worker(self._where)

    def _try_round(self, now: float) -> tuple[str, str]:
        """Publish and bake what is due; return what went wrong and why, empty where nothing did."""
        try:
            if now - self._published_at >= PUBLISH_DUE_SECONDS:
                self._published_at = now
                said = StringIO()
                call_command("publish_due", stdout=said)
                for line in said.getvalue().splitlines():
                    log_event("scheduled publication", result=line)
            report_worker(self._where, selectors.content_revision())
            if now - self._failed_at >= RETRY_SECONDS and self._is_stale(now):
                self._failed_at = now if self._bake() else -math.inf
                self._log_bake()
                report_worker(self._where, selectors.content_revision())
        except DatabaseError as error:
            # A damaged file is a database error of no further kind.
            is_away = isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError
            return ("database unreachable" if is_away else "unexpected failure"), first_line(error)
        except OSError as error:
            return "disk or system failure", first_line(error)
        except Exception as error:
            return "unexpected failure", first_line(error)
        return "", ""

    def _is_stale(self, now: float) -> bool:
        """Would an edition made now differ from the last, or was a bake broken off?

        One that was refused is tried again when something is published.
        """
        status = read_status(self._where)
        made_of = status.get("inputs", {})
        if status.get("state") in ("baking", "failed"):
            return True
        if (made_of.get("site"), made_of.get("stamp")) != (selectors.site_identity(), selectors.content_revision()):
            return True
        if now - self._inputs_checked_at < CHECK_INPUTS_SECONDS:
            return False
        self._inputs_checked_at = now
        return made_of != bake_inputs(timezone.now())

    def _log_bake(self) -> None:
        told = read_status(self._where)
        if told.get("state") == "done":
            log_event("edition built", edition=told["number"], urls=told["addresses"], changed=told["fresh"])
            for version, reason in told.get("held", {}).items():
                log_event("publication held back", level=logging.ERROR, version=version, reason=reason)
            for reason in told.get("faults", ()):
                log_event("fault in the edition", level=logging.ERROR, reason=reason)
        elif told.get("state") == "held":
            log_event("editions are held", level=logging.ERROR, reason=told["faults"][0])
        else:
            hint = "the first page of /admin/ names the issues; families still read the previous edition"
            reasons = "; ".join(told.get("faults", ()))
            log_event("edition build failed", level=logging.ERROR, reason=reasons, hint=hint)

    def _log_trouble(self, trouble: str, reason: str) -> None:
        """Log a trouble once, and once that it is over."""
        if trouble == self._trouble:
            return
        self._trouble = trouble
        if trouble:
            log_event(f"publish worker: {trouble}", level=logging.ERROR, reason=reason, hint="it retries by itself")
        else:
            log_event("publish worker: recovered")

    def _write_trouble(self, trouble: str) -> None:
        """Write down a trouble without its cause, since everybody can ask for health; or that there is none."""
        status = read_status(self._where)
        if status.get("trouble", "") != trouble:
            write_status(self._where, **{**status, "trouble": trouble})

    def run(self) -> None:
        """Poll until the process ends, or until this worker is replaced."""
        while not self._is_stopped:
            self.alive_at = time.monotonic()
            self.tick(self.alive_at)
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Let this round be the last, since another worker takes over."""
        self._is_stopped = True


class Supervisor:
    """Runs a worker in a thread, and another in its place when it is dead or has hung."""

    def __init__(self, create: Callable[[], PublishWorker]) -> None:
        self._create = create
        self._start()

    def _start(self) -> None:
        self.worker = self._create()
        self._thread = threading.Thread(target=self.worker.run, name="publish worker", daemon=True)
        self._thread.start()

    def check(self, now: float) -> None:
        """Replace the worker if it is dead or late, and say so in the log."""
        silent = int(now - self.worker.alive_at)
        is_dead = not self._thread.is_alive()
        if not is_dead and silent <= MAX_SILENT_SECONDS:
            return
        self.worker.stop()
        self._start()
        reason = "it had ended" if is_dead else f"it had been silent for {silent} seconds"
        log_event("publish worker restarted", level=logging.ERROR, reason=reason)

    def run(self) -> None:
        """Look after the worker until the process ends."""
        while True:
            with suppress(Exception):  # such as no thread to be had just now: tried again at once
                self.check(time.monotonic())
            time.sleep(SUPERVISE_SECONDS)


def supervise() -> None:
    """Look after the worker of this installation until the process ends."""
    Supervisor(create_worker).run()


def first_line(error: Exception) -> str:
    """Return the type of an exception and the first line of its message."""
    return ": ".join([type(error).__name__, *str(error).strip().splitlines()[:1]])


def bake_in_subprocess() -> int:
    """Bake in a subprocess and return its exit code; its errors go to the log."""
    command = [sys.executable, "manage.py", "bake"]
    try:
        done = subprocess.run(command, cwd=settings.ROOT, capture_output=True, text=True, timeout=LONGEST_BAKE_SECONDS)
    except subprocess.TimeoutExpired:
        sys.stderr.write(f"A bake was ended after {LONGEST_BAKE_SECONDS} seconds.\n")
        return 1
    sys.stderr.write(done.stderr)
    return done.returncode


def create_worker() -> PublishWorker:
    """Return the worker for the editions of this installation."""
    return PublishWorker(settings.EDITIONS_DIR, bake_in_subprocess)
