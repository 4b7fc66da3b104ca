"""Bytes of an edition that went bad: families go on reading the edition before."""

import json
from collections.abc import Callable, Iterable
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from leiomyo_site.editions import store
from leiomyo_site.editions.archive import ArchiveError, read_archive, write_archive
from leiomyo_site.editions.build import BakeResult
from leiomyo_site.server.wsgi_cache import StaticResponseServer
from leiomyo_site.site.render_cache import dump, load

from .edition_factories import TEXT, all_answers, entry, put_edition
from .test_static_response_server import Got

Bake = Callable[..., BakeResult]


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.fixture
def two(where: Path) -> tuple[Path, bytes]:
    """Two small editions that differ; gives the packed file of the second, and its bytes."""
    put_edition(where, 2, entry("/", b"New."), entry("/old/", b"", 301, Location="/"))
    packed = store.edition_dir(where, 2) / "packed"
    return packed, packed.read_bytes()


def test_a_byte_that_went_bad_anywhere_is_found_out_by_a_bake_and_by_a_server_that_starts(
    where: Path, two: tuple[Path, bytes]
) -> None:
    packed, good = two
    store.activate(where, 1)
    older = all_answers(StaticResponseServer(where))
    store.activate(where, 2)
    for at in range(len(good)):
        packed.write_bytes(flipped(good, at))
        with pytest.raises(ArchiveError):
            read_archive(packed)
        assert all_answers(StaticResponseServer(where)) == older, at


def test_a_byte_that_goes_bad_anywhere_after_the_bake_is_never_sent(where: Path, two: tuple[Path, bytes]) -> None:
    packed, good = two
    newer = all_answers(StaticResponseServer(where))
    kinds = set()
    for at in range(len(good)):
        packed.write_bytes(good)
        store.activate(where, 1)
        server = StaticResponseServer(where)
        older = all_answers(server)
        packed.write_bytes(flipped(good, at))
        store.activate(where, 2)
        server.reload_if_changed()
        got = all_answers(server)
        wrong = {asked: status for asked, (status, *_) in got.items() if got[asked] != newer[asked]}
        assert got == older or (wrong and set(wrong.values()) == {"503 Service Unavailable"}), at
        told = json.loads(Got(server, "/healthz/publishing").body)
        reads = "edition 2 cannot be read; families read edition 1" if got == older else "edition 2 is damaged;"
        assert told["publishing"].startswith(reads), at
        kinds.add(got == older)
    assert kinds == {True, False}, "damage of the index keeps the older edition, of a body that page only"


def test_a_file_cut_short_at_any_length_is_refused(where: Path, two: tuple[Path, bytes]) -> None:
    packed, good = two
    store.activate(where, 1)
    server = StaticResponseServer(where)
    older = all_answers(server)
    for length in range(len(good)):
        packed.write_bytes(good[:length])
        store.activate(where, 2)
        server.reload_if_changed()
        store.activate(where, 1)
        server.reload_if_changed()
        assert all_answers(server) == older
        with pytest.raises(ArchiveError):
            read_archive(packed)


def test_a_file_that_shrinks_or_rots_while_it_is_served_sends_no_wrong_page(where: Path) -> None:
    big = bytes(range(256)) * 300
    put_edition(where, 2, entry("/"), entry("/big/", big))
    server, packed = StaticResponseServer(where), store.edition_dir(where, 2) / "packed"
    assert Got(server, "/").status == 200
    with packed.open("r+b") as file:
        file.seek(packed.read_bytes().index(big) + 5)
        file.write(b"?")
    assert Got(server, "/big/").status == 503
    with packed.open("r+b") as file:
        file.truncate(100)
    assert (Got(server, "/big/").status, Got(server, "/nowhere/").status) == (503, 503)
    assert (Got(server, "/").status, Got(server, "/").body) == (200, TEXT)


def test_what_the_disk_did_not_take_as_it_was_written_is_found_out_by_the_bake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class BadDisk(FileIO):
        def writelines(self, lines: Iterable[Any]) -> None:
            self.write(flipped(b"".join(lines), 9))

    monkeypatch.setattr(Path, "open", lambda path, mode: BadDisk(path, mode))
    with pytest.raises(ArchiveError, match="not those that were written"):
        write_archive([entry("/")], {}, tmp_path / "packed")


def test_going_back_passes_a_damaged_edition_over(where: Path) -> None:
    put_edition(where, 2, entry("/"))
    put_edition(where, 3, entry("/"))
    damage(where, 2)
    assert store.edition_before(where) == 1


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
