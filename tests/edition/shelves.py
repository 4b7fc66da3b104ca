"""Packed editions made by hand."""

from pathlib import Path

from leiomyo_site.edition import shelf
from leiomyo_site.edition.compressing import compressed
from leiomyo_site.edition.packing import Packed, pack

HTML = (("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-cache"))
TEXT = b"<p>Words for families.</p>" * 60


def entry(path: str, body: bytes = TEXT, status: int = 200, **headers: str) -> Packed:
    bodies = compressed(body, "text/html")
    etags = {encoding: f'"{len(data)}-{hash(data)}"' for encoding, data in bodies.items()}
    return Packed(path, status, (*HTML, *headers.items()), bodies, etags)


def put_edition(where: Path, number: int, *entries: Packed) -> None:
    folder = shelf.folder_of(where, number)
    folder.mkdir(parents=True)
    pack([*entries, entry("/404.html", b"<h1>Not here</h1>" * 30, 404)], {"number": number}, folder / "packed")
    shelf.make_current(where, number)
