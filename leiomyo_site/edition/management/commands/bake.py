"""Make a new edition from what is published, and let families read it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from leiomyo_site.edition import shelf
from leiomyo_site.edition.baking import BakeRefused, bake, inputs
from leiomyo_site.edition.places import edition_folder
from leiomyo_site.progress import show_progress


class Command(BaseCommand):
    help = "Make a new edition of the site and let families read it, or say what stops it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rollback", action="store_true", help="let families read the edition before, at once")

    def handle(self, *, rollback: bool, **options: Any) -> None:
        where = edition_folder()
        if rollback:
            self._go_back()
            return
        made_of = inputs(timezone.now())
        shelf.write_status(where, state="baking", inputs=made_of)
        try:
            edition = bake(
                where, now=timezone.now(), keep=settings.EDITIONS_KEPT, progress=show_progress("baking", self.stderr)
            )
        except BakeRefused as refused:
            shelf.write_status(where, state="refused", inputs=made_of, faults=refused.faults)
            raise CommandError(f"Families go on reading the edition before.\n{refused}") from refused
        except OSError as error:
            shelf.write_status(where, state="refused", inputs=made_of, faults=[f"The disk failed: {error}"])
            raise CommandError(f"The disk failed, and families go on reading the edition before: {error}") from error
        told = {"number": edition.number, "fresh": len(edition.fresh), "addresses": edition.addresses}
        shelf.write_status(where, state="done", inputs=made_of, at=timezone.now().isoformat(), **told)
        self.stdout.write(f"Edition {edition.number}: {edition.addresses} addresses, {len(edition.fresh)} made anew.")

    def _go_back(self) -> None:
        try:
            number = shelf.go_back(edition_folder())
        except shelf.ShelfError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Families read edition {number} now. The next publication makes a new one.")
