"""Where editions stand: numbered folders, one of them current; changing it is one atomic step. Knows no Django.

editions/000007/            packed manifest.json kept memory search/ packet/
"""

import os
import shutil
from pathlib import Path

from leiomyo_site.edition_status import CURRENT, current


class ShelfError(Exception):
    """There is no edition to go to; says what there is."""


def numbers(shelf: Path) -> list[int]:
    """Return the numbers of the whole editions, oldest first."""
    return sorted(int(path.name) for path in shelf.glob("[0-9]" * 6) if (path / "packed").is_file())


def next_number(shelf: Path) -> int:
    """Return a number that no edition has had, broken ones included."""
    return max([int(path.name) for path in shelf.glob("[0-9]" * 6)], default=0) + 1


def folder_of(shelf: Path, number: int) -> Path:
    """Return where an edition stands."""
    return shelf / f"{number:06d}"


def make_current(shelf: Path, number: int) -> None:
    """Let families read an edition, in one step: before it they get the old one whole, after it the new one."""
    beside = shelf / f".{CURRENT}-{os.getpid()}"
    beside.unlink(missing_ok=True)
    beside.symlink_to(f"{number:06d}")
    beside.replace(shelf / CURRENT)


def keep_last(shelf: Path, keep: int) -> None:
    """Remove all but the newest editions, never the current one, and what broken bakes left behind."""
    reading, whole = current(shelf), numbers(shelf)
    for path in shelf.glob("[0-9]" * 6):
        # One without its packed file was being removed when somebody pulled the plug.
        if int(path.name) not in (reading, *whole[-keep:]):
            shutil.rmtree(path)
    for left in shelf.glob(".making-*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in shelf.glob(f".{CURRENT}-*"):
        left.unlink(missing_ok=True)


def go_back(shelf: Path) -> int:
    """Let families read the edition before the current one; return its number.

    Raises:
        ShelfError: there is none before it.
    """
    reading = current(shelf)
    before = [number for number in numbers(shelf) if reading is None or number < reading]
    if not before:
        raise ShelfError("There is no edition before the one that families read.")
    make_current(shelf, before[-1])
    return before[-1]
