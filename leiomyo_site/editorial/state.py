"""What state a draft is in and when its check is due, worked out from what was said and published, stored nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, TextChoices
from django.db.models.functions import Coalesce

from leiomyo_site.editorial.actions.publish import valid_approval, was_withdrawn_since_approval
from leiomyo_site.editorial.bundle import (
    changed_since_approval,
    changed_since_published,
    reviewed_facts,
    shown_facts_of,
)
from leiomyo_site.editorial.hashing import content_hash
from leiomyo_site.editorial.history import latest_publication, latest_revision
from leiomyo_site.editorial.models import Publication, Review, ScheduledPublication
from leiomyo_site.editorial.review_dates import full_checks, next_check


class DocumentState(TextChoices):
    LIVE = "live", "published"
    SCHEDULED = "scheduled", "set to be published"
    APPROVED = "approved", "approved, ready to publish"
    OUTDATED = "outdated", "approved, but changed since"
    WAITING = "waiting", "waiting for a review"
    RETURNED = "returned", "returned with a comment"
    WITHDRAWN = "withdrawn", "taken down"
    NEWER_DRAFT = "newer", "published, with a newer draft"
    NEWER_FACTS = "newer-facts", "published, but changed since"
    DRAFT = "draft", "draft, families cannot see it"


@dataclass(frozen=True)
class BundleState:
    """The state of a draft with all that it shows; `changed` names what changed since, such as a source."""

    state: DocumentState
    changed: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Return the state in words, with what changed."""
        return f"{self.state.label}{': ' if self.changed else ''}{', '.join(self.changed)}"


def with_state(documents: QuerySet) -> QuerySet:
    """Return the documents with what `document_states` needs, `live_number` and `live_at` among it.

    `said` is the last word on the words as they stand since the newest approval that led to a publication.
    """
    newest = Publication.objects.filter(document=OuterRef("pk")).order_by("-number")
    used = newest.filter(approval__isnull=False).order_by("-approval").values("approval")[:1]
    said = Review.objects.filter(
        document=OuterRef("pk"), hash=OuterRef("draft_hash"), pk__gt=Coalesce(OuterRef("used_approval"), 0)
    ).order_by("-pk")
    waits = ScheduledPublication.objects.filter(document=OuterRef("pk"), state=ScheduledPublication.State.WAITING)
    return documents.annotate(used_approval=Subquery(used)).annotate(
        live_action=Subquery(newest.values("action")[:1]),
        live_hash=Subquery(newest.values("hash")[:1]),
        live_facts_hash=Subquery(newest.values("facts_hash")[:1]),
        live_number=Subquery(newest.values("number")[:1]),
        live_at=Subquery(newest.values("published_at")[:1]),
        said=Subquery(said.values("verdict")[:1]),
        waits=Exists(waits),
    )


def document_states(documents: Iterable[Any]) -> dict[int, BundleState]:
    """Return by its id the state of each document that comes from `with_state`.

    It is that of the words and of all that they show: one approved source that changed makes another bundle.
    """
    drafts = list(documents)
    shown = shown_facts_of((draft, draft.to_content()) for draft in drafts)
    return {draft.pk: _state(draft, shown[draft.pk]) for draft in drafts}


def _state(draft: Any, shown: dict[str, Any]) -> BundleState:
    has_live_words = draft.live_action == Publication.Action.PUBLISH and draft.live_hash == draft.draft_hash
    if has_live_words and draft.live_facts_hash == content_hash(shown):
        return BundleState(DocumentState.LIVE)
    changed: tuple[str, ...] = ()
    is_approved = draft.said == Review.Verdict.APPROVED and _is_approval_valid(draft)
    if is_approved:
        changed = tuple(changed_since_approval(draft, draft.draft_hash, reviewed_facts(draft, shown)))
    if draft.waits:
        return BundleState(DocumentState.SCHEDULED, changed)
    if is_approved:
        return BundleState(DocumentState.OUTDATED if changed else DocumentState.APPROVED, changed)
    if draft.said in (Review.Verdict.ASKED, Review.Verdict.RETURNED):
        return BundleState(DocumentState.WAITING if draft.said == Review.Verdict.ASKED else DocumentState.RETURNED)
    if has_live_words and (live := latest_publication(draft)):
        return BundleState(DocumentState.NEWER_FACTS, tuple(changed_since_published(live, shown)))
    return BundleState(
        {None: DocumentState.DRAFT, Publication.Action.WITHDRAW: DocumentState.WITHDRAWN}.get(
            draft.live_action, DocumentState.NEWER_DRAFT
        )
    )


def _is_approval_valid(draft: Any) -> bool:
    return valid_approval(draft, latest_revision(draft)) is not None and not was_withdrawn_since_approval(
        draft, draft.draft_hash
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
