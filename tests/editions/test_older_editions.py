"""An edition that an older version of the site wrote: made anew at the next start, and no address is lost."""

import json
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from leiomyo_site.editions import build as baking
from leiomyo_site.editions import store
from leiomyo_site.editions.archive import read_archive
from leiomyo_site.editions.build import BakeResult
from leiomyo_site.server.wsgi_cache import StaticResponseServer
from leiomyo_site.site import site_content as site

from .edition_factories import all_answers
from .test_static_response_server import Got

pytestmark = pytest.mark.django_db
Bake = Callable[..., BakeResult]


def addresses(where: Path) -> set[str]:
    return {entry.path for entry in read_archive(where / "current/packed")[1]}


def other_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the site be a later version of itself."""
    for module in (baking, site):
        monkeypatch.setattr(module, "code_version", lambda: "a later version")


def test_another_version_makes_every_page_anew_and_keeps_all_addresses(
    three_pages: Path, bake_now: Bake, change: Callable, editions_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change("scans", slug="pictures")
    bake_now()
    before = addresses(editions_dir)
    assert "/scans/" in before
    other_code(monkeypatch)
    made = bake_now()
    pages = {path for path in before if path.endswith("/") and path != "/scans/"}
    assert made.number == 2 and pages <= set(made.changed)
    assert addresses(editions_dir) == before
    assert bake_now().number == 2


def old_pack(folder: Path) -> None:
    """A packed file of another layout, that this version cannot read."""
    (folder / "packed").write_bytes(b"LEIOMYO-PACK-0\n" + b"\x00" * 400)


def old_kept(folder: Path) -> None:
    """An edition that kept nothing for the next one."""
    (folder / "kept").unlink()


def old_memory(folder: Path) -> None:
    (folder / "memory").write_bytes(b"other")


@pytest.mark.parametrize("age", [old_pack, old_kept, old_memory])
def test_an_edition_in_an_older_form_is_made_anew_with_all_its_addresses(
    three_pages: Path,
    bake_now: Bake,
    change: Callable,
    editions_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    age: Callable[[Path], None],
) -> None:
    change("scans", slug="pictures")
    bake_now()
    before = addresses(editions_dir)
    age(store.edition_dir(editions_dir, 1))
    other_code(monkeypatch)
    assert bake_now().number == 2
    assert addresses(editions_dir) == before
    assert json.loads(Got(StaticResponseServer(editions_dir), "/healthz").body)["edition"] == 2


def write_older(packed: Path, *, shares_headers: bool) -> None:
    """Write a packed edition anew as older code did: all that is said of its addresses in one piece of JSON."""
    about, entries = read_archive(packed)
    heads = list(dict.fromkeys(entry.headers for entry in entries))
    index, bodies = {}, b""
    for entry in entries:
        places = {}
        for encoding, body in entry.bodies.items():
            places[encoding] = (len(bodies), len(body), entry.etags[encoding])
            bodies += body
        index[entry.path] = (entry.status, heads.index(entry.headers) if shares_headers else entry.headers, places)
    told = {"about": about, "size": len(bodies), "index": index}
    head = json.dumps(told | {"sum": zlib.crc32(bodies), "heads": heads} if shares_headers else told).encode()
    packed.write_bytes(len(head).to_bytes(8, "big") + head + bodies)


@pytest.mark.parametrize("shares_headers", [True, False])
def test_an_edition_that_older_code_packed_is_served_and_its_damage_is_found(where: Path, shares_headers: bool) -> None:
    packed = where / "000001/packed"
    before, answers = read_archive(packed), all_answers(StaticResponseServer(where))
    write_older(packed, shares_headers=shares_headers)
    assert read_archive(packed) == before
    assert all_answers(StaticResponseServer(where)) == answers
    data = packed.read_bytes()
    for broken in (data[:-1], data[:-1] + bytes([data[-1] ^ 1]), data + b"x"):
        packed.write_bytes(broken)
        # The page whose body stands last; the oldest form has no sum, but each body is checked when it is asked for.
        assert Got(StaticResponseServer(where), "/nowhere/").status == 503
