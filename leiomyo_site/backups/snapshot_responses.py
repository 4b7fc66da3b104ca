"""What every published address and version answers, byte for byte: written into each backup, and asked again after."""

import hashlib
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.wsgi import get_wsgi_application

from leiomyo_site.edition_status import current_edition
from leiomyo_site.editions import store
from leiomyo_site.editions.archive import read_archive
from leiomyo_site.editorial import selectors
from leiomyo_site.permalinks.urls import short_path
from leiomyo_site.server.wsgi_cache import App, StaticResponseServer

# By address: the status, the SHA-256 of the body as it is sent uncompressed, and where it leads on to.
ResponseDigests = dict[str, list[Any]]


def edition_digests(where: Path) -> ResponseDigests:
    """Return what every address of the current edition answers, nothing if there is none.

    Raises:
        ArchiveError: the edition is damaged.
        OSError: it cannot be read.
    """
    number = current_edition(where)
    if number is None:
        return {}
    _, entries = read_archive(store.edition_dir(where, number) / "packed")
    reader = StaticResponseServer(where)
    return {entry.path: _request(reader, entry.path) for entry in entries}


def version_digests(where: Path, versions: Iterable[str]) -> ResponseDigests:
    """Return what the short addresses of versions answer, of those that answer at all.

    Raises:
        DatabaseError: the database does not.
    """
    reader = StaticResponseServer(where, fallback=get_wsgi_application())
    parts = [name.split(".") for name in versions]
    asked = {path: _request(reader, path) for path in (short_path(code, int(number)) for code, number in parts)}
    return {path: answer for path, answer in asked.items() if answer[0] != 404}


def version_hashes() -> dict[str, str]:
    """Return the hash of the words of every version that was ever published, by code and number, such as HJ9BN.2."""
    return selectors.version_hashes()


def changed_paths(before: ResponseDigests, now: ResponseDigests, *, only_status: bool = False) -> list[str]:
    """Return the addresses that do not answer as before, in order.

    >>> changed_paths({"/": [200, "a", ""], "/x/": [200, "b", ""]}, {"/": [200, "c", ""], "/new/": [200, "d", ""]})
    ['/', '/x/']
    >>> changed_paths({"/": [200, "a", ""]}, {"/": [200, "c", ""]}, only_status=True)
    []
    """
    kept = (0, 2) if only_status else (0, 1, 2)
    return sorted(
        path for path, old in before.items() if path not in now or any(old[at] != now[path][at] for at in kept)
    )


def _request(app: App, path: str) -> list[Any]:
    said: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> None:
        said.update(status=int(status[:3]), location=dict(headers).get("Location", ""))

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    body = b"".join(app(environ, start))
    return [said["status"], hashlib.sha256(body).hexdigest(), said["location"]]
