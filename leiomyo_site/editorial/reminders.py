"""Telling by mail who must look at what; nobody is mailed about what they cannot act on."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.core.mail import EmailMessage, get_connection

from leiomyo_site.editorial.models import Document
from leiomyo_site.editorial.permissions import EDITORS
from leiomyo_site.editorial.review_dates import is_overdue

Due = tuple[Document, datetime]


def due_line(text: Document, day: datetime, now: datetime) -> str:
    """Return one line of the list: the day, overdue or due, and the address of the text."""
    return f"{day:%Y-%m-%d}  {'overdue' if is_overdue(day, now=now) else 'due    '}  {text.slug}"


def mails(due: Iterable[Due], *, now: datetime, admin_url: str) -> list[EmailMessage]:
    """Return one mail for everybody who looks after a text that is due: its owner and backup, else all editors."""
    lines: dict[User, list[str]] = {}
    editors = list(User.objects.filter(groups__name=EDITORS, is_active=True))
    for text, day in due:
        people = [person for person in (text.owner, text.backup) if person and person.is_active] or editors
        for person in people:
            if person.email:
                lines.setdefault(person, []).append(due_line(text, day, now))
    return [
        EmailMessage(
            subject=f"{len(own)} texts for families to be checked",
            body="These pages and terms are to be read in full again:\n\n"
            + "\n".join(own)
            + f"\n\nOpen the administration: {admin_url}\n",
            to=[person.email],
        )
        for person, own in lines.items()
    ]


def send(messages: list[EmailMessage]) -> int:
    """Send mails over one connection; return how many went.

    Raises:
        OSError: the mail server cannot be reached or refuses.
    """
    return get_connection().send_messages(messages) or 0
