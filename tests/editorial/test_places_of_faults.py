"""An admin that hangs takes only its own places: families are answered at once by the threads that are left."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from leiomyo_site.server.wsgi_cache import MAX_DJANGO_REQUESTS, StaticResponseServer
from tests.editions.edition_factories import entry, put_edition


def ask(reader: StaticResponseServer, path: str) -> tuple[int, bytes]:
    said: list[str] = []
    environ = {"PATH_INFO": path, "REQUEST_METHOD": "GET", "QUERY_STRING": ""}
    body = b"".join(reader(environ, lambda status, headers: said.append(status)))
    return int(said[0][:3]), body


def test_who_comes_to_a_full_admin_is_told_at_once_and_families_read(tmp_path: Path) -> None:
    put_edition(tmp_path, 1, entry("/"))
    hangs, asked = threading.Event(), threading.Semaphore(0)

    def admin(environ: dict[str, Any], start: Any) -> list[bytes]:
        asked.release()
        hangs.wait(30)
        if environ["PATH_INFO"].endswith("/broken/"):
            raise RuntimeError("a fault of admin")
        start("200 OK", [])
        return [b"admin"]

    reader = StaticResponseServer(tmp_path, fallback=admin)
    with ThreadPoolExecutor(MAX_DJANGO_REQUESTS) as editors:
        paths = ["/admin/broken/", *["/admin/"] * (MAX_DJANGO_REQUESTS - 1)]
        waiting = [editors.submit(ask, reader, path) for path in paths]
        for _ in paths:
            assert asked.acquire(timeout=10)
        assert ask(reader, "/")[0] == 200
        status, words = ask(reader, "/admin/")
        assert status == 503 and b"Nothing was saved. Wait a little" in words and b'href="tel:911"' in words
        assert not any(one.done() for one in waiting), "both were answered while every place was still taken"
        hangs.set()
        answers = [one.exception() or one.result() for one in waiting]
    assert isinstance(answers[0], RuntimeError) and set(answers[1:]) == {(200, b"admin")}
    for _ in range(MAX_DJANGO_REQUESTS + 1):  # every place is free again, also that of the request that failed
        assert ask(reader, "/admin/") == (200, b"admin")
