"""Packed editions made by hand, and what families read in one that was baked."""

from pathlib import Path

from leiomyo_site.editions import store
from leiomyo_site.editions.archive import StoredResponse, etag_of, read_archive, write_archive
from leiomyo_site.editions.compress import compressed
from leiomyo_site.editions.static_export import ENCODING_SUFFIXES
from leiomyo_site.server.wsgi_cache import StaticResponseServer
from leiomyo_site.site.static_files import output_path

HTML = (("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-cache"))
PATHS = ("/", "/surgery/", "/old/", "/bad/", "/404.html", "/nowhere/")
TEXT = b"<p>Words for families.</p>" * 60


def entry(path: str, body: bytes = TEXT, status: int = 200, **headers: str) -> StoredResponse:
    bodies = compressed(body, "text/html")
    etags = {encoding: etag_of(data) for encoding, data in bodies.items()}
    return StoredResponse(path, status, (*HTML, *headers.items()), bodies, etags)


def put_edition(where: Path, number: int, *entries: StoredResponse) -> None:
    folder = store.edition_dir(where, number)
    folder.mkdir(parents=True)
    write_archive([*entries, entry("/404.html", b"<h1>Not here</h1>" * 30, 404)], {"number": number}, folder / "packed")
    store.activate(where, number)


def site_of(where: Path) -> dict[str, bytes]:
    """Return all bodies of the current edition by the name of their file, and beside each how it is sent."""
    found = {}
    for one in read_archive(where / "current/packed")[1]:
        name = output_path(one.path)
        found[f"{name} as sent"] = repr((one.status, one.headers, dict(one.etags))).encode()
        found |= {name + ENCODING_SUFFIXES[encoding]: bytes(body) for encoding, body in one.bodies.items()}
    return found


def beside_of(where: Path) -> dict[str, bytes]:
    """Return what search and packets of the current edition are made of, but for files that a library writes."""
    root = where / "current"
    files = [*root.glob("search/*/*.*"), *root.glob("packet/*")]
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def all_answers(server: StaticResponseServer) -> dict[tuple[str, str], tuple[str, list[tuple[str, str]], bytes]]:
    """Return what a server answers at each address of `put_edition`, by address and encoding."""
    found = {}
    for path in PATHS:
        for accepted in ("br", "gzip", ""):
            started: list[tuple[str, list[tuple[str, str]]]] = []
            environ = {"PATH_INFO": path, "REQUEST_METHOD": "GET", "HTTP_ACCEPT_ENCODING": accepted}
            body = b"".join(server(environ, lambda *said, to=started: to.append(said)))  # type: ignore[misc]
            found[path, accepted] = (*started[0], body)
    return found
