"""What state a draft is in, worked out from hashes in one query and stored nowhere."""

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, TextChoices, Value, When

from .models import Publication, Review, Schedule


class State(TextChoices):
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
    said = Review.objects.filter(document=OuterRef("pk"), hash=OuterRef("draft_hash")).order_by("-pk")
    waits = Schedule.objects.filter(document=OuterRef("pk"), state=Schedule.State.WAITING)
    return documents.annotate(
        live_action=Subquery(newest.values("action")[:1]),
        live_hash=Subquery(newest.values("hash")[:1]),
        live_number=Subquery(newest.values("number")[:1]),
        live_at=Subquery(newest.values("published_at")[:1]),
        said=Subquery(said.values("verdict")[:1]),
        waits=Exists(waits),
    ).annotate(
        state=Case(
            When(live_action="publish", live_hash=F("draft_hash"), then=Value(State.LIVE)),
            When(waits=True, then=Value(State.SCHEDULED)),
            When(said=Review.Verdict.APPROVED, then=Value(State.APPROVED)),
            When(said=Review.Verdict.ASKED, then=Value(State.WAITING)),
            When(said=Review.Verdict.RETURNED, then=Value(State.RETURNED)),
            When(live_action="withdraw", then=Value(State.WITHDRAWN)),
            When(~Q(live_action=None), then=Value(State.NEWER_DRAFT)),
            default=Value(State.DRAFT),
        )
    )
