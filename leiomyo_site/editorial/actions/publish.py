"""Publishing: freezing exact, approved words as the text that families read, and taking it down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.actions.create_publication import check_pictures_seen, freeze, pictures_of
from leiomyo_site.editorial.actions.review import newest_review
from leiomyo_site.editorial.audit import place_of, record
from leiomyo_site.editorial.content_files import draft_of, words_of
from leiomyo_site.editorial.draft_checks import check_mended, check_nothing_blocks
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.history import contributors, live_publication, newest_save
from leiomyo_site.editorial.models import Document, DraftSave, Publication, Review
from leiomyo_site.editorial.permissions import PUBLISHERS, REVIEWERS, require

FIRST_NOTE = "First published."
NOT_APPROVED = "These exact words are not approved. Ask a clinical reviewer."


@dataclass(frozen=True)
class Change:
    """What a publication tells families: what changed, in a sentence, and how much it matters.

    `reason` is for us: why faults that do not block may stay.
    """

    note: str
    weight: str
    reason: str = ""

    def told(self) -> dict[str, str]:
        """Return what stands in the publication."""
        return {"note": self.note.strip(), "weight": self.weight}

    def check(self) -> None:
        """Check that both are said.

        Raises:
            PublishRefused: one is missing.
        """
        if not self.note.strip():
            raise PublishRefused("Say in a sentence for families what changed.")
        if self.weight not in Publication.Weight.values:
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
        if live_publication(document):
            raise PublishRefused(f"“{document.slug}” is public already. Ask a reviewer to approve the new words.")
        save = newest_save(document)
        pictures = pictures_of(save)
        facts = {"origin": Publication.Origin.STARTING, "published_at": save.at, "note": FIRST_NOTE}
        made.append(freeze(document, save, pictures=pictures, **facts))
    return made


@transaction.atomic
def publish(document: Document, *, by: User, at: datetime, seen_hash: str, change: Change) -> Publication:
    """Freeze the draft, approved by someone else, as the next number that families read.

    Raises:
        NotAllowed: the person is no publisher.
        PublishRefused: the words are not those that were seen, are not approved, have a fault that blocks, lack a note,
            or are what families read already.
    """
    require(by, PUBLISHERS)
    current = _current(document)
    if current.draft_hash != seen_hash:
        raise PublishRefused("The words changed since you opened this page. Nothing was published. Look at them first.")
    made = publish_save(current, newest_save(current), by=by, at=at, change=change, event="published")
    check_mended(draft_of(current), change.reason)
    _end_waiting(current, "Other words were published before that time.")
    return made


@transaction.atomic
def roll_back(document: Document, number: int, *, by: User, at: datetime, change: Change) -> Publication:
    """Publish the words of an older number again, as a new number; the draft stays as it is.

    Raises:
        NotAllowed: the person is no publisher.
        PublishRefused: there is no such number, nobody ever approved its words, or they no longer fit the site.
    """
    require(by, PUBLISHERS)
    current = _current(document)
    older = current.publications.filter(number=number, action=Publication.Action.PUBLISH).first()
    if older is None:
        raise PublishRefused(f"There is no published number {number} of this text.")
    # The first save of these words: who brought them back to the draft since has not written them.
    save = current.saves.filter(hash=older.hash).earliest("version")
    made = publish_save(current, save, by=by, at=at, change=change, event="rolled back", again=older, to=number)
    check_nothing_blocks(words_of(save))
    _end_waiting(current, "Older words were published again before that time.")
    return made


def publish_save(
    document: Document,
    save: DraftSave,
    *,
    by: User,
    at: datetime,
    change: Change,
    event: str,
    again: Publication | None = None,
    **detail: Any,
) -> Publication:
    """Publish the words of one save, approved by someone who did not write them; the caller holds the document.

    `again` is an older publication of the same words, whose pictures come back with them.

    Raises:
        PublishRefused: the words or their pictures are not approved, lack a note, or are what families see already.
    """
    pictures = again.frozen.get("pictures", {}) if again else pictures_of(save)
    _check_is_news(document, save, pictures)
    approval = _approval_that_holds(document, save)
    if not again:
        check_pictures_seen(pictures, approval)
    change.check()
    publication = freeze(
        document,
        save,
        pictures=pictures,
        origin=Publication.Origin.REVIEWED,
        approval=approval,
        approved_by=approval.by,
        author_id=next(iter(contributors(document, save)), None),
        published_by=by,
        published_at=at,
        **change.told(),
    )
    record(event, by=by, at=at, document=document, number=publication.number, reason=change.reason, **detail)
    return publication


@transaction.atomic
def withdraw(document: Document, *, by: User, at: datetime, note: str, weight: str, moved_to: str = "") -> Publication:
    """Take a text down at once. One publisher or one clinical reviewer is enough to take danger down.

    Raises:
        NotAllowed: the person is neither.
        PublishRefused: families cannot read it now, there is no note, or the page to read instead is not public.
    """
    require(by, PUBLISHERS, REVIEWERS)
    current = _current(document)
    live = live_publication(current)
    if live is None or live.action == Publication.Action.WITHDRAW:
        raise PublishRefused("Families cannot read this text now, so there is nothing to take down.")
    Change(note, weight).check()
    if moved_to and not any(page.slug == moved_to != live.slug for page in published.pages(current.lang)):
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
    _end_waiting(current, "The page was taken down.")
    record("withdrawn", by=by, at=at, document=current, number=publication.number, moved_to=moved_to)
    return publication


def approval_of(document: Document, save: DraftSave) -> Review | None:
    """Return the approval that holds for the words of a save: the last word on them, by none of their writers."""
    review = newest_review(document, save.hash)
    if review is None or review.verdict != Review.Verdict.APPROVED or review.by_id in contributors(document, save):
        return None
    return review


def _end_waiting(document: Document, why: str) -> None:
    """Take back a time that was set: words chosen before must not come over newer ones."""
    document.schedules.filter(state="waiting").update(state="cancelled", outcome=why)


def _check_is_news(document: Document, save: DraftSave, pictures: Mapping[str, Any]) -> None:
    live = live_publication(document)
    shown = (live.action, live.hash, live.frozen.get("pictures", {})) if live else None
    if shown == (Publication.Action.PUBLISH, save.hash, pictures):
        raise PublishRefused("Families read exactly these words already. Nothing was published.")


def _approval_that_holds(document: Document, save: DraftSave) -> Review:
    """Return the approval of a save’s words, if nobody took the text down since."""
    approval = approval_of(document, save)
    if approval is None:
        raise PublishRefused(NOT_APPROVED)
    live = live_publication(document)
    approved = place_of("approved", document=document, detail__hash=save.hash)
    if live and live.action == Publication.Action.WITHDRAW and approved < place_of("withdrawn", document=document):
        raise PublishRefused("This text was taken down after it was approved. Ask a clinical reviewer to look again.")
    return approval


def _current(document: Document) -> Document:
    """Return the document as stored now, held until the transaction ends, so that two publish in turn."""
    return Document.objects.select_for_update().get(pk=document.pk)
