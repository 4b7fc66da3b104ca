"""Publish what was set to be published by now; `serve` does it by itself, other set-ups once a minute."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from leiomyo_site.editorial.actions.schedule import publish_due


class Command(BaseCommand):
    help = "Publish everything that was set to be published by now."

    def handle(self, **options: Any) -> None:
        for row in publish_due(at=timezone.now()):
            self.stdout.write(f"{row.document.slug}: {row.outcome}")
