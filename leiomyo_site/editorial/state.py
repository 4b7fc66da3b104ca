"""What state a draft is in and when its check is due, worked out in one query and stored nowhere."""

from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, TextChoices, Value, When
from django.db.models.functions import Coalesce

from leiomyo_site.editorial.models import Publication, Review, ScheduledPublication
from leiomyo_site.editorial.review_dates import full_checks, next_check


class DocumentState(TextChoices):
    LIVE = "live", "published"
    SCHEDULED = "scheduled", "set to be published"
    APPROVED = "approved", "approved, ready to publish"
    WAITING = "waiting", "waiting for a review"
    RETURNED = "returned", "returned with a comment"
    WITHDRAWN = "withdrawn", "taken down"
    NEWER_DRAFT = "newer", "published, with a newer draft"
    DRAFT = "draft", "draft, families cannot see it"


def with_state(documents: QuerySet) -> QuerySet:
    """Return the documents with `state`, `live_action`, `live_hash`, `live_number` and `live_at` worked out."""
    newest = Publication.objects.filter(document=OuterRef("pk")).order_by("-number")
    approved = newest.filter(approval__isnull=False).order_by("-approval").values("approval")[:1]
    said = Review.objects.filter(
        document=OuterRef("pk"), hash=OuterRef("draft_hash"), pk__gte=Coalesce(OuterRef("last_approval"), 0)
    ).order_by("-pk")
    waits = ScheduledPublication.objects.filter(document=OuterRef("pk"), state=ScheduledPublication.State.WAITING)
    return (
        documents.annotate(last_approval=Subquery(approved))
        .annotate(
            live_action=Subquery(newest.values("action")[:1]),
            live_hash=Subquery(newest.values("hash")[:1]),
            live_number=Subquery(newest.values("number")[:1]),
            live_at=Subquery(newest.values("published_at")[:1]),
            said=Subquery(said.values("verdict")[:1]),
            waits=Exists(waits),
        )
        .annotate(
            state=Case(
                When(live_action="publish", live_hash=F("draft_hash"), then=Value(DocumentState.LIVE)),
                When(waits=True, then=Value(DocumentState.SCHEDULED)),
                When(said=Review.Verdict.APPROVED, then=Value(DocumentState.APPROVED)),
                When(said=Review.Verdict.ASKED, then=Value(DocumentState.WAITING)),
                When(said=Review.Verdict.RETURNED, then=Value(DocumentState.RETURNED)),
                When(live_action="withdraw", then=Value(DocumentState.WITHDRAWN)),
                When(~Q(live_action=None), then=Value(DocumentState.NEWER_DRAFT)),
                default=Value(DocumentState.DRAFT),
            )
        )
    )


def with_review_dates(documents: QuerySet) -> QuerySet:
    """Return the documents with what `next_review_date` needs beside their state."""
    own = Publication.objects.filter(document=OuterRef("pk"))
    checks = full_checks().filter(document=OuterRef("pk")).order_by("-pk")
    return documents.annotate(
        live_months=Subquery(own.order_by("-number").values("review_months")[:1]),
        first_published_at=Subquery(own.filter(number=1).values("published_at")[:1]),
        checked_at=Subquery(checks.values("at")[:1]),
    )


def next_review_date(document: Any) -> datetime | None:
    """Return when the whole of a text that families read is to be checked again, None if they do not read it."""
    if document.live_action != Publication.Action.PUBLISH:
        return None
    return next_check(
        first_published_at=document.first_published_at,
        checked_at=document.checked_at,
        months=document.live_months,
    )
