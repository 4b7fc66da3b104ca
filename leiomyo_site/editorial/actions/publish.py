"""Publishing: freezing exact, approved words as the text that families read, and taking it down."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.actions.create_publication import create_publication, require_facts_reviewed
from leiomyo_site.editorial.actions.review import latest_review
from leiomyo_site.editorial.audit import last_entry_id, log_action
from leiomyo_site.editorial.bundle import (
    FIRST_NOTE,
    Change,
    change_of,
    facts_as_text,
    note_as_text,
    published_facts,
    shown_facts,
)
from leiomyo_site.editorial.content_files import load_draft
from leiomyo_site.editorial.draft_checks import require_no_errors_or_reason
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.history import contributors, latest_publication, latest_revision
from leiomyo_site.editorial.models import Document, Publication, Review, Revision, Weight
from leiomyo_site.editorial.permissions import PUBLISHERS, REVIEWERS, require_role

NOT_APPROVED = "These exact words are not approved. Ask a clinical reviewer."


def require_note(note: str, weight: str) -> None:
    """Check that a note for families says what changed, and how much it matters.

    Raises:
        PublishRefused: one is missing.
    """
    if not note.strip():
        raise PublishRefused("Say in a sentence for families what changed.")
    if weight not in Weight.values:
        raise PublishRefused("Say how much the change matters: wording, content, or safety.")


@transaction.atomic
def publish_starting_content(documents: Iterable[Document]) -> list[Publication]:
    """Publish drafts that came with the site and have never been public, without approval.

    They are dated by the save that made their words, so that a rebuilt site says the same. Terms come first, so that
    the pages can record which versions of them they show.

    Raises:
        PublishRefused: a document has been public before, or its address belongs to another.
    """
    ordered = sorted(documents, key=lambda document: (document.kind != Document.Kind.TERM, document.slug))
    made = []
    for document in ordered:
        if latest_publication(document):
            raise PublishRefused(f"“{document.slug}” is public already. Ask a reviewer to approve the new words.")
        save = latest_revision(document)
        shown = shown_facts(document, save.content)
        facts = {"origin": Publication.Origin.STARTING, "published_at": save.at, "note": FIRST_NOTE}
        made.append(create_publication(document, save, shown=shown, **facts))
    return made


@transaction.atomic
def publish(document: Document, *, by: User, at: datetime, expected_hash: str, reason: str = "") -> Publication:
    """Freeze the draft, approved by someone else, as the next number that families read.

    `reason` says why faults that do not block may stay.

    Raises:
        NotAllowed: the person is no publisher.
        PublishRefused: the words are not those that were seen, are not approved, have a fault that blocks, lack a note,
            or are what families read already.
    """
    require_role(by, PUBLISHERS)
    current = _lock(document)
    if current.draft_hash != expected_hash:
        raise PublishRefused("The words changed since you opened this page. Nothing was published. Look at them first.")
    made = publish_revision(
        current, latest_revision(current), by=by, at=at, change=change_of(current), action="published", reason=reason
    )
    require_no_errors_or_reason(load_draft(current), reason)
    _cancel_scheduled(current, "Other words were published before that time.")
    return made


def publish_revision(
    document: Document,
    revision: Revision,
    *,
    by: User,
    at: datetime,
    change: Change,
    action: str,
    reason: str = "",
) -> Publication:
    """Publish the words of one save, approved by someone who did not write them; the caller holds the document.

    Raises:
        PublishRefused: the words or what they show are not approved, lack a note, or are what families see already.
    """
    shown = shown_facts(document, revision.content)
    _require_changed(document, revision, shown)
    approval = require_approval(document, revision, shown, change)
    require_note(*change)
    publication = create_publication(
        document,
        revision,
        shown=shown,
        origin=Publication.Origin.REVIEWED,
        approval=approval,
        approved_by=approval.by,
        author_id=next(iter(contributors(document, revision)), None),
        published_by=by,
        published_at=at,
        **change._asdict(),
    )
    # A note is about one change: the next one needs its own.
    Document.objects.filter(pk=document.pk, change_note=change.note).update(
        change_note="", change_weight=Weight.CONTENT
    )
    log_action(action, by=by, at=at, document=document, number=publication.number, reason=reason)
    return publication


@transaction.atomic
def withdraw(document: Document, *, by: User, at: datetime, note: str, weight: str, moved_to: str = "") -> Publication:
    """Take a text down at once. One publisher or one clinical reviewer is enough to take danger down.

    Raises:
        NotAllowed: the person is neither.
        PublishRefused: families cannot read it now, there is no note, or the page to read instead is not public.
    """
    require_role(by, PUBLISHERS, REVIEWERS)
    current = _lock(document)
    live = latest_publication(current)
    if live is None or live.action == Publication.Action.WITHDRAW:
        raise PublishRefused("Families cannot read this text now, so there is nothing to take down.")
    require_note(note, weight)
    if moved_to and not any(page.slug == moved_to != live.slug for page in published.live_page_texts(current.lang)):
        raise PublishRefused(f"No public page stands at “{moved_to}”. Choose another page to read instead, or none.")
    publication = Publication.objects.create(
        document=current,
        code=live.code,
        kind=live.kind,
        lang=live.lang,
        slug=live.slug,
        number=live.number + 1,
        action=Publication.Action.WITHDRAW,
        origin=Publication.Origin.WITHDRAWN,
        review_months=live.review_months,
        published_by=by,
        published_at=at,
        note=note.strip(),
        weight=weight,
        moved_to=moved_to,
    )
    _cancel_scheduled(current, "The page was taken down.")
    log_action("withdrawn", by=by, at=at, document=current, number=publication.number, moved_to=moved_to)
    return publication


def valid_approval(document: Document, save: Revision) -> Review | None:
    """Return the approval that holds for the words of a save: the last word on them, by none of their writers."""
    review = latest_review(document, save.hash)
    if review is None or review.verdict != Review.Verdict.APPROVED or review.by_id in contributors(document, save):
        return None
    return review


def _cancel_scheduled(document: Document, why: str) -> None:
    """Take back a time that was set: words chosen before must not come over newer ones."""
    document.schedules.filter(state="waiting").update(state="cancelled", outcome=why)


def _require_changed(document: Document, save: Revision, shown: Mapping[str, Any]) -> None:
    live = latest_publication(document)
    read = (live.action, live.hash, published_facts(live)) if live else None
    if read == (Publication.Action.PUBLISH, save.hash, shown):
        raise PublishRefused("Families read exactly these words already. Nothing was published.")


def require_approval(document: Document, save: Revision, shown: Mapping[str, Any], change: Change) -> Review:
    """Return the approval of a save’s words with all that they show, if nobody took the text down since.

    Raises:
        PublishRefused: there is none; says what to do.
    """
    approval = valid_approval(document, save)
    if approval is None:
        raise PublishRefused(NOT_APPROVED)
    if was_withdrawn_since_approval(document, save.hash):
        raise PublishRefused("This text was taken down after it was approved. Ask a clinical reviewer to look again.")
    require_facts_reviewed({**facts_as_text(shown), **note_as_text(*change)}, approval)
    return approval


def was_withdrawn_since_approval(document: Document, digest: str) -> bool:
    """Was a text that nobody can read now taken down after these words of it, known by their hash, were approved?"""
    live = latest_publication(document)
    approved = last_entry_id("approved", document=document.pk, detail__hash=digest)
    return (
        live is not None
        and live.action == Publication.Action.WITHDRAW
        and approved < last_entry_id("withdrawn", document=document.pk)
    )


def _lock(document: Document) -> Document:
    """Return the document as stored now, held until the transaction ends, so that two publish in turn."""
    return Document.objects.select_for_update().get(pk=document.pk)
