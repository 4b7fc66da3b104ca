"""Sets what is asked for while somebody waits: in a process of its own, one at a time, so that reading goes on.

What typst keeps in memory goes with the process, and nothing that it does can harm the one that serves families.
"""

import subprocess
import sys
import threading
from pathlib import Path

from leiomyo_site.handouts.pdf import SettingError

ROOT = Path(__file__).resolve().parent.parent.parent
# The whole guide in one packet takes about a second.
LONGEST_SECONDS = 20
# One is being set, one waits; more would take the threads that serve families.
MOST_AT_ONCE = 2


class Busy(Exception):
    """Others are being served; this one may come again in a few seconds."""


class Press:
    """Sets one source at a time."""

    def __init__(self, most_at_once: int = MOST_AT_ONCE) -> None:
        self._places = threading.BoundedSemaphore(most_at_once)
        self._bed = threading.Lock()

    def set(self, source: str, *, pictures: Path, at: int) -> bytes:
        """Return the PDF of a source.

        Raises:
            Busy: as many as may are being set or wait already.
            SettingError: it cannot be set.
        """
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            with self._bed:
                return set_apart(source, pictures=pictures, at=at)
        finally:
            self._places.release()


def set_apart(source: str, *, pictures: Path, at: int) -> bytes:
    """Return the PDF of a source, set by a process that ends with it.

    Raises:
        SettingError: it cannot be set, or took too long.
    """
    command = [sys.executable, "-m", "leiomyo_site.handouts.pdf", str(pictures), str(at)]
    try:
        done = subprocess.run(command, input=source.encode(), capture_output=True, cwd=ROOT, timeout=LONGEST_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise SettingError(f"it took longer than {LONGEST_SECONDS} seconds") from error
    if done.returncode:
        raise SettingError(done.stderr.decode(errors="replace").strip())
    return done.stdout
