"""Bring the files of content/ in as drafts, and publish them on a site that has none."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from leiomyo_site.edition_status import has_editions
from leiomyo_site.editorial.actions.publish import publish_starting_content
from leiomyo_site.editorial.content_files import ContentError, read_content, read_sources
from leiomyo_site.editorial.content_import import Imported, import_files
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.models import Publication
from leiomyo_site.editorial.permissions import RoleRequired
from leiomyo_site.progress import show_progress


class Command(BaseCommand):
    help = "Bring the files of content/ in as drafts; what editors changed is never overwritten."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--publish", action="store_true", help="publish them, on a site that is not public yet")
        parser.add_argument("--from", dest="root", type=Path, default=settings.CONTENT_DIR, help="the content folder")
        parser.add_argument("--by", default="", help="user name of the editor who wrote the files")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *, publish: bool, root: Path, dry_run: bool, by: str = "", **options: Any) -> None:
        try:
            with transaction.atomic():
                imported, published = self._bring_in(root, publish=publish, by=_editor(by) if by else None)
                transaction.set_rollback(dry_run)
        except (ContentError, RoleRequired, PublishRefused) as error:
            raise CommandError(str(error)) from error
        for file in imported.files("editors are newer"):
            self.stdout.write(f"{file.path}: editors have newer words; left as they are")
        if dry_run:
            for file, verdict in imported.verdicts:
                if verdict in ("new", "file is newer"):
                    self.stdout.write(f"{file.path}: {verdict}")
        if imported.files("file is newer") and not by:
            self.stdout.write("Nobody stands as their writer. With --by NAME, whoever wrote them cannot approve them.")
        done = "to bring up to date" if dry_run else "brought up to date"
        self.stdout.write(
            f"{len(imported.drafts)} drafts {done}, {published} texts {'to publish' if dry_run else 'published'}."
        )

    def _bring_in(self, root: Path, *, publish: bool, by: User | None) -> tuple[Imported, int]:
        was_empty = not Publication.objects.exists() and not has_editions(settings.EDITIONS_DIR)
        progress = show_progress("reading", self.stderr)
        imported = import_files(read_content(root), read_sources(root), by=by, progress=progress)
        fresh = [draft for draft in imported.drafts if not draft.publications.exists()]
        if publish and fresh and not was_empty:
            names = ", ".join(sorted(draft.slug for draft in fresh))
            raise PublishRefused(
                f"--publish is for an empty site, and this one is public. Nothing was brought in. New here: {names}. "
                "Leave --publish out: they come in as drafts, for a clinical reviewer to approve."
            )
        return imported, len(publish_starting_content(fresh)) if publish else 0


def _editor(name: str) -> User:
    found = User.objects.filter(username=name).first()
    if found is None:
        raise CommandError(f"Nobody here has the user name “{name}”. Nothing was brought in.")
    return found
