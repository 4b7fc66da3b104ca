"""Make a new edition from what is published, and let families read it."""

import time
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from leiomyo_site.edition_status import read_status, write_status
from leiomyo_site.editions import store
from leiomyo_site.editions.build import BakeFailed, Progress, bake, bake_inputs
from leiomyo_site.editions.collect_static import collect_static
from leiomyo_site.editions.static_export import ExportRefused, write_static_site
from leiomyo_site.progress import show_progress
from leiomyo_site.site.responses import reason_of

# Often enough that a bake which hangs is known as soon as a publication is late.
TELL_SECONDS = 1.0


class Command(BaseCommand):
    help = "Make a new edition of the site and let families read it, or say what stops it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rollback", action="store_true", help="let families read the edition before, at once")
        parser.add_argument("--to", type=Path, metavar="DIR", help="also write it as a static site for any web host")

    def handle(self, *, rollback: bool, to: Path | None, **options: Any) -> None:
        if rollback:
            self._go_back()
            return
        self._bake()
        if to:
            self._write_static_site(to)

    def _bake(self) -> None:
        where = settings.EDITIONS_DIR
        if not Path(settings.STATIC_ROOT).exists():
            collect_static()
        began_at, made_of = time.time(), bake_inputs(timezone.now())
        # Until this bake is done, families are without what the last one held back.
        making = {"state": "baking", "inputs": made_of, "held": read_status(where).get("held", {})}
        try:
            write_status(where, **making)
            progress = self._progress(where, making)
            edition = bake(where, now=timezone.now(), keep=settings.EDITIONS_KEPT, progress=progress)
            told = {"number": edition.number, "fresh": len(edition.changed), "addresses": edition.urls}
            wrong = {"held": dict(edition.held), "faults": list(edition.faults)}
            write_status(where, state="done", inputs=made_of, began_at=began_at, **told, **wrong)
        except BakeFailed as refused:
            self._stop(where, "refused", inputs=made_of, faults=refused.errors)
            raise CommandError(f"Families go on reading the edition before.\n{refused}") from refused
        except OSError as error:
            self._stop(where, "failed", inputs=made_of, faults=[f"The disk failed: {error}"])
            raise CommandError(f"The disk failed, and families go on reading the edition before: {error}") from error
        except Exception as error:
            self._stop(where, "failed", inputs=made_of, faults=[reason_of(error)])
            raise
        self.stdout.write(f"Edition {edition.number}: {edition.urls} addresses, {len(edition.changed)} made anew.")
        for problem in edition.problems:
            self.stderr.write(problem)

    def _progress(self, where: Path, making: dict[str, Any]) -> Progress:
        """Return what says how far the bake is: on a terminal, and now and then to administration."""
        show = show_progress("baking", self.stderr)
        told_at = time.monotonic()

        def told(done: int, of: int) -> None:
            nonlocal told_at
            show(done, of)
            if time.monotonic() - told_at >= TELL_SECONDS:
                told_at = time.monotonic()
                write_status(where, **making, done=done, of=of)

        return told

    def _stop(self, where: Path, state: str, **told: Any) -> None:
        """Write down what stopped it; where the disk is too full even for that, what is raised has to do."""
        with suppress(OSError):
            write_status(where, state=state, **told)

    def _write_static_site(self, to: Path) -> None:
        try:
            files = write_static_site(settings.EDITIONS_DIR, to.absolute())
        except ExportRefused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The static site was not written, and {to} is as it was: {error}") from error
        self.stdout.write(f"{to}: a static site of {files} files. docs/operations.md says how to serve it.")

    def _go_back(self) -> None:
        try:
            number = store.roll_back(settings.EDITIONS_DIR)
        except store.NoEarlierEdition as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Families read edition {number} now. The next publication makes a new one.")
