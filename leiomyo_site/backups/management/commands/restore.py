"""Bring a backup into an empty place, and check that every published address and version answers as before."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from leiomyo_site.backups.archive import BackupDamaged
from leiomyo_site.backups.restore import RestoreRefused, restore

MOST_FAULTS = 20


class Command(BaseCommand):
    help = (
        "Bring a backup into an empty DATA_DIR and an empty database, and check that every address answers as before."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path, metavar="FILE")

    def handle(self, *, backup: Path, **options: Any) -> None:
        try:
            done = restore(backup)
        except (BackupDamaged, RestoreRefused) as refused:
            raise CommandError(str(refused)) from refused
        except DatabaseError as error:
            raise CommandError(f"The database did not answer: {error}") from error
        except OSError as error:
            raise CommandError(
                f"The disk failed: {error}. Empty DATA_DIR and the database before the next try."
            ) from error
        if done.errors:
            told = "\n".join(done.errors[:MOST_FAULTS])
            raise CommandError(f"The backup is in, but {len(done.errors)} things are not as they were:\n{told}")
        self.stdout.write(
            f"{done.rows} rows of {done.taken_at} are back. All {done.answers} addresses answer as before,"
        )
        if done.is_same_code:
            self.stdout.write(
                f"byte for byte, from the edition of then and from one made anew; so do {done.versions} versions."
            )
        else:
            self.stdout.write(
                f"byte for byte from the edition of then; {done.versions} versions have their words. The code or the "
                "settings differ from then, so pages made anew may look different."
            )
