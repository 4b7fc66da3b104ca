"""An edition that an older version of the site wrote: made anew at the next start, and no address is lost."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from leiomyo_site.editions import build as baking
from leiomyo_site.editions import store
from leiomyo_site.editions.archive import read_archive
from leiomyo_site.editions.build import BakeResult
from leiomyo_site.server.wsgi_cache import StaticResponseServer
from leiomyo_site.site import site_content as site

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
    assert StaticResponseServer(editions_dir)._number == 2


def test_a_packed_edition_with_headers_at_each_address_is_read(where: Path) -> None:
    packed = where / "000001/packed"
    before = read_archive(packed)
    data = packed.read_bytes()
    begin = 8 + int.from_bytes(data[:8], "big")
    index = json.loads(data[8:begin])
    heads = index.pop("heads")
    index["index"] = {path: (status, heads[head], places) for path, (status, head, places) in index["index"].items()}
    head = json.dumps(index).encode()
    packed.write_bytes(len(head).to_bytes(8, "big") + head + data[begin:])
    assert read_archive(packed) == before
