"""Make the site ready and serve it: what `make run` does after installing.

Standard output is the log, one JSON line an event; what a person at a terminal reads goes to standard error.
"""

import logging
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from leiomyo_site import __version__
from leiomyo_site.edition_status import current_edition, has_editions
from leiomyo_site.editions.collect_static import collect_static
from leiomyo_site.editions.site_hold import find_hold
from leiomyo_site.editions.worker import bake_in_subprocess
from leiomyo_site.editorial import selectors
from leiomyo_site.log import log_event

# Any number that nobody else takes on this database.
LOCK = 7_405_861


@contextmanager
def _one_machine_at_a_time() -> Iterator[None]:
    """Let machines that start together over one Postgres bring it up to date one after the other."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        while not cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()[0]:
            time.sleep(0.5)
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _see_that_nobody_listens(address: str, port: int) -> None:
    """Say at once, and not when all is ready, that a port is taken or forbidden."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        socket.create_server((address, port), family=family).close()
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise CommandError(f"{address}:{port} cannot be used: {why}. Choose another PORT or HOST.") from error


class Command(BaseCommand):
    help = "Bring the database up to date, fill an empty site from content/, and serve it on PORT."

    def handle(self, **options: Any) -> None:
        _see_that_nobody_listens(settings.HOST, settings.PORT)
        collect_static()
        try:
            self._make_ready()
        except (CommandError, DatabaseError) as error:
            if current_edition(settings.EDITIONS_DIR) is None:
                raise CommandError(f"There is no edition to serve, and none could be made: {error}") from error
            self.stderr.write(f"{error}\nFamilies read the edition that is there.")
            log_event("preparation failed: serving the previous edition", level=logging.ERROR)
        log_event("server starting", version=__version__, port=settings.PORT, debug=settings.DEBUG)
        self._say(f"Families read at http://{settings.HOST}:{settings.PORT}/ (stop with Ctrl+C)")
        self._serve()

    def _say(self, words: str) -> None:
        self.stderr.write(words, style_func=str)

    def _make_ready(self) -> None:
        with _one_machine_at_a_time():
            hold = find_hold(settings.EDITIONS_DIR)
            is_own_database = hold is None or hold.is_own_database
            if is_own_database:
                call_command("migrate", verbosity=0, interactive=False)
            if is_own_database and not selectors.content_revision() and not has_editions(settings.EDITIONS_DIR):
                self._say("First start: bringing in and publishing content/ …")
                call_command("import_content", publish=True, stdout=sys.stderr)
        # In a process of its own: what a bake takes of memory would be kept for as long as we serve.
        if bake_in_subprocess():
            raise CommandError("no new edition could be made; what stopped it is said above")

    def _serve(self) -> None:
        """Become the server: what was needed to make things ready would stay in memory for nothing."""
        connection.close()
        sys.stdout.flush()
        module = "leiomyo_site.server.run"
        os.execv(sys.executable, [sys.executable, "-m", module, settings.HOST, str(settings.PORT)])
