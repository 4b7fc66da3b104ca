"""Asking for a review, approving exact words, and sending them back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max, QuerySet

from leiomyo_site.editorial.account_hold import hold_on
from leiomyo_site.editorial.audit import log_action
from leiomyo_site.editorial.bundle import (
    changed_since_approval,
    fact_contributors,
    fact_hashes,
    published_facts,
    reviewed_facts,
    shown_facts,
)
from leiomyo_site.editorial.hashing import content_hash
from leiomyo_site.editorial.history import contributors, latest_publication, latest_revision
from leiomyo_site.editorial.models import Document, Review
from leiomyo_site.editorial.permissions import EDITORS, REVIEWERS, full_name, require_role
from leiomyo_site.text.normalization import typed

LONGEST_COMMENT = 4000


class ReviewRefused(Exception):
    """These words cannot be approved, asked about or sent back like this; says why and what to do."""


@transaction.atomic
def request_review(document: Document, *, by: User, at: datetime, expected_hash: str, comment: str = "") -> Review:
    """Ask the clinical reviewers to look at the draft as it stands.

    Raises:
        NotAllowed: the person is no editor.
        ReviewRefused: the words have changed since they were seen, or nothing is new.
    """
    require_role(by, EDITORS)
    current = _lock_unchanged(document, expected_hash)
    _require_note_if_changed(current, latest_revision(current).content)
    verdict, shown = latest_verdict(current), shown_facts(current, latest_revision(current).content)
    is_approved = verdict == Review.Verdict.APPROVED and not changed_since_approval(
        current, current.draft_hash, reviewed_facts(current, shown)
    )
    if verdict == Review.Verdict.ASKED or is_approved:
        raise ReviewRefused("These exact words are already with the reviewers. Nothing was changed.")
    return _add_review(current, Review.Verdict.ASKED, by=by, at=at, comment=comment)


@transaction.atomic
def approve(
    document: Document,
    *,
    by: User,
    at: datetime,
    expected_hash: str,
    scope: str,
    comment: str = "",
    expected_facts: str | None = None,
) -> Review:
    """Approve exactly the words seen, with the sources, pictures and months they show.

    A full review moves the review date, a light one does not. `expected_facts` is the hash of what was seen beside the
    words, where a screen showed it.

    Raises:
        NotAllowed: the person is no clinical reviewer.
        ReviewRefused: they wrote some of these words, or the words changed while they read, or no scope was chosen,
            or somebody else may be behind their account.
    """
    require_role(by, REVIEWERS)
    current = _lock_unchanged(document, expected_hash)
    content = _require_no_contributor(current, by)
    if held := hold_on(by, writers=everyone_with_a_hand_in(current), at=at):
        raise ReviewRefused(f"{held} Nothing was approved.")
    _require_note_if_changed(current, content)
    shown = shown_facts(current, content)
    facts = reviewed_facts(current, shown)
    if expected_facts is not None and expected_facts != content_hash(facts):
        raise ReviewRefused(
            "A source, a picture, the months or the note for families changed while you were reading. Nothing was "
            "done. Look again first."
        )
    if scope not in Review.Scope.values:
        raise ReviewRefused("Say whether you checked the whole text or only what changed.")
    about = {"scope": scope, "comment": comment, "facts_hash": content_hash(shown)}
    return _add_review(current, Review.Verdict.APPROVED, by=by, at=at, seen=fact_hashes(facts), **about)


def _require_no_contributor(document: Document, person: User) -> Mapping[str, Any]:
    """Return the newest content, in whose words and facts this person had no hand."""
    newest = latest_revision(document)
    if person.pk in contributors(document, newest):
        raise ReviewRefused("You wrote some of these words, so someone else has to approve them.")
    if person.pk in fact_contributors(document, newest.content):
        raise ReviewRefused(
            "You changed a source, a picture, the months until the next check or the note for families, "
            "so someone else has to approve it."
        )
    return newest.content


def everyone_with_a_hand_in(document: Document) -> set[int]:
    """Return the ids of all who changed the draft, or what it shows, since it was last published."""
    newest = latest_revision(document)
    return {*contributors(document, newest), *fact_contributors(document, newest.content)}


def _require_note_if_changed(document: Document, content: Mapping[str, Any]) -> None:
    """Check that a change of what families read comes with a note for them; unchanged words need none."""
    live = latest_publication(document)
    if live is None or document.change_note.strip():
        return
    if (live.hash, published_facts(live)) != (document.draft_hash, shown_facts(document, content)):
        raise ReviewRefused(
            "The note for families is missing: an editor writes it with the text, under “What changed, for families”."
        )


@transaction.atomic
def request_changes(document: Document, *, by: User, at: datetime, expected_hash: str, comment: str) -> Review:
    """Return the words with what should change; an earlier approval of the same words no longer holds.

    Raises:
        NotAllowed: the person is no clinical reviewer.
        ReviewRefused: there is no comment, or the words changed while they read.
    """
    require_role(by, REVIEWERS)
    current = _lock_unchanged(document, expected_hash)
    if not comment.strip():
        raise ReviewRefused("Say what should change, so that the writer can mend it.")
    return _add_review(current, Review.Verdict.RETURNED, by=by, at=at, comment=comment)


def latest_review(document: Document, digest: str) -> Review | None:
    """Return the last word said on some exact words, None if nobody has; last in fact, whatever the clock said.

    An approval that is older than that of the newest publication counts no more: words that others took the place of
    come back only when somebody looks at them again.
    """
    newest = document.publications.aggregate(newest=Max("approval"))["newest"] or 0
    return document.reviews.filter(hash=digest, pk__gte=newest).order_by("-pk").first()


def full_approval(document: Document, digest: str, facts_digest: str) -> Review | None:
    """Return the approval of the whole of exact words and facts, if it is the last word on them."""
    review = latest_review(document, digest)
    if review is None or review.verdict != Review.Verdict.APPROVED:
        return None
    return review if (review.scope, review.facts_hash) == (Review.Scope.FULL, facts_digest) else None


def open_comments(document: Document) -> QuerySet[Review]:
    """Return what reviewers sent back and no approval has answered since, oldest first; later saves answer nothing."""
    answered = document.reviews.filter(verdict=Review.Verdict.APPROVED).aggregate(newest=Max("pk"))["newest"] or 0
    return document.reviews.filter(verdict=Review.Verdict.RETURNED, pk__gt=answered).order_by("pk")


def latest_verdict(document: Document) -> str:
    """Return the last verdict on the draft as it stands, empty if there is none."""
    review = latest_review(document, document.draft_hash)
    return review.verdict if review else ""


def _lock_unchanged(document: Document, expected_hash: str) -> Document:
    """Return the document as stored now, held until the transaction ends, if its words are those that were seen."""
    current = Document.objects.select_for_update().get(pk=document.pk)
    if current.draft_hash != expected_hash:
        raise ReviewRefused("The words changed while you were reading. Nothing was done. Look at the new words first.")
    return current


def _add_review(
    document: Document,
    verdict: str,
    *,
    by: User,
    at: datetime,
    scope: str = "",
    comment: str = "",
    facts_hash: str = "",
    **seen: Any,
) -> Review:
    """Write a verdict down, and in the audit log what was seen beside the words.

    Raises:
        TextRefused: the comment cannot be kept.
    """
    comment = typed(comment, name="comment", most=LONGEST_COMMENT)
    review = Review.objects.create(
        document=document,
        hash=document.draft_hash,
        facts_hash=facts_hash,
        verdict=verdict,
        scope=scope,
        by=by,
        name=full_name(by),
        at=at,
        comment=comment,
    )
    log_action(verdict, by=by, at=at, document=document, hash=document.draft_hash, scope=scope, comment=comment, **seen)
    return review
