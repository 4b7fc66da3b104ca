"""What runs beside serving: publish what is due, and bake when anything that families read has changed."""

import logging
import math
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from leiomyo_site.editorial import published
from leiomyo_site.logs import tell

from . import shelf
from .baking import inputs
from .places import edition_folder

LOOK_EVERY_SECONDS = 0.5
PUBLISH_EVERY_SECONDS = 20
LOOK_CLOSELY_EVERY_SECONDS = 60
# A bake that failed is tried again, but not so often that families feel it.
TRY_AGAIN_AFTER_SECONDS = 15


class Publisher:
    """Looks at the database again and again; bakes in a process of its own, so that serving is not slowed."""

    def __init__(self, where: Path, bake: Callable[[], int]) -> None:
        self._where = where
        self._bake = bake
        self._published_at = 0.0
        self._looked_at = 0.0
        self._failed_at = -math.inf
        self._trouble = ""

    def look(self, now: float) -> None:
        """Do what is due now; a fault of database or disk is written down and tried anew, since nobody else would."""
        try:
            if now - self._published_at >= PUBLISH_EVERY_SECONDS:
                self._published_at = now
                said = StringIO()
                call_command("publish_due", stdout=said)
                for line in said.getvalue().splitlines():
                    tell("what was set to be published came up", what=line)
            if now - self._failed_at >= TRY_AGAIN_AFTER_SECONDS and self._is_stale(now):
                self._failed_at = now if self._bake() else -math.inf
                self._tell_of_bake()
            self._say("")
        except DatabaseError as error:
            self._say("the database cannot be reached", why=str(error).strip().partition("\n")[0])
        except OSError as error:
            self._say("the disk or the machine failed", why=str(error))
        finally:
            connection.close()

    def _is_stale(self, now: float) -> bool:
        """Would an edition made now differ from the last, or was a bake broken off?

        One that was refused is tried again when something is published.
        """
        status = shelf.read_status(self._where)
        made_of = status.get("inputs", {})
        if status.get("state") in ("baking", "failed"):
            return True
        if made_of.get("stamp") != published.stamp():
            return True
        if now - self._looked_at < LOOK_CLOSELY_EVERY_SECONDS:
            return False
        self._looked_at = now
        return made_of != inputs(timezone.now())

    def _tell_of_bake(self) -> None:
        told = shelf.read_status(self._where)
        if told.get("state") == "done":
            tell("an edition was made", edition=told["number"], addresses=told["addresses"], fresh=told["fresh"])
        else:
            hint = "the first page of the desk says what to mend; families go on reading the edition before"
            tell("no edition could be made", level=logging.ERROR, faults=len(told.get("faults", [])), hint=hint)

    def _say(self, trouble: str, why: str = "") -> None:
        """Write down a trouble, or that it is over: its cause in the log only, since everybody can ask for health."""
        if trouble == self._trouble:
            return
        self._trouble = trouble
        with suppress(OSError):  # a full disk; the log has it
            shelf.write_status(self._where, **{**shelf.read_status(self._where), "trouble": trouble})
        if trouble:
            tell(trouble, level=logging.ERROR, why=why, hint="families read on; it is tried again by itself")
        else:
            tell("all is well again")

    def run(self) -> None:
        """Look for ever."""
        while True:
            self.look(time.monotonic())
            time.sleep(LOOK_EVERY_SECONDS)


def bake_apart() -> int:
    """Bake in a process of its own; return its exit code. What it says of faults stands in the log."""
    command = [sys.executable, "manage.py", "bake"]
    done = subprocess.run(command, cwd=settings.ROOT, capture_output=True, text=True)
    sys.stderr.write(done.stderr)
    return done.returncode


def publisher() -> Publisher:
    """Return the publisher of this installation."""
    return Publisher(edition_folder(), bake_apart)
