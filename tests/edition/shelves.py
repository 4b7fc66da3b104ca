"""Packed editions made by hand, and what families read in one that was baked."""

from pathlib import Path

from leiomyo_site.editions import store as shelf
from leiomyo_site.editions.archive import Packed, pack, unpack
from leiomyo_site.editions.compress import compressed
from leiomyo_site.editions.static_export import ENDINGS
from leiomyo_site.site.static_files import file_of

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


def site_of(where: Path) -> dict[str, bytes]:
    """Return all bodies of the current edition by the name of their file, and beside each how it is sent."""
    found = {}
    for one in unpack(where / "current/packed")[1]:
        name = file_of(one.path)
        found[f"{name} as sent"] = repr((one.status, one.headers, dict(one.etags))).encode()
        found |= {name + ENDINGS[encoding]: bytes(body) for encoding, body in one.bodies.items()}
    return found


def beside_of(where: Path) -> dict[str, bytes]:
    """Return what search and packets of the current edition are made of, but for files that a library writes."""
    root = where / "current"
    files = [*root.glob("search/*/*.*"), *root.glob("packet/*")]
    return {str(path.relative_to(root)): path.read_bytes() for path in files}
