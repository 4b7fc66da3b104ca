"""Load: 200 readers for a minute on the whole site as `make run` serves it, while an editor publishes ten times."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

from bench.readers import ENCODINGS
from bench.rows import Row, at_least, at_most, tell
from bench.servers import ROOT, environment, fill, free_port, memory_of, running

READERS, SECONDS, PUBLICATIONS = 200, 60, 10
LOOK_EVERY_SECONDS = 1.0
# What a bake in a process of its own takes is not what grows: only those that serve are looked at.
GROWTH = 1.1


def measure() -> Iterator[Row]:
    """Yield what went wrong, how much was read, and whether memory stayed flat."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        fill(data)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "manage.py", "serve"]
        with running(command, f"{url}/healthz", environment(data, port)) as served:
            seen, memory, published = _read(url, data, served.pid)
            editions = json.loads((data / "editions/status.json").read_text(encoding="utf-8"))["number"] - 1
    yield Row(f"answers that {READERS} readers got in {SECONDS} s", seen["answers"], "")
    yield at_most("failed or mixed answers", sum(seen["wrong"].values()), "", 0)
    for what, times in seen["wrong"].items():
        yield Row(f"  {what}", times, "")
    yield at_least("publications meanwhile", published, "", PUBLICATIONS)
    yield Row("editions made of them", editions, "")
    yield at_least("versions of the changed page that readers saw", seen["versions"] // len(ENCODINGS), "", 3)
    yield Row("slowest answer", seen["slowest"], "ms")
    tenth = max(1, len(memory) // 10)
    yield Row("memory at the end (PSS)", memory[-1], "MB")
    yield at_most(
        "memory, last tenth against the second", mean(memory[-tenth:]) / mean(memory[tenth : 2 * tenth]), "×", GROWTH
    )


def _read(url: str, data: Path, served: int) -> tuple[dict, list[float], int]:
    """Let readers read and the editor publish; return what they saw, the memory, and how much was published."""
    readers = [sys.executable, "-m", "bench.readers", url, str(SECONDS), str(READERS)]
    editor = [sys.executable, "-m", "bench.editor", str(PUBLICATIONS), str(SECONDS / PUBLICATIONS * 0.7)]
    memory = []
    with (
        subprocess.Popen(readers, cwd=ROOT, stdout=subprocess.PIPE, text=True) as reading,
        subprocess.Popen(editor, cwd=ROOT, env=environment(data, 8000), stdout=subprocess.PIPE, text=True) as editing,
    ):
        while reading.poll() is None:
            memory.append(memory_of(served, but="manage.py bake"))
            time.sleep(LOOK_EVERY_SECONDS)
            if editing.poll():
                reading.terminate()
                raise SystemExit("the editor failed; see above")
        assert reading.stdout
        seen = json.loads(reading.stdout.read())
        editing.wait(SECONDS)
        published = len(editing.stdout.readlines())
    return seen, memory, published


if __name__ == "__main__":
    tell(measure)
