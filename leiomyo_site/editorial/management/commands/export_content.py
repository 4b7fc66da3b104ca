"""Write the drafts on the site into the files of content/."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from leiomyo_site.editorial.content_export import plan_export, write_export
from leiomyo_site.editorial.content_files import ContentError
from leiomyo_site.progress import show_progress


class Command(BaseCommand):
    help = (
        "Write drafts into the files of content/, unpublished words too; newer words in a file are never overwritten."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", dest="root", type=Path, default=settings.CONTENT_DIR, help="the content folder")
        parser.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")

    def handle(self, *, root: Path, dry_run: bool, **options: Any) -> None:
        try:
            outcomes = plan_export(root, progress=show_progress("comparing", self.stderr))
        except (ContentError, OSError) as error:
            raise CommandError(str(error)) from error
        written = [outcome for outcome in outcomes if outcome.data is not None]
        for outcome in outcomes:
            if outcome.verdict == "file is newer":
                self.stdout.write(f"{outcome.path}: the file has newer words; run import_content to bring them in")
            if outcome.verdict == "not an address":
                self.stderr.write(f"{outcome.path} is outside of {root}, and not written: change its address in admin")
        for outcome in written:
            self.stdout.write(f"{'would write' if dry_run else 'wrote'} {outcome.path}")
        if not dry_run:
            try:
                write_export(written)
            except OSError as error:
                raise CommandError(
                    f"{error.filename}: {error.strerror}. What was written is whole; run again."
                ) from error
        self.stdout.write(f"{len(written)} of {len(outcomes)} files {'to write' if dry_run else 'written'}.")
