"""A file is read once, and again when it changes."""

import os
from pathlib import Path

import pytest

from leiomyo_site.text.file_cache import cached_by_file

reads: list[str] = []


@cached_by_file
def words(path: Path, ending: str) -> str:
    reads.append(path.name)
    text = path.read_text(encoding="utf-8")
    if text == "bad":
        raise ValueError(text)
    return text + ending


def test_a_file_is_read_again_only_when_it_changed(tmp_path: Path) -> None:
    reads.clear()
    path = tmp_path / "one.txt"
    path.write_text("old", encoding="utf-8")
    assert [words(path, "."), words(path, "."), words(path, "!")] == ["old.", "old.", "old!"]
    assert len(reads) == 2
    swapped = tmp_path / "other.txt"
    swapped.write_text("new", encoding="utf-8")
    before = path.stat()
    os.utime(swapped, ns=(before.st_atime_ns, before.st_mtime_ns))
    swapped.replace(path)
    assert words(path, ".") == "new."


def test_a_file_that_is_not_there_or_is_wrong_is_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    with pytest.raises(FileNotFoundError):
        words(path, ".")
    path.write_text("bad", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(ValueError, match="bad"):
            words(path, ".")
    path.write_text("good", encoding="utf-8")
    assert words(path, ".") == "good."
