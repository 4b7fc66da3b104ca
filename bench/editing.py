"""Reading while an editor previews, publishes and bakes without rest, as two services; memory; how long starts take."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.rows import Row, at_least, at_most, tell
from bench.servers import ROOT, environment, fill, free_port, granian, load, memory_of, nginx, running

PAGE = "/treatment/surgery/"
SECONDS = 8
READER = "leiomyo_site.server.wsgi_cache:application"


def measure() -> Iterator[Row]:
    """Yield the share of nginx that is left, the slowest answer, memory, and how long a start takes."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        public = fill(data)
        with nginx(Path(folder) / "nginx", public) as theirs, granian(data, READER) as ours:
            yield from _while_editing(data, ours, theirs)
        yield from _one_process(data)


def _while_editing(data: Path, ours: str, theirs: str) -> Iterator[Row]:
    def ask(url: str) -> float:
        return load(url + PAGE, connections=16, seconds=SECONDS, headers={"Accept-Encoding": "br"}).per_second

    alone = ask(theirs)
    command = [sys.executable, "-m", "bench.editor"]
    with subprocess.Popen(command, cwd=ROOT, env=environment(data, 8000), stdout=subprocess.PIPE, text=True) as editor:
        assert editor.stdout
        editor.stdout.readline()
        busy = load(ours + PAGE, connections=16, seconds=SECONDS, headers={"Accept-Encoding": "br"})
        editor.terminate()
        done = len(editor.stdout.readlines())
    yield Row(f"publications in {SECONDS} s meanwhile", done, "")
    yield Row("nginx alone, br, 16 at once", alone, "req/s")
    yield Row("reader while an editor works, br, 16 at once", busy.per_second, "req/s")
    yield at_least("as a share of nginx alone", busy.per_second / alone, "×", 0.2)
    yield at_most("slowest answer meanwhile", busy.slowest, "ms", 100)
    yield at_most("failed requests meanwhile", busy.errors, "", 0)


def _one_process(data: Path) -> Iterator[Row]:
    """`make run` as it is: how long until it answers, and the memory of all its processes."""
    port = free_port()
    began = time.monotonic()
    with running(
        [sys.executable, "manage.py", "serve"], f"http://127.0.0.1:{port}/healthz", environment(data, port)
    ) as served:
        yield Row("start of the whole site, until it answers", time.monotonic() - began, "s")
        load(f"http://127.0.0.1:{port}{PAGE}", connections=16, seconds=2, headers={"Accept-Encoding": "br"})
        yield at_most("memory of all its processes (PSS)", memory_of(served.pid), "MB", 150)
    began = time.monotonic()
    with granian(data, READER):
        yield Row("start of the reader alone, until it answers", time.monotonic() - began, "s")


if __name__ == "__main__":
    tell(measure)
