"""Letting someone without an account read one exact draft for a while, and say what they think of it."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction

from leiomyo_site.editorial.audit import log_action
from leiomyo_site.editorial.history import latest_revision
from leiomyo_site.editorial.models import Document, DraftComment, DraftShareLink, Revision
from leiomyo_site.editorial.permissions import EDITORS, PUBLISHERS, REVIEWERS, require_role
from leiomyo_site.text.normalization import typed

LONGEST = timedelta(days=14)
MOST_COMMENTS = 20
LONGEST_COMMENT = 4000
LONGEST_NAME, LONGEST_MADE_FOR = 80, 120
SALT = "share"


class ShareRefused(Exception):
    """This draft cannot be shared, read or commented on like this; says why."""


@transaction.atomic
def create_share_link(document: Document, *, by: User, at: datetime, days: int, made_for: str = "") -> DraftShareLink:
    """Make a link to the draft as it stands now; later saves are not shown by it.

    Raises:
        NotAllowed: the person has none of the three roles.
        ShareRefused: the time is longer than 14 days, or no time at all.
        TextRefused: the name cannot be kept.
    """
    require_role(by, EDITORS, REVIEWERS, PUBLISHERS)
    if not timedelta(0) < timedelta(days=days) <= LONGEST:
        raise ShareRefused(f"A link can last from 1 to {LONGEST.days} days.")
    made_for = typed(made_for, name="name", most=LONGEST_MADE_FOR)
    made = DraftShareLink.objects.create(
        save_shown=latest_revision(document),
        by=by,
        at=at,
        made_for=made_for,
        expires_at=at + timedelta(days=days),
    )
    log_action("shared", by=by, at=at, document=document, until=made.expires_at.isoformat(), made_for=made.made_for)
    return made


@transaction.atomic
def revoke(link: DraftShareLink, *, by: User, at: datetime) -> None:
    """End a link at once; whoever works here may.

    Raises:
        NotAllowed: the person has none of the three roles.
    """
    require_role(by, EDITORS, REVIEWERS, PUBLISHERS)
    if DraftShareLink.objects.filter(pk=link.pk, recalled_at=None).update(recalled_at=at):
        log_action("share recalled", by=by, at=at, document=link.save_shown.document)


def sign_token(link: DraftShareLink) -> str:
    """Return what stands in the link: the number of the share, signed."""
    return signing.Signer(salt=SALT).sign(str(link.pk))


def open_share_link(token: str, *, at: datetime) -> DraftShareLink:
    """Return the share that a link opens now.

    Raises:
        ShareRefused: the link is not ours, has run out, or was recalled. All three read alike.
    """
    try:
        number = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        number = "0"
    found = (
        DraftShareLink.objects.filter(pk=number, recalled_at=None, expires_at__gt=at)
        .select_related("save_shown")
        .first()
    )
    if found is None:
        raise ShareRefused("This link does not open anything now. Ask the person who sent it for a new one.")
    return found


def is_open(link: DraftShareLink, *, at: datetime) -> bool:
    """Does the link still open its draft?"""
    return link.recalled_at is None and link.expires_at > at


@transaction.atomic
def add_comment(link: DraftShareLink, *, name: str, text: str, at: datetime) -> DraftComment:
    """Keep what a reader of the link wrote.

    Raises:
        ShareRefused: there are no words, or too many comments.
        TextRefused: the words or the name cannot be kept.
    """
    text = typed(text, name="comment", most=LONGEST_COMMENT)
    name = typed(name, name="name", most=LONGEST_NAME)
    if not text:
        raise ShareRefused("Write what you think before you send it.")
    if link.comments.count() >= MOST_COMMENTS:
        raise ShareRefused("There are many comments already. Please write to the person who sent you the link.")
    return DraftComment.objects.create(share=link, name=name, text=text, at=at)


def comments_on(document: Document) -> list[DraftComment]:
    """Return what readers of shared links wrote on this text, newest first."""
    saves = Revision.objects.filter(document=document.pk)
    return list(
        DraftComment.objects.filter(share__save_shown__in=saves).select_related("share__save_shown").order_by("-at")
    )
