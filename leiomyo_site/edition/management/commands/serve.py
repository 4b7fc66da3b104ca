"""Make the site ready and serve it: what `make run` does after installing."""

import sys
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from granian import Granian
from granian.constants import Interfaces

from leiomyo_site.editorial import published

BLOCKING_THREADS = 4
LOOK_EVERY_SECONDS = 20


def publish_on_time() -> None:
    """Publish what is due, again and again; a fault is said and tried anew, since nobody else would."""
    while True:
        time.sleep(LOOK_EVERY_SECONDS)
        try:
            call_command("publish_due")
        except DatabaseError as error:
            sys.stderr.write(f"publish_due: {error}; trying again in {LOOK_EVERY_SECONDS} seconds\n")
        finally:
            connection.close()


class Command(BaseCommand):
    help = "Bring the database up to date, fill an empty site from content/, and serve it on PORT."

    def handle(self, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if not published.stamp():
            self.stdout.write("First start: bringing in and publishing content/ …")
            call_command("import_content", publish=True, stdout=self.stdout)
        call_command("collectstatic", verbosity=0, interactive=False)
        threading.Thread(target=publish_on_time, daemon=True).start()
        self.stdout.write(f"Families read at http://{settings.HOST}:{settings.PORT}/ (stop with Ctrl+C)")
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
