"""Sets what is asked for while somebody waits: in a process of its own, one at a time, so that reading goes on.

What typst keeps in memory goes with the process, and nothing that it does can harm the one that serves families.
"""

import subprocess
import sys
import threading
from pathlib import Path

from leiomyo_site.handouts.pdf import PdfError

ROOT = Path(__file__).resolve().parent.parent.parent
# The whole guide in one packet takes about a second.
TIMEOUT_SECONDS = 20
# One is being set, one waits; more would take the threads that serve families.
MAX_CONCURRENT = 2


class QueueFull(Exception):
    """Others are being served; this one may come again in a few seconds."""


class PdfQueue:
    """Sets one source at a time."""

    def __init__(self, most_at_once: int = MAX_CONCURRENT) -> None:
        self._places = threading.BoundedSemaphore(most_at_once)
        self._bed = threading.Lock()

    def render(self, source: str, *, pictures: Path, at: int) -> bytes:
        """Return the PDF of a source.

        Raises:
            QueueFull: as many as may are being set or wait already.
            PdfError: it cannot be set.
        """
        if not self._places.acquire(blocking=False):
            raise QueueFull
        try:
            with self._bed:
                return render_in_subprocess(source, pictures=pictures, at=at)
        finally:
            self._places.release()


def render_in_subprocess(source: str, *, pictures: Path, at: int) -> bytes:
    """Return the PDF of a source, set by a process that ends with it.

    Raises:
        PdfError: it cannot be set, or took too long.
    """
    command = [sys.executable, "-m", "leiomyo_site.handouts.pdf", str(pictures), str(at)]
    try:
        done = subprocess.run(command, input=source.encode(), capture_output=True, cwd=ROOT, timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise PdfError(f"it took longer than {TIMEOUT_SECONDS} seconds") from error
    if done.returncode:
        raise PdfError(done.stderr.decode(errors="replace").strip())
    return done.stdout
