"""Publishing: freezing exact, approved words as the text that families read, and taking it down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.forms.models import model_to_dict

from leiomyo_site.prose.page import PageText, render_page
from leiomyo_site.prose.rendering import Surroundings
from leiomyo_site.prose.wording import Fault

from . import published
from .events import record
from .history import contributors, live_publication, newest_save
from .models import Address, Document, DraftSave, Publication, Review, Source
from .people import PUBLISHERS, REVIEWERS, require
from .reviewing import newest_review

FIRST_NOTE = "First published."


class PublishRefused(Exception):
    """This text may not be published or taken down like this; says why and what to do."""


@dataclass(frozen=True)
class Change:
    """What a publication tells families: what changed, in a sentence, and how much it matters."""

    note: str
    weight: str

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
        made.append(_freeze(document, save, origin=Publication.Origin.STARTING, published_at=save.at, note=FIRST_NOTE))
    return made


@transaction.atomic
def publish(
    document: Document,
    *,
    by: AbstractBaseUser,
    at: datetime,
    seen_hash: str,
    note: str,
    weight: str,
    faults: Iterable[Fault] = (),
    reason: str = "",
) -> Publication:
    """Freeze the draft, approved by someone else, as the next number that families read.

    `faults` is what the gates say of exactly these words; `reason` is why those that do not block may stay.

    Raises:
        NotAllowed: the person is no publisher.
        PublishRefused: the words are not those that were seen, are not approved, have a fault that blocks, lack a note,
            or are what families read already.
    """
    require(by, PUBLISHERS)
    current = _current(document)
    if current.draft_hash != seen_hash:
        raise PublishRefused("The words changed since you opened this page. Nothing was published. Look at them first.")
    _check_faults(faults, reason)
    change = Change(note, weight)
    return publish_save(current, newest_save(current), by=by, at=at, change=change, event="published", reason=reason)


@transaction.atomic
def roll_back(document: Document, number: int, *, by: AbstractBaseUser, at: datetime, change: Change) -> Publication:
    """Publish the words of an older number again, as a new number; the draft stays as it is.

    Raises:
        NotAllowed: the person is no publisher.
        PublishRefused: there is no such number, or nobody ever approved its words.
    """
    require(by, PUBLISHERS)
    current = _current(document)
    older = current.publications.filter(number=number, action=Publication.Action.PUBLISH).first()
    if older is None:
        raise PublishRefused(f"There is no published number {number} of this text.")
    save = current.saves.filter(hash=older.hash).order_by("-version").first()
    return publish_save(current, save, by=by, at=at, change=change, event="rolled back", to=number)


def publish_save(
    document: Document,
    save: DraftSave,
    *,
    by: AbstractBaseUser,
    at: datetime,
    change: Change,
    event: str,
    **detail: Any,
) -> Publication:
    """Publish the words of one save, approved by someone who did not write them; the caller holds the document.

    Raises:
        PublishRefused: the words are not approved, lack a note, or are what families read already.
    """
    live = live_publication(document)
    if live and live.action == Publication.Action.PUBLISH and live.hash == save.hash:
        raise PublishRefused("Families read exactly these words already. Nothing was published.")
    approval = approval_of(document, save)
    if approval is None:
        raise PublishRefused("These exact words are not approved. Ask a clinical reviewer.")
    change.check()
    publication = _freeze(
        document,
        save,
        origin=Publication.Origin.REVIEWED,
        approval=approval,
        approved_by=approval.by,
        author_id=next(iter(contributors(document, save)), None),
        published_by=by,
        published_at=at,
        note=change.note.strip(),
        weight=change.weight,
    )
    record(event, by=by, at=at, document=document, number=publication.number, **detail)
    return publication


@transaction.atomic
def withdraw(
    document: Document, *, by: AbstractBaseUser, at: datetime, note: str, weight: str, moved_to: str = ""
) -> Publication:
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
    current.schedules.filter(state="waiting").update(state="cancelled", outcome="The page was taken down.")
    record("withdrawn", by=by, at=at, document=current, number=publication.number, moved_to=moved_to)
    return publication


def approval_of(document: Document, save: DraftSave) -> Review | None:
    """Return the approval that holds for the words of a save: the last word on them, by none of their writers."""
    review = newest_review(document, save.hash)
    if review is None or review.verdict != Review.Verdict.APPROVED or review.by_id in contributors(document, save):
        return None
    return review


def _current(document: Document) -> Document:
    """Return the document as stored now, held until the transaction ends, so that two publish in turn."""
    return Document.objects.select_for_update().get(pk=document.pk)


def _check_faults(faults: Iterable[Fault], reason: str) -> None:
    faults = list(faults)
    blocking = [fault for fault in faults if fault.is_blocking]
    if blocking:
        said = "; ".join(f"{fault.message}" + (f" (“{fault.quote[:80]}”)" if fault.quote else "") for fault in blocking)
        raise PublishRefused(f"{len(blocking)} to mend first: {said}.")
    if faults and not reason.strip():
        said = "; ".join(fault.message for fault in faults)
        raise PublishRefused(f"Look at these, or say why they may stay: {said}.")


def _freeze(document: Document, save: DraftSave, **facts: Any) -> Publication:
    """Write the words of a save down as the next number, with its address claimed and all it shows from elsewhere."""
    _claim_address(document, save.content["slug"])
    live = live_publication(document)
    return Publication.objects.create(
        document_id=document.pk,
        code=document.code,
        kind=document.kind,
        lang=document.lang,
        slug=save.content["slug"],
        number=live.number + 1 if live else 1,
        content=save.content,
        hash=save.hash,
        frozen=_shown_from_elsewhere(document, save.content),
        review_months=document.review_months,
        **facts,
    )


def _claim_address(document: Document, slug: str) -> None:
    address, _ = Address.objects.get_or_create(
        kind=document.kind, lang=document.lang, slug=slug, defaults={"document_id": document.pk}
    )
    if address.document_id != document.pk:
        raise PublishRefused(f"The address “{slug}” once belonged to another text. Choose another.")


def _shown_from_elsewhere(document: Document, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sources that a page cites and the numbers of the terms on it, as they are now."""
    if document.kind != Document.Kind.PAGE:
        return {}
    page = PageText.from_content(content)
    cited = Source.objects.in_bulk(page.sources)
    missing = [key for key in page.sources if key not in cited]
    if missing:
        raise PublishRefused(f"“{document.slug}” cites sources that do not exist: {', '.join(missing)}.")
    shown = render_page(page, Surroundings(published.glossary(document.lang), lang=document.lang)).terms
    numbers = {term.slug: term.number for term in published.terms(document.lang)}
    return {
        "sources": {key: model_to_dict(cited[key], ("citation", "year", "studied", "url")) for key in page.sources},
        "terms": {slug: numbers[slug] for slug in shown},
    }
