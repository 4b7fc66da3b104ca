"""Taking a backup while editors work: rows of one moment, the edition made of them, and what all addresses answer."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from leiomyo_site.backups.archive import pack_folder
from leiomyo_site.backups.snapshot_responses import edition_answers, version_answers, versions_now
from leiomyo_site.backups.table_dump import migrations_done, one_moment, write_rows
from leiomyo_site.edition_status import current
from leiomyo_site.editions import store as shelf
from leiomyo_site.editions.build import BakeRefused, bake
from leiomyo_site.editions.collect_static import collect_static
from leiomyo_site.site.code_version import code_version

NAMED = "leiomyo-*.tar.gz"
ROWS, EDITION = "database", "edition"
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

    The edition is made anew beside the live one: from these very rows, whatever is published meanwhile.
    """
    with tempfile.TemporaryDirectory(prefix=".edition-", dir=made.parent) as shelf_made, one_moment():
        migrations = migrations_done()
        tables = write_rows(made / ROWS)
        versions = versions_now()
        where, faults = _edition(Path(shelf_made), now=now)
        number = current(where)
        if number is not None:
            shutil.copytree(shelf.folder_of(where, number), made / EDITION, ignore=NOT_TAKEN)
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


def _edition(fresh: Path, *, now: datetime) -> tuple[Path, list[str]]:
    """Make an edition in a folder and return it; where none can be made, return the one that families read, and why."""
    collect_static()
    try:
        bake(fresh, now=now, keep=2)
    except BakeRefused as refused:
        return settings.EDITIONS_DIR, refused.faults
    return fresh, []


def keep_newest(folder: Path, keep: int, *, newest: Path) -> list[Path]:
    """Remove all but the newest backups of a folder, never the one just made; return those removed."""
    older = sorted(path for path in folder.glob(NAMED) if path != newest)
    gone = older[: max(0, len(older) - (keep - 1))]
    for path in gone:
        path.unlink()
    return gone
