"""Bring the files of content/ in as drafts, and publish them on a site that has none."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from leiomyo_site.editorial.content_files import ContentError, read_content, read_sources
from leiomyo_site.editorial.importing import import_files
from leiomyo_site.editorial.publishing import PublishRefused, publish_starting_content


class Command(BaseCommand):
    help = "Bring the files of content/ in as drafts; what editors changed is never overwritten."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--publish", action="store_true", help="publish texts that have never been public")
        parser.add_argument("--from", dest="root", type=Path, default=settings.CONTENT_DIR, help="the content folder")

    def handle(self, *, publish: bool, root: Path, **options: Any) -> None:
        try:
            imported = import_files(read_content(root), read_sources(root), progress=self._show)
            fresh = [draft for draft in imported.drafts if not draft.publications.exists()]
            published = publish_starting_content(fresh) if publish else []
        except (ContentError, PublishRefused) as error:
            raise CommandError(str(error)) from error
        for file in imported.left_to_editors:
            self.stdout.write(f"{file.path}: editors have newer words; left as they are")
        self.stdout.write(f"{len(imported.drafts)} drafts brought up to date, {len(published)} texts published.")

    def _show(self, done: int, of: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\rreading {done} of {of}", ending="" if done < of else "\n")
