"""Write everything that cannot be made again into one file, while editors work; or check such a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from leiomyo_site.backups.archive import BackupDamaged, unpack_backup
from leiomyo_site.backups.create import create_backup, prune_backups
from leiomyo_site.backups.table_dump import DumpRefused


class Command(BaseCommand):
    help = "Write the database, pictures and edition into one file, while editors work; --verify FILE looks at one."
    # What could be better about the settings is said at each start; it keeps nobody from a backup.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to", type=Path, metavar="DIR", help="the folder of backups; DATA_DIR/backups if not given"
        )
        parser.add_argument("--keep", type=int, metavar="N", help="then remove all but the newest N of that folder")
        parser.add_argument("--verify", type=Path, metavar="FILE", help="only read a backup to its end and check it")

    def handle(self, *, to: Path | None, keep: int | None, verify: Path | None, **options: Any) -> None:
        if verify:
            self._verify(verify)
            return
        if keep is not None and keep < 1:
            raise CommandError(f"--keep {keep} cannot be: at least one backup is kept. Nothing was done.")
        folder = (to or Path(settings.DATA_DIR) / "backups").absolute()
        try:
            made = create_backup(folder, now=timezone.now())
        except DumpRefused as refused:
            raise CommandError(str(refused)) from refused
        except DatabaseError as error:
            raise CommandError(f"The database did not answer, so there is no new backup: {error}") from error
        except OSError as error:
            raise CommandError(f"There is no new backup, and older ones are as they were: {error}") from error
        for fault in made.errors:
            self.stderr.write(f"The edition in it is an older one: {fault}")
        size = made.path.stat().st_size / 1e6
        self.stdout.write(
            f"{made.path}: {made.rows} rows, {made.addresses} addresses, {made.versions} versions, {size:.1f} MB."
        )
        for path in prune_backups(folder, keep, newest=made.path) if keep else ():
            self.stdout.write(f"{path}: removed, as {keep} are kept.")

    def _verify(self, backup: Path) -> None:
        try:
            manifest = unpack_backup(backup)
        except BackupDamaged as damaged:
            raise CommandError(str(damaged)) from damaged
        except OSError as error:
            raise CommandError(f"{backup} cannot be read: {error}") from error
        self.stdout.write(
            f"{backup}: whole. Taken {manifest['taken_at']}, {len(manifest['files'])} files, "
            f"{len(manifest['answers'])} addresses, {len(manifest['versions'])} versions."
        )
