"""Publishing at a time: the words are frozen when scheduled, and the approval is looked at again when they are due."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from leiomyo_site.editorial.actions.publish import NOT_APPROVED, Change, approval_of, publish_save
from leiomyo_site.editorial.audit import record
from leiomyo_site.editorial.content_files import draft_of, words_of
from leiomyo_site.editorial.draft_checks import check_mended, check_nothing_blocks
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.history import newest_save
from leiomyo_site.editorial.models import Document, Schedule
from leiomyo_site.editorial.permissions import PUBLISHERS, NotAllowed, require

# A runner that was killed leaves its row running; after this long another may take it up.
STUCK_AFTER = timedelta(minutes=10)


@transaction.atomic
def schedule(
    document: Document,
    *,
    by: User,
    at: datetime,
    due_at: datetime,
    seen_hash: str,
    change: Change,
) -> Schedule:
    """Set the words as they stand to be published at a time; later drafts do not change them.

    Raises:
        NotAllowed: the person is no publisher.
        PublishRefused: the time is past, the words are not approved, have a fault, are not those seen, or another time
            is set already.
    """
    require(by, PUBLISHERS)
    current = Document.objects.select_for_update().get(pk=document.pk)
    if current.draft_hash != seen_hash:
        raise PublishRefused("The words changed since you opened this page. Nothing was set. Look at them first.")
    if due_at <= at:
        raise PublishRefused("That time is past. Choose a later one, or publish now.")
    if approval_of(current, newest_save(current)) is None:
        raise PublishRefused(NOT_APPROVED)
    if current.schedules.filter(state=Schedule.State.WAITING).exists():
        raise PublishRefused("A time is set already. Cancel it first.")
    check_mended(draft_of(current), change.reason)
    change.check()
    row = Schedule.objects.create(
        document=current, due_at=due_at, hash=current.draft_hash, weight=change.weight, note=change.note.strip(), by=by
    )
    record("scheduled", by=by, at=at, document=current, due_at=due_at.isoformat(), reason=change.reason)
    return row


@transaction.atomic
def cancel(row: Schedule, *, by: User, at: datetime) -> None:
    """Take a waiting time back.

    Raises:
        NotAllowed: the person is no publisher.
        PublishRefused: it is not waiting any more.
    """
    require(by, PUBLISHERS)
    if not Schedule.objects.filter(pk=row.pk, state=Schedule.State.WAITING).update(state=Schedule.State.CANCELLED):
        raise PublishRefused("This is not waiting any more, so there is nothing to cancel.")
    record("schedule cancelled", by=by, at=at, document=row.document)


def run_due(*, at: datetime) -> list[Schedule]:
    """Publish everything that is due; return the rows worked on, done or refused with the reason in `outcome`.

    Safe with any number of runners: one statement decides who takes a row.
    """
    # Long ago, or by a clock that was set back since: either way whoever began is no longer at it.
    stuck = Q(started_at__lt=at - STUCK_AFTER) | Q(started_at__gt=at + STUCK_AFTER)
    Schedule.objects.filter(stuck, state=Schedule.State.RUNNING).update(state=Schedule.State.WAITING)
    due = Schedule.objects.filter(state=Schedule.State.WAITING, due_at__lte=at).order_by("due_at", "pk")
    return list(_taken(due, at=at))


def _taken(due: Iterable[Schedule], *, at: datetime) -> Iterable[Schedule]:
    for row in due:
        mine = Schedule.objects.filter(pk=row.pk, state=Schedule.State.WAITING)
        if mine.update(state=Schedule.State.RUNNING, started_at=at):
            with transaction.atomic():
                row.state, row.outcome = _publish(row, at=at)
                row.save(update_fields=["state", "outcome"])
            yield row


def _publish(row: Schedule, *, at: datetime) -> tuple[str, str]:
    try:
        with transaction.atomic():
            document = Document.objects.select_for_update().get(pk=row.document_id)
            save = document.saves.filter(hash=row.hash).latest("version")
            require(row.by, PUBLISHERS)
            change = Change(row.note, row.weight)
            made = publish_save(document, save, by=row.by, at=at, change=change, event="published on time")
            check_nothing_blocks(words_of(save))  # what it links to may have gone since
            return Schedule.State.DONE, f"Published as number {made.number}."
    except (PublishRefused, NotAllowed) as refusal:
        record("schedule refused", by=row.by, at=at, document=row.document, why=str(refusal))
        return Schedule.State.REFUSED, str(refusal)
