"""Let somebody sign in again at once after too many wrong passwords or codes."""

from argparse import ArgumentParser
from typing import Any

from axes.utils import reset
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from leiomyo_site.accounts.second_factor import unlock
from leiomyo_site.editorial.audit import log_action


class Command(BaseCommand):
    help = "Let a person sign in again at once after too many wrong passwords or codes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **options: Any) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"There is no account {username}. Names are written as in the list of users in admin.")
        reset(username=username)
        unlock(person)
        log_action("account unlocked", by=None, at=timezone.now(), of=username)
        self.stdout.write(f"{username} can sign in again. Password and second step stay as they are.")
