"""Publishing at a time: the words are frozen when scheduled, and the approval is looked at again when they are due."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q

from leiomyo_site.editorial.actions.publish import publish_revision, require_approval, require_note
from leiomyo_site.editorial.audit import log_action
from leiomyo_site.editorial.bundle import Change, change_of, shown_facts
from leiomyo_site.editorial.content_files import draft_at_revision, load_draft
from leiomyo_site.editorial.draft_checks import require_no_errors, require_no_errors_or_reason
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.history import latest_revision
from leiomyo_site.editorial.models import Document, ScheduledPublication
from leiomyo_site.editorial.permissions import PUBLISHERS, RoleRequired, require_role
from leiomyo_site.log import log_event

UNEXPECTED = "It could not be published, because of a fault in the program. Those who run the site have it in the log."
# A runner that was killed leaves its row running; after this long another may take it up.
STUCK_AFTER = timedelta(minutes=10)


@transaction.atomic
def schedule(
    document: Document,
    *,
    by: User,
    at: datetime,
    due_at: datetime,
    expected_hash: str,
    reason: str = "",
) -> ScheduledPublication:
    """Set the words as they stand to be published at a time; later drafts do not change them.

    Raises:
        NotAllowed: the person is no publisher.
        PublishRefused: the time is past, the words are not approved, have a fault, are not those seen, or another time
            is set already.
    """
    require_role(by, PUBLISHERS)
    current = Document.objects.select_for_update().get(pk=document.pk)
    if current.draft_hash != expected_hash:
        raise PublishRefused("The words changed since you opened this page. Nothing was set. Look at them first.")
    if due_at <= at:
        raise PublishRefused("That time is past. Choose a later one, or publish now.")
    save, change = latest_revision(current), change_of(current)
    require_approval(current, save, shown_facts(current, save.content), change)
    if current.schedules.filter(state=ScheduledPublication.State.WAITING).exists():
        raise PublishRefused("A time is set already. Cancel it first.")
    require_no_errors_or_reason(load_draft(current), reason)
    require_note(*change)
    row = ScheduledPublication.objects.create(
        document=current, due_at=due_at, hash=current.draft_hash, by=by, **change._asdict()
    )
    log_action("scheduled", by=by, at=at, document=current, due_at=due_at.isoformat(), reason=reason)
    return row


@transaction.atomic
def cancel(row: ScheduledPublication, *, by: User, at: datetime) -> None:
    """Take a waiting time back.

    Raises:
        NotAllowed: the person is no publisher.
        PublishRefused: it is not waiting any more.
    """
    require_role(by, PUBLISHERS)
    if not ScheduledPublication.objects.filter(pk=row.pk, state=ScheduledPublication.State.WAITING).update(
        state=ScheduledPublication.State.CANCELLED
    ):
        raise PublishRefused("This is not waiting any more, so there is nothing to cancel.")
    log_action("schedule cancelled", by=by, at=at, document=row.document)


def publish_due(*, at: datetime) -> list[ScheduledPublication]:
    """Publish everything that is due; return the rows worked on, done or refused with the reason in `outcome`.

    Safe with any number of runners: one statement decides who takes a row.
    """
    # Long ago, or by a clock that was set back since: either way whoever began is no longer at it.
    stuck = Q(started_at__lt=at - STUCK_AFTER) | Q(started_at__gt=at + STUCK_AFTER)
    ScheduledPublication.objects.filter(stuck, state=ScheduledPublication.State.RUNNING).update(
        state=ScheduledPublication.State.WAITING
    )
    due = ScheduledPublication.objects.filter(state=ScheduledPublication.State.WAITING, due_at__lte=at).order_by(
        "due_at", "pk"
    )
    return list(_claim(due, at=at))


def _claim(due: Iterable[ScheduledPublication], *, at: datetime) -> Iterable[ScheduledPublication]:
    for row in due:
        mine = ScheduledPublication.objects.filter(pk=row.pk, state=ScheduledPublication.State.WAITING)
        if mine.update(state=ScheduledPublication.State.RUNNING, started_at=at):
            try:
                with transaction.atomic():
                    row.state, row.outcome = _publish(row, at=at)
                    row.save(update_fields=["state", "outcome"])
            except (OperationalError, InterfaceError):
                raise  # the database is away: the row is taken up again when it is back
            except Exception as error:
                row.state, row.outcome = ScheduledPublication.State.REFUSED, UNEXPECTED
                row.save(update_fields=["state", "outcome"])
                reason = ": ".join([type(error).__name__, *str(error).splitlines()[:1]])
                log_event("scheduled publication failed", level=logging.ERROR, reason=reason)
            yield row


def _publish(row: ScheduledPublication, *, at: datetime) -> tuple[str, str]:
    try:
        with transaction.atomic():
            document = Document.objects.select_for_update().get(pk=row.document_id)
            save = document.revisions.filter(hash=row.hash).latest("version")
            require_role(row.by, PUBLISHERS)
            change = Change(row.note, row.weight)
            made = publish_revision(document, save, by=row.by, at=at, change=change, action="published on time")
            require_no_errors(draft_at_revision(save))  # what it links to may have gone since
            return ScheduledPublication.State.DONE, f"Published as version {made.number}."
    except (PublishRefused, RoleRequired) as refusal:
        log_action("schedule refused", by=row.by, at=at, document=row.document, why=str(refusal))
        return ScheduledPublication.State.REFUSED, str(refusal)
