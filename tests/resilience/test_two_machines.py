"""Two web machines over one Postgres, each with a folder of its own: what one publishes, both show; nobody waits or fails."""

import re
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests.backups.conftest import deed
from tests.servers import database_of, serving

# The bake itself takes a second or two; the rest is for a busy machine.
SECONDS = 120
PAGE = "/treatment/surgery/"


class Reader(threading.Thread):
    """A family that reads one page from one machine again and again."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url, self.stop, self.seen, self.failed = url, threading.Event(), [], []

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                with urllib.request.urlopen(self.url + PAGE, timeout=10) as answer:
                    body = answer.read()
                    assert body.rstrip().endswith(b"</html>")
                    self.seen.append((time.monotonic(), b"The door of our ward." in body))
            except Exception as error:  # whatever happens is wrong here
                self.failed.append(repr(error))
            time.sleep(0.01)

    def first_new(self) -> float:
        return next((at for at, is_new in self.seen if is_new), 0.0)


def test_two_machines_start_together_and_change_over_together(postgres: dict[str, str], tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    with ExitStack() as machines, ThreadPoolExecutor(2) as pool:
        urls = list(pool.map(lambda folder: machines.enter_context(serving(folder, postgres)), folders))
        with database_of(tmp_path, postgres) as opened:
            assert opened.execute("SELECT max(number) FROM editorial_publication").fetchone()[0] == 1
        readers = [Reader(url) for url in urls]
        for reader in readers:
            reader.start()
        deed(folders[0], "new_picture", database={**postgres})
        published_at = time.monotonic()
        while not all(reader.first_new() for reader in readers) and time.monotonic() - published_at < SECONDS:
            time.sleep(0.1)
        for reader in readers:
            reader.stop.set()
            reader.join()
        assert [reader.failed for reader in readers] == [[], []]
        assert all(reader.first_new() for reader in readers)
        for reader in readers:
            shown = [is_new for _, is_new in reader.seen]
            assert shown == sorted(shown) and len(shown) > 20, "once changed over, never back"
        picture_comes_from(urls)
    assert not (folders[1] / "media").exists()


def picture_comes_from(urls: list[str]) -> None:
    """Check that each machine sends the picture, though it was put in at one of them only."""
    sent = []
    for url in urls:
        with urllib.request.urlopen(url + PAGE) as answer:
            address = re.search(r"/media/images/[0-9a-f]{64}/320\.webp", answer.read().decode())
        assert address
        with urllib.request.urlopen(url + address[0]) as answer:
            sent.append((answer.headers["Content-Type"], answer.read()))
    assert sent[0] == sent[1] and sent[0][0] == "image/webp" and sent[0][1][:4] == b"RIFF"
