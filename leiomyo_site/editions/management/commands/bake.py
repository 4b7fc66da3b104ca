"""Make a new edition from what is published, and let families read it."""

import time
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from leiomyo_site.document_errors import reason_of
from leiomyo_site.edition_status import read_status, write_status
from leiomyo_site.editions import store
from leiomyo_site.editions.build import BakeFailed, BakeResult, PublishingHeld, bake, bake_inputs, roll_back
from leiomyo_site.editions.collect_static import collect_static
from leiomyo_site.editions.release import Progress
from leiomyo_site.editions.site_hold import Hold, find_hold
from leiomyo_site.editions.static_export import ExportRefused, write_static_site
from leiomyo_site.editorial import selectors
from leiomyo_site.progress import show_progress

# Often enough that a bake which hangs is known as soon as a publication is late.
TELL_SECONDS = 1.0


class Command(BaseCommand):
    help = "Make a new edition of the site and let families read it, or say what stops it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rollback", action="store_true", help="let families read the edition before, at once")
        parser.add_argument(
            "--resume",
            nargs="?",
            const="",
            metavar="WORD",
            help="say why editions are held and what families would lose; with the WORD that it says, make one",
        )
        parser.add_argument("--to", type=Path, metavar="DIR", help="also write it as a static site for any web host")

    def handle(self, *, rollback: bool, to: Path | None, resume: str | None = None, **options: Any) -> None:
        if resume is not None:
            self._resume(resume)
        elif rollback:
            self._go_back()
        else:
            self._bake()
        if to:
            self._write_static_site(to)

    def _bake(self, *, accepts_loss: bool = False) -> None:
        where = settings.EDITIONS_DIR
        if not Path(settings.STATIC_ROOT).exists():
            collect_static()
        hold = find_hold(where)
        began_at, made_of = time.time(), self._inputs(hold)
        # Until this bake is done, families are without what the last one held back.
        making = {"state": "baking", "inputs": made_of, "held": read_status(where).get("held", {})}
        try:
            write_status(where, **making)
            edition = bake(
                where,
                now=timezone.now(),
                keep=settings.EDITIONS_KEPT,
                progress=self._progress(where, making),
                accepts_loss=accepts_loss,
            )
            self._tell(edition, inputs=made_of, began_at=began_at)
        except PublishingHeld as held:
            self._stop(where, "held", inputs=made_of, faults=[str(held)])
            raise CommandError(str(held)) from held
        except BakeFailed as refused:
            self._stop(where, "refused", inputs=made_of, faults=refused.errors)
            raise CommandError(f"Families go on reading the edition before.\n{refused}") from refused
        except OSError as error:
            self._stop(where, "failed", inputs=made_of, faults=[f"The disk failed: {error}"])
            raise CommandError(f"The disk failed, and families go on reading the edition before: {error}") from error
        except Exception as error:
            self._stop(where, "failed", inputs=made_of, faults=[reason_of(error)])
            raise

    def _inputs(self, hold: Hold | None) -> dict[str, Any]:
        """Return what an edition is made of; a database that is not the site's own may not even have tables."""
        try:
            return bake_inputs(timezone.now())
        except DatabaseError:
            if hold is None or hold.is_own_database:
                raise
            return {"stamp": None}

    def _tell(self, edition: BakeResult, **about: Any) -> None:
        """Write down what a bake made, and say it."""
        told = {"number": edition.number, "fresh": len(edition.changed), "addresses": edition.urls}
        wrong = {"held": dict(edition.held), "faults": list(filter(None, [edition.hold, *edition.faults]))}
        state = "held" if edition.hold else "done"
        write_status(settings.EDITIONS_DIR, state=state, **about, **told, **wrong)
        self.stdout.write(f"Edition {edition.number}: {edition.urls} addresses, {len(edition.changed)} made anew.")
        for problem in filter(None, [edition.hold, *edition.problems]):
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
        began_at, made_of = time.time(), bake_inputs(timezone.now())
        try:
            edition = roll_back(settings.EDITIONS_DIR, now=timezone.now(), keep=settings.EDITIONS_KEPT)
        except (store.NoEarlierEdition, PublishingHeld) as error:
            raise CommandError(str(error)) from error
        self._tell(edition, inputs=made_of, began_at=began_at)

    def _resume(self, word: str) -> None:
        """Say what holds editions and what families would lose; go on if the word is of exactly that."""
        where = settings.EDITIONS_DIR
        hold = find_hold(where) or self._hold_of_a_bake()
        if hold is None:
            self.stdout.write("Nothing holds editions.")
            return
        if hold.is_final:
            raise CommandError(hold.reason)
        if not selectors.version_hashes():
            raise CommandError(f"{hold.reason}\nNothing is published in this database, so it cannot take over.")
        if word != hold.confirmation:
            lost = "".join(f"\n  {name}" for name in hold.lost) or " nothing"
            self.stdout.write(f"{hold.reason}\nFamilies would not find any more, or not as it was:{lost}")
            raise CommandError(f"Nothing was done. To go on: manage.py bake --resume {hold.confirmation}")
        call_command("migrate", verbosity=0, interactive=False)
        self._bake(accepts_loss=True)

    def _hold_of_a_bake(self) -> Hold | None:
        """Return what holds an edition that can only be found out by making it."""
        try:
            self._bake()
        except CommandError as error:
            if isinstance(error.__cause__, PublishingHeld):
                return error.__cause__.hold
            raise
        return None
