"""Taking a backup while editors work: rows of one moment, the edition made of them, and what all addresses answer."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from leiomyo_site.edition import shelf
from leiomyo_site.edition.baking import BakeRefused, bake
from leiomyo_site.edition.code_version import code_version
from leiomyo_site.edition.places import edition_folder
from leiomyo_site.editorial import published

from .answers import edition_answers, version_answers, versions_now
from .archive import pack_folder
from .rows import migrations_done, one_moment, write_rows

NAMED = "leiomyo-*.tar.gz"
ROWS, EDITION = "database", "edition"
TRIES = 4
# Worked out from the rest, and read by one version of Python only.
NOT_TAKEN = shutil.ignore_patterns("memory")


@dataclass(frozen=True)
class Backup:
    """One backup: its file, how many rows, addresses and versions are in it, and what kept it from being complete."""

    path: Path
    rows: int
    addresses: int
    versions: int
    faults: tuple[str, ...]


def back_up(folder: Path, *, now: datetime) -> Backup:
    """Write a backup into a folder.

    Raises:
        RowsRefused: the database is not up to date with the code.
        OSError: the disk failed; nothing is left, and older backups are as they were.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".backing-up-", dir=folder) as made:
        manifest = _gather(Path(made), now=now)
        target = folder / f"leiomyo-{now:%Y%m%dT%H%M%SZ}.tar.gz"
        pack_folder(Path(made), manifest, target)
    rows = sum(manifest["tables"].values())
    counts = len(manifest["answers"]), len(manifest["versions"])
    return Backup(target, rows, *counts, tuple(manifest["faults"]))


def _gather(made: Path, *, now: datetime) -> dict[str, Any]:
    """Put all that belongs into a backup into a folder; return its manifest.

    Where somebody publishes meanwhile, the edition would be of other words than the rows, so it is done again.
    """
    for _ in range(TRIES):
        for old in (made / ROWS, made / EDITION):
            shutil.rmtree(old, ignore_errors=True)
        stamp = published.stamp()
        manifest = _take(made, now=now)
        if published.stamp() == stamp:
            return manifest
    return {**manifest, "faults": [*manifest["faults"], "Somebody published all the while."]}


def _take(made: Path, *, now: datetime) -> dict[str, Any]:
    faults = _bake(now)
    where = edition_folder()
    number = shelf.current(where)
    if number is not None:
        shutil.copytree(shelf.folder_of(where, number), made / EDITION, ignore=NOT_TAKEN)
    with one_moment():
        migrations = migrations_done()
        tables = write_rows(made / ROWS)
        versions = versions_now()
    return {
        "taken_at": now.isoformat(),
        "site_url": settings.SITE_URL,
        "code": code_version(),
        "migrations": migrations,
        "tables": tables,
        "edition": number,
        "answers": edition_answers(where),
        "versions": versions,
        "version_answers": version_answers(where, versions),
        "faults": faults,
    }


def _bake(now: datetime) -> list[str]:
    """Make the edition what the rows say; where it cannot be, families' last one is taken, and the backup says why."""
    try:
        bake(edition_folder(), now=now, keep=settings.EDITIONS_KEPT)
    except BakeRefused as refused:
        return refused.faults
    return []


def keep_newest(folder: Path, keep: int, *, newest: Path) -> list[Path]:
    """Remove all but the newest backups of a folder, never the one just made; return those removed."""
    older = sorted(path for path in folder.glob(NAMED) if path != newest)
    gone = older[: max(0, len(older) - (keep - 1))]
    for path in gone:
        path.unlink()
    return gone
