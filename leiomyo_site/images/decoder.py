"""Uploads become pictures in a process of their own: one at a time, with limits on memory and time.

python -m leiomyo_site.images.decoder < upload

Whatever a file does to the decoder ends with that process.
"""

import base64
import json
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leiomyo_site.images.renditions import make_renditions, pixel_hash, rendition_widths
from leiomyo_site.images.uploads import MAX_BYTES, ImageRefused, decode_upload

ROOT = Path(__file__).resolve().parent.parent.parent
# Enough for 50 million pixels of three colors; all else that the process holds is little beside that.
MEMORY_BYTES = 256 * 2**20
CPU_SECONDS = 60
TIMEOUT_SECONDS = 60
REFUSED = 3
TOO_MUCH = "The picture needs more memory or time than it may take. Make it smaller or save it as JPEG first."
# Front servers give up after a minute.
TURN_SECONDS = 40
OTHERS_FIRST = "Other pictures are being made ready just now, and nothing was saved. Upload it again in a minute."
ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class CleanImage:
    """An upload made clean: the hash of its pixels, their size, its widths, and its files by names such as 640.webp."""

    sha256: str
    width: int
    height: int
    widths: tuple[int, ...]
    files: Mapping[str, bytes]


def clean_image(data: bytes) -> CleanImage:
    """Return the picture that an upload holds, decoded in this process.

    Raises:
        ImageRefused: it cannot be used.
    """
    image = decode_upload(data)
    return CleanImage(pixel_hash(image), image.width, image.height, rendition_widths(image), make_renditions(image))


def clean_upload(read: Callable[[int], bytes]) -> CleanImage:
    """Return the picture that can be read of an upload, decoded in a process that ends with it; others wait their turn.

    Raises:
        ImageRefused: it cannot be used, or takes more memory or time than it may.
        CalledProcessError: the decoder itself is broken, which no other picture would mend.
    """
    command = [sys.executable, "-m", "leiomyo_site.images.decoder"]
    if not ONE_AT_A_TIME.acquire(timeout=TURN_SECONDS):
        raise ImageRefused(OTHERS_FIRST)
    try:
        # Read only now, so that of all that wait none is in memory.
        data = read(MAX_BYTES + 1)
        done = subprocess.run(command, input=data, cwd=ROOT, capture_output=True, timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise ImageRefused(TOO_MUCH) from error
    finally:
        ONE_AT_A_TIME.release()
    if done.returncode == REFUSED:
        raise ImageRefused(done.stdout.decode())
    if done.returncode < 0:  # ended by the kernel, for its time or its memory
        raise ImageRefused(TOO_MUCH)
    done.check_returncode()
    told: dict[str, Any] = json.loads(done.stdout)
    files = {name: base64.b64decode(data) for name, data in told["files"].items()}
    return CleanImage(**{**told, "widths": tuple(told["widths"]), "files": files})


def main() -> int:
    """Decode what stands on standard input, and write the picture as JSON, or why it is refused."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    with suppress(OSError):  # not Linux; when memory runs out all the same, this process goes first
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    try:
        image = clean_image(sys.stdin.buffer.read())
        files = {name: base64.b64encode(data).decode() for name, data in image.files.items()}
        answer = json.dumps({**vars(image), "files": files})
    except (ImageRefused, MemoryError) as refusal:
        sys.stdout.write(str(refusal) if isinstance(refusal, ImageRefused) else TOO_MUCH)
        return REFUSED
    sys.stdout.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
