"""Bytes of an edition that went bad: families go on reading the edition before."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from leiomyo_site.editions import store
from leiomyo_site.editions.archive import ArchiveError, read_archive, write_archive
from leiomyo_site.editions.build import BakeResult
from leiomyo_site.server.wsgi_cache import StaticResponseServer
from leiomyo_site.site.render_cache import dump, load

from .edition_factories import entry, put_edition
from .test_static_response_server import Got

Bake = Callable[..., BakeResult]


def test_a_bit_that_went_bad_is_found_out(where: Path) -> None:
    packed = store.edition_dir(where, 1) / "packed"
    good = packed.read_bytes()
    packed.write_bytes(good[:-40] + bytes([good[-40] ^ 1]) + good[-39:])
    with pytest.raises(ArchiveError, match="its bytes are not those that were written"):
        read_archive(packed)
    packed.write_bytes(good)
    read_archive(packed)


def test_what_was_remembered_is_forgotten_when_a_bit_of_it_went_bad(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    dump({"A biopsy": "a small piece"}, kept)
    good = kept.read_bytes()
    assert load(kept) == {"A biopsy": "a small piece"}
    for at in range(len(good)):
        kept.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        assert load(kept) is None


def damage(where: Path, number: int) -> None:
    packed = store.edition_dir(where, number) / "packed"
    packed.write_bytes(packed.read_bytes()[:-9])


def test_a_reader_that_starts_on_a_damaged_edition_reads_the_one_before(
    where: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    put_edition(where, 2, entry("/"))
    damage(where, 2)
    reader = StaticResponseServer(where)
    assert Got(reader, "/surgery/").status == 200
    assert json.loads(Got(reader, "/healthz").body)["edition"] == 1
    assert [(record.getMessage(), record.fields["edition"]) for record in caplog.records] == [
        ("edition unreadable", 2),
        ("edition loaded", 1),
    ]
    put_edition(where, 3, entry("/"))
    reader.reload_if_changed()
    assert json.loads(Got(reader, "/healthz").body)["edition"] == 3


def test_a_reader_without_any_whole_edition_says_so_and_takes_up_the_first_there_is(where: Path) -> None:
    damage(where, 1)
    reader = StaticResponseServer(where)
    assert Got(reader, "/").status == 503
    put_edition(where, 2, entry("/"))
    reader.reload_if_changed()
    assert Got(reader, "/").status == 200


@pytest.mark.django_db
def test_a_packed_edition_that_was_cut_short_is_known(tmp_path: Path, three_pages: Path, bake_now: Bake) -> None:
    bake_now(tmp_path / "a")
    packed = tmp_path / "a/current/packed"
    packed.write_bytes(packed.read_bytes()[:-1])
    with pytest.raises(ArchiveError, match="bytes"):
        read_archive(packed)
    write_archive([], {}, tmp_path / "none")
    assert read_archive(tmp_path / "none") == ({}, [])
