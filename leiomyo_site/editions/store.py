"""The folders of editions: numbered, one of them current, changed in one atomic step. Imports no Django.

editions/000007/            packed manifest.json kept memory search/ packet/
"""

import os
import shutil
from pathlib import Path

from leiomyo_site.edition_status import CURRENT, HELD, current_edition, held_edition
from leiomyo_site.editions.archive import Archive


class NoEarlierEdition(Exception):
    """There is no older edition to go back to."""


def edition_numbers(editions_dir: Path) -> list[int]:
    """Return the numbers of the whole editions, oldest first."""
    return sorted(int(path.name) for path in editions_dir.glob("[0-9]" * 6) if (path / "packed").is_file())


def next_number(editions_dir: Path) -> int:
    """Return a number that no edition has had, broken ones included."""
    return max([int(path.name) for path in editions_dir.glob("[0-9]" * 6)], default=0) + 1


def edition_dir(editions_dir: Path, number: int) -> Path:
    """Return the folder of an edition."""
    return editions_dir / f"{number:06d}"


def activate(editions_dir: Path, number: int) -> None:
    """Make an edition current in one step: families read the whole old one before it and the whole new one after."""
    _link(editions_dir, CURRENT, number)


def hold(editions_dir: Path, number: int) -> None:
    """Let no newer edition be made than this one, which a person went back to."""
    _link(editions_dir, HELD, number)


def release(editions_dir: Path) -> None:
    """Let newer editions be made again."""
    (editions_dir / HELD).unlink(missing_ok=True)


def edition_before(editions_dir: Path) -> int:
    """Return the number of the newest whole edition before the one that families read.

    Raises:
        NoEarlierEdition: there is none before it.
    """
    # One that was gone back to stands under a number of its own, and is the older one all the same.
    reading = held_edition(editions_dir) or current_edition(editions_dir)
    for number in reversed(edition_numbers(editions_dir)):
        if (reading is None or number < reading) and _is_whole(edition_dir(editions_dir, number)):
            return number
    raise NoEarlierEdition("There is no edition before the one that families read.")


def prune(editions_dir: Path, keep: int) -> None:
    """Remove all but the newest editions, never the current one, and what broken bakes left behind."""
    reading, whole = current_edition(editions_dir), edition_numbers(editions_dir)
    for path in editions_dir.glob("[0-9]" * 6):
        # One without its packed file was being removed when somebody pulled the plug.
        if int(path.name) not in (reading, *whole[-keep:]):
            shutil.rmtree(path)
    for left in editions_dir.glob(".making-*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in (*editions_dir.glob(f".{CURRENT}-*"), *editions_dir.glob(f".{HELD}-*")):
        left.unlink(missing_ok=True)


def _link(editions_dir: Path, name: str, number: int) -> None:
    beside = editions_dir / f".{name}-{os.getpid()}"
    beside.unlink(missing_ok=True)
    beside.symlink_to(f"{number:06d}")
    beside.replace(editions_dir / name)


def _is_whole(folder: Path) -> bool:
    try:
        Archive(folder / "packed").check()
    except OSError:
        return False
    return True
