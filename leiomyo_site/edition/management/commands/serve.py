"""Make the site ready and serve it: what `make run` does after installing."""

import multiprocessing
import threading
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from granian import Granian
from granian.constants import Interfaces

from leiomyo_site.edition import shelf
from leiomyo_site.edition.places import edition_folder
from leiomyo_site.edition.publisher import bake_apart, publisher
from leiomyo_site.editorial import published

BLOCKING_THREADS = 4


class Command(BaseCommand):
    help = "Bring the database up to date, fill an empty site from content/, and serve it on PORT."

    def handle(self, **options: Any) -> None:
        call_command("collectstatic", verbosity=0, interactive=False)
        try:
            self._make_ready()
        except (CommandError, DatabaseError) as error:
            if shelf.current(edition_folder()) is None:
                raise CommandError(f"There is no edition to serve, and none could be made: {error}") from error
            self.stderr.write(f"{error}\nFamilies read the edition that is there.")
        threading.Thread(target=publisher().run, daemon=True).start()
        self.stdout.write(f"Families read at http://{settings.HOST}:{settings.PORT}/ (stop with Ctrl+C)")
        self._serve()

    def _make_ready(self) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if not published.stamp():
            self.stdout.write("First start: bringing in and publishing content/ …")
            call_command("import_content", publish=True, stdout=self.stdout)
        # In a process of its own: what a bake takes of memory would be kept for as long as we serve.
        if bake_apart():
            raise CommandError("no new edition could be made; what stopped it is said above")

    def _serve(self) -> None:
        """Serve from a process that begins afresh: a fork may keep a lock of the publisher's thread for ever."""
        multiprocessing.set_start_method("spawn", force=True)
        try:
            Granian(
                "leiomyo_site.wsgi:application",
                address=settings.HOST,
                port=settings.PORT,
                interface=Interfaces.WSGI,
                blocking_threads=BLOCKING_THREADS,
                log_access=False,
                log_level="warning",
            ).serve()
        except OSError as error:
            raise CommandError(
                f"PORT {settings.PORT} cannot be used: {error.strerror}. Choose another PORT."
            ) from error
