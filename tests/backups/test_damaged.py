"""A damaged backup is known, wherever the damage is, and named; nothing is brought in from it."""

import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest

from leiomyo_site.backups.archive import BackupDamaged, unpack_backup

from .conftest import manage

pytestmark = pytest.mark.slow
WHERE = [0, 5, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, -9, -3]


@pytest.mark.parametrize("where", WHERE)
def test_one_wrong_byte_is_found(copied: Path, where: float) -> None:
    data = bytearray(copied.read_bytes())
    place = where if isinstance(where, int) else int(len(data) * where)
    data[place] ^= 0x55
    copied.write_bytes(data)
    if where == 5:  # a byte of the time in the head of gzip, which says nothing of what is in it
        assert unpack_backup(copied)
        return
    with pytest.raises(BackupDamaged, match=str(copied)):
        unpack_backup(copied)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.7, 0.999])
def test_what_was_cut_short_is_found(copied: Path, share: float) -> None:
    data = copied.read_bytes()
    copied.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(BackupDamaged, match=str(copied)):
        unpack_backup(copied)


def packed_again(backup: Path, changes: dict[str, bytes | None]) -> None:
    """Pack a backup anew with other files in it, by somebody who knows how; None leaves a file out."""
    with tarfile.open(backup) as tar:
        files = {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in {**files, **changes}.items():
            if data is not None:
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
    backup.write_bytes(gzip.compress(out.getvalue()))


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("database/editorial.publication.jsonl", b"{}", "database/editorial.publication.jsonl in it is damaged"),
        ("database/editorial.publication.jsonl", None, "cut short; database/editorial.publication.jsonl is missing"),
        ("../outside", b"x", "../outside does not belong into it"),
        ("/tmp/outside", b"x", "/tmp/outside does not belong into it"),
        ("edition/extra", b"x", "edition/extra does not belong into it"),
        ("manifest.json", b"{}", "it is damaged or no backup"),
        ("manifest.json", b'{"format": 99, "files": {}}', "format 99 is not known here"),
        ("manifest.json", None, "there is no manifest"),
    ],
)
def test_what_does_not_fit_its_manifest_is_named(
    copied: Path, tmp_path: Path, name: str, data: bytes | None, says: str
) -> None:
    packed_again(copied, {name: data})
    with pytest.raises(BackupDamaged) as damaged:
        unpack_backup(copied, tmp_path / "taken")
    assert says in str(damaged.value)
    assert not (tmp_path / "outside").exists() and not Path("/tmp/outside").exists()


def test_a_whole_one_is_whole_and_the_commands_say_which_file_is_damaged(copied: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    whole = manage(place, "backup", "--verify", str(copied))
    assert whole.returncode == 0 and "whole. Taken 20" in whole.stdout
    packed_again(copied, {"database/auth.user.jsonl": json.dumps({"id": 1}).encode()})
    for words in (("backup", "--verify"), ("restore",)):
        done = manage(place, *words, str(copied))
        assert done.returncode == 1
        assert (
            done.stderr == f"CommandError: {copied}: database/auth.user.jsonl in it is damaged. Take another backup.\n"
        )
    assert not (place / "leiomyo.sqlite3").exists() and not (place / "editions").exists()
