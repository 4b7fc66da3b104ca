"""Say which texts are past their check date or will be within 60 days."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from leiomyo_site.editorial.content_files import document_models
from leiomyo_site.editorial.dashboard import documents_due, owner_summary
from leiomyo_site.editorial.reminders import due_line, mails, send


class Command(BaseCommand):
    help = "Print the texts that are to be checked again, soonest first, or mail them to those who look after them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mail", action="store_true", help="mail each owner and backup; needs MAIL_SERVER")

    def handle(self, *, mail: bool, **options: Any) -> None:
        now = timezone.now()
        texts = [text for model in document_models() for text in model.objects.select_related("owner", "backup")]
        due = documents_due(texts, now=now)
        if not mail:
            for text, day in due:
                self.stdout.write(f"{due_line(text, day, now)}  ({owner_summary(text)})")
            return
        if not settings.EMAIL_HOST:
            raise CommandError("MAIL_SERVER is empty, so nothing was mailed. Set it to host:port and run again.")
        try:
            sent = send(mails(due, now=now, admin_url=settings.SITE_URL + reverse("admin:index")))
        except OSError as error:
            raise CommandError(
                f"{settings.EMAIL_HOST} did not take the mails: {error}. Nothing else was done."
            ) from error
        self.stdout.write(f"{len(due)} texts are due; {sent} mails sent.")
