"""Taking a backup while editors work: rows of one moment, the edition made of them, and what all addresses answer."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from leiomyo_site.backups.archive import pack_folder
from leiomyo_site.backups.snapshot_responses import edition_digests, version_digests, version_hashes
from leiomyo_site.backups.table_dump import DumpRefused, applied_migrations, consistent_snapshot, dump_tables
from leiomyo_site.edition_status import current_edition, held_edition
from leiomyo_site.editions import store
from leiomyo_site.editions.build import BakeFailed, bake
from leiomyo_site.editions.collect_static import collect_static
from leiomyo_site.editions.site_hold import find_hold
from leiomyo_site.site.code_version import code_version

FILE_PATTERN = "leiomyo-*.tar.gz"
ROWS, EDITION = "database", "edition"
# Worked out from the rest, and read by one version of Python only.
EXCLUDED_FILES = shutil.ignore_patterns("memory")


@dataclass(frozen=True)
class BackupResult:
    """One backup: its file, how many rows, addresses and versions are in it, and what kept it from being complete."""

    path: Path
    rows: int
    addresses: int
    versions: int
    errors: tuple[str, ...]


def create_backup(folder: Path, *, now: datetime) -> BackupResult:
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
    return BackupResult(target, rows, *counts, tuple(manifest["faults"]))


def _gather(made: Path, *, now: datetime) -> dict[str, Any]:
    """Put all that belongs into a backup into a folder; return its manifest.

    The edition is made anew beside the live one: from these very rows, whatever is published meanwhile.
    """
    with tempfile.TemporaryDirectory(prefix=".edition-", dir=made.parent) as shelf_made, consistent_snapshot():
        migrations = applied_migrations()
        tables = dump_tables(made / ROWS)
        versions = version_hashes()
        where, faults = _bake_edition(Path(shelf_made), now=now)
        number = current_edition(where)
        if number is not None:
            shutil.copytree(store.edition_dir(where, number), made / EDITION, ignore=EXCLUDED_FILES)
        return {
            "taken_at": now.isoformat(),
            "site_url": settings.SITE_URL,
            "code": code_version(),
            "migrations": migrations,
            "tables": tables,
            "edition": number,
            "held_edition": held_edition(settings.EDITIONS_DIR),
            "answers": edition_digests(where),
            "versions": versions,
            "version_answers": version_digests(where, versions),
            "faults": faults,
        }


def _bake_edition(fresh: Path, *, now: datetime) -> tuple[Path, list[str]]:
    """Make an edition in a folder and return it; where none can be made, return the one that families read, and why.

    Raises:
        DumpRefused: the database is not that of the stored editions.
    """
    hold = find_hold(settings.EDITIONS_DIR)
    if hold and not hold.is_own_database:
        raise DumpRefused(hold.reason)
    if hold:
        return settings.EDITIONS_DIR, [hold.reason]
    collect_static()
    try:
        faults = bake(fresh, now=now, keep=2).problems
    except BakeFailed as refused:
        faults = refused.errors
    return (settings.EDITIONS_DIR if faults else fresh), faults


def prune_backups(folder: Path, keep: int, *, newest: Path) -> list[Path]:
    """Remove all but the newest backups of a folder, never the one just made; return those removed."""
    older = sorted(path for path in folder.glob(FILE_PATTERN) if path != newest)
    gone = older[: max(0, len(older) - (keep - 1))]
    for path in gone:
        path.unlink()
    return gone
