"""Letting someone without an account read one exact draft for a while, and say what they think of it."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction

from leiomyo_site.editorial.audit import record
from leiomyo_site.editorial.history import newest_save
from leiomyo_site.editorial.models import Document, DraftSave, Share, ShareComment
from leiomyo_site.editorial.permissions import EDITORS, PUBLISHERS, REVIEWERS, require

LONGEST = timedelta(days=14)
MOST_COMMENTS = 20
LONGEST_COMMENT = 4000
SALT = "share"


class ShareRefused(Exception):
    """This draft cannot be shared, read or commented on like this; says why."""


@transaction.atomic
def share(document: Document, *, by: User, at: datetime, days: int, made_for: str = "") -> Share:
    """Make a link to the draft as it stands now; later saves are not shown by it.

    Raises:
        NotAllowed: the person has none of the three roles.
        ShareRefused: the time is longer than 14 days, or no time at all.
    """
    require(by, EDITORS, REVIEWERS, PUBLISHERS)
    if not timedelta(0) < timedelta(days=days) <= LONGEST:
        raise ShareRefused(f"A link can last from 1 to {LONGEST.days} days.")
    made = Share.objects.create(
        save_shown=newest_save(document), by=by, at=at, made_for=made_for.strip(), expires_at=at + timedelta(days=days)
    )
    record("shared", by=by, at=at, document=document, until=made.expires_at.isoformat(), made_for=made.made_for)
    return made


@transaction.atomic
def recall(made: Share, *, by: User, at: datetime) -> None:
    """End a link at once; whoever works here may.

    Raises:
        NotAllowed: the person has none of the three roles.
    """
    require(by, EDITORS, REVIEWERS, PUBLISHERS)
    if Share.objects.filter(pk=made.pk, recalled_at=None).update(recalled_at=at):
        record("share recalled", by=by, at=at, document=made.save_shown.document)


def token_of(made: Share) -> str:
    """Return what stands in the link: the number of the share, signed."""
    return signing.Signer(salt=SALT).sign(str(made.pk))


def shared_by(token: str, *, at: datetime) -> Share:
    """Return the share that a link opens now.

    Raises:
        ShareRefused: the link is not ours, has run out, or was recalled. All three read alike.
    """
    try:
        number = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        number = "0"
    found = Share.objects.filter(pk=number, recalled_at=None, expires_at__gt=at).select_related("save_shown").first()
    if found is None:
        raise ShareRefused("This link does not open anything now. Ask the person who sent it for a new one.")
    return found


def is_open(made: Share, *, at: datetime) -> bool:
    """Does the link still open its draft?"""
    return made.recalled_at is None and made.expires_at > at


@transaction.atomic
def comment(made: Share, *, name: str, text: str, at: datetime) -> ShareComment:
    """Keep what a reader of the link wrote.

    Raises:
        ShareRefused: there are no words, too many of them, or too many comments.
    """
    text = text.strip()
    if not text:
        raise ShareRefused("Write what you think before you send it.")
    if len(text) > LONGEST_COMMENT:
        raise ShareRefused(f"Please keep it under {LONGEST_COMMENT} characters.")
    if made.comments.count() >= MOST_COMMENTS:
        raise ShareRefused("There are many comments already. Please write to the person who sent you the link.")
    return ShareComment.objects.create(share=made, name=name.strip()[:80], text=text, at=at)


def comments_on(document: Document) -> list[ShareComment]:
    """Return what readers of shared links wrote on this text, newest first."""
    saves = DraftSave.objects.filter(document=document.pk)
    return list(
        ShareComment.objects.filter(share__save_shown__in=saves).select_related("share__save_shown").order_by("-at")
    )
