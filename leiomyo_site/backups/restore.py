"""Bringing a backup into an empty place, and asking every address and version whether it answers as before."""

import json
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError

from leiomyo_site.backups.archive import unpack_backup
from leiomyo_site.backups.create import EDITION, ROWS
from leiomyo_site.backups.snapshot_responses import (
    ResponseDigests,
    changed_paths,
    edition_digests,
    version_digests,
    version_hashes,
)
from leiomyo_site.backups.table_dump import SUFFIX, DumpRefused, create_tables, dump_tables, load_tables
from leiomyo_site.editions import store
from leiomyo_site.editions.build import BakeFailed, bake
from leiomyo_site.editions.collect_static import collect_static
from leiomyo_site.site.code_version import code_version


class RestoreRefused(Exception):
    """This backup was not brought in; says why and what to do."""


@dataclass(frozen=True)
class RestoreResult:
    """What was brought in, when it was taken, and what is not as it was then, empty if everything is."""

    taken_at: str
    rows: int
    answers: int
    versions: int
    is_same_code: bool
    errors: tuple[str, ...]


def restore(backup: Path) -> RestoreResult:
    """Bring a backup into an empty database and an empty DATA_DIR, and check that it answers as before.

    Raises:
        BackupDamaged: it is not whole; nothing was done.
        RestoreRefused: there is something here already, or the rows do not fit; says what to do.
        OSError: the disk failed.
    """
    where = settings.EDITIONS_DIR
    if where.exists() and any(where.iterdir()):
        raise RestoreRefused(
            f"{where} is not empty, and a backup is only brought into an empty place. Nothing was done."
        )
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=settings.DATA_DIR) as taken:
        manifest = unpack_backup(backup, Path(taken))
        _load_rows(Path(taken), manifest)
        faults = _changed_rows(Path(taken), manifest)
        call_command("migrate", verbosity=0, interactive=False)
        collect_static()
        if manifest["edition"] is not None:
            _install_edition(Path(taken) / EDITION, where, manifest["edition"])
        if held := manifest.get("held_edition"):
            store.hold(where, held)
        faults += _check(manifest, where, Path(taken) / "fresh")
    return RestoreResult(
        manifest["taken_at"],
        sum(manifest["tables"].values()),
        len(manifest["answers"]),
        len(manifest["versions"]),
        code_version() == manifest["code"],
        tuple(faults),
    )


def _load_rows(taken: Path, manifest: dict[str, Any]) -> None:
    migrations = _nodes(manifest)
    try:
        create_tables(migrations)
    except DumpRefused as refused:
        raise RestoreRefused(str(refused)) from refused
    try:
        load_tables(taken / ROWS, manifest["tables"], migrations)
    except (DatabaseError, ValueError, KeyError) as error:
        raise RestoreRefused(
            f"The rows could not be brought in: {error}\nThe database holds empty tables now. "
            "Remove it, or make it anew, before the next try."
        ) from error


def _nodes(manifest: dict[str, Any]) -> list[tuple[str, str]]:
    return [(app, name) for app, name in manifest["migrations"]]


def _changed_rows(taken: Path, manifest: dict[str, Any]) -> list[str]:
    """Write all rows out again and compare the files: what is in the database now is what was taken."""
    again = taken / "again"
    dump_tables(again, _nodes(manifest))
    names = [f"{table}{SUFFIX}" for table in manifest["tables"]]
    return [f"{name}: its rows differ" for name in names if not _same(taken / ROWS / name, again / name)]


def _same(one: Path, other: Path) -> bool:
    """Do two files hold the same rows? Postgres keeps the keys inside of JSON in an order of its own."""
    with one.open(encoding="utf-8") as before, other.open(encoding="utf-8") as after:
        return all(bool(old and new) and json.loads(old) == json.loads(new) for old, new in zip_longest(before, after))


def _install_edition(edition: Path, where: Path, number: int) -> None:
    where.mkdir(parents=True, exist_ok=True)
    shutil.move(edition, store.edition_dir(where, number))
    store.activate(where, number)


def _check(manifest: dict[str, Any], where: Path, fresh: Path) -> list[str]:
    """Ask the edition that was in the backup, and one made anew from the rows, what every address answers."""
    before: ResponseDigests = manifest["answers"]
    versions = version_hashes()
    # Other code, or another SITE_URL, makes other bytes; then only what is kept as it was can be the same.
    only_status = code_version() != manifest["code"]
    faults = [
        f"version {name}: its words differ"
        for name, words in manifest["versions"].items()
        if versions.get(name) != words
    ]
    faults += [
        f"{path}: the edition of the backup answers differently"
        for path in changed_paths(before, edition_digests(where))
    ]
    if manifest["edition"] is None:  # nothing was public yet
        return faults
    shown = version_digests(where, versions)
    faults += [
        f"{path}: it answers differently"
        for path in changed_paths(manifest["version_answers"], shown, only_status=only_status)
    ]
    try:
        result = bake(fresh, now=datetime.fromisoformat(manifest["taken_at"]), keep=settings.EDITIONS_KEPT)
        problems = result.problems
    except BakeFailed as refused:
        problems = refused.errors
    if problems or manifest["faults"]:
        return faults + [problem for problem in problems if problem not in manifest["faults"]]
    made = changed_paths(before, edition_digests(fresh), only_status=only_status)
    return faults + [f"{path}: an edition made anew answers differently" for path in made]
