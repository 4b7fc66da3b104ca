"""Discarding what families never read: a draft with its saves and reviews, a picture with its files, a source."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from leiomyo_site.editorial.audit import log_action
from leiomyo_site.editorial.content_files import document_models, draft_at_revision, load_draft
from leiomyo_site.editorial.models import (
    Document,
    DraftComment,
    DraftShareLink,
    Picture,
    PictureFile,
    PictureVersion,
    Publication,
    Review,
    Revision,
    ScheduledPublication,
    Source,
)
from leiomyo_site.editorial.permissions import EDITORS, require_role
from leiomyo_site.editorial.triggers import deletions_allowed
from leiomyo_site.text.page import figure_names
from leiomyo_site.text.urls import page_path, term_path

Discardable = Document | Picture | Source


class DiscardRefused(Exception):
    """This cannot be discarded; says why and what to do."""


@transaction.atomic
def discard(thing: Discardable, *, by: User, at: datetime) -> None:
    """Delete a draft, a picture or a source for ever; only the line in the audit log stays.

    Raises:
        NotAllowed: the person is no editor.
        DiscardRefused: families have read it, a draft uses it, or a time is set for it.
    """
    require_role(by, EDITORS)
    if isinstance(thing, Document):
        # Publishing holds the same row, so that nothing is published and discarded at once.
        thing = Document.objects.select_for_update().get(pk=thing.pk)
    if was_public(thing):
        raise DiscardRefused("Families have read it, so it stays for ever. A text can be taken down.")
    uses = drafts_using(thing)
    if uses and isinstance(thing, Document):
        raise DiscardRefused("A time is set at which it is published. Take that time back first.")
    if uses:
        raise DiscardRefused(f"It is used by {', '.join(map(str, uses))}. Take it out there first.")
    if isinstance(thing, Document):
        _discard_draft(thing, by=by, at=at)
    elif isinstance(thing, Picture):
        _discard_picture(thing, by=by, at=at)
    else:
        log_action("discarded", by=by, at=at, source=thing.key)
        thing.delete()


def was_public(thing: Discardable) -> bool:
    """Has any publication ever shown a text, a picture or a source?"""
    if isinstance(thing, Document):
        return Publication.objects.filter(document=thing.pk).exists()
    shown = (
        {"frozen__pictures__has_key": thing.name}
        if isinstance(thing, Picture)
        else {"frozen__sources__has_key": thing.key}
    )
    return Publication.objects.filter(**shown).exists()


def drafts_using(thing: Discardable) -> list[Document]:
    """Return the drafts that show a picture or cite a source, those set to be published among them.

    A text itself is used by none but itself, while a time is set at which it is published.
    """
    waiting = ScheduledPublication.objects.filter(state=ScheduledPublication.State.WAITING)
    if isinstance(thing, Document):
        return [load_draft(row.document) for row in waiting.filter(document=thing.pk)]
    scheduled = [draft_at_revision(row.document.revisions.filter(hash=row.hash).latest("version")) for row in waiting]
    found = {draft.pk: draft for draft in (*_all_drafts(), *scheduled) if _uses(draft, thing)}
    return list(found.values())


def drafts_linking(document: Document) -> list[Document]:
    """Return the drafts that link a text by its address, or a term as a word near theirs."""
    is_term = document.kind == Document.Kind.TERM
    path = (term_path if is_term else page_path)(document.slug, document.lang)
    signs = [f"]({path}", *([f"](term:{document.slug})"] if is_term else [])]
    found = []
    for draft in _all_drafts():
        content = draft.to_content()
        words = "\n".join(map(str, content.values()))
        is_near = is_term and document.slug in content.get("see_also", ())
        if draft.pk != document.pk and draft.lang == document.lang and (is_near or any(s in words for s in signs)):
            found.append(draft)
    return found


def what_goes(thing: Discardable) -> list[str]:
    """Return in words what is deleted with a text, a picture or a source, and which links lead nowhere then."""
    if isinstance(thing, Source):
        return [f"the source “{thing.key}”: {thing.citation}"]
    if isinstance(thing, Picture):
        return [f"the picture “{thing.name}” with its files and words, in all {thing.versions.count()} version(s)"]
    comments = DraftComment.objects.filter(share__save_shown__document=thing.pk).count()
    counts = {"save": thing.revisions.count(), "review": thing.reviews.count(), "reader comment": comments}
    shared = DraftShareLink.objects.filter(save_shown__document=thing.pk).count()
    lines = [f"“{thing}” with its address “{thing.slug}”"]
    lines += [f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts.items() if count]
    lines += [f"{shared} link(s) that show the draft to others"] if shared else []
    lines += [f"a link in “{draft}”, which then leads nowhere" for draft in drafts_linking(thing)]
    return lines


def _all_drafts() -> Iterator[Document]:
    for model in document_models():
        yield from model.objects.all()


def _uses(draft: Document, thing: Picture | Source) -> bool:
    content = draft.to_content()
    if isinstance(thing, Picture):
        return thing.name in figure_names(content["body"])
    return thing.key in content.get("sources", ())


def _discard_draft(document: Document, *, by: User, at: datetime) -> None:
    draft = load_draft(document)
    log_action("discarded", by=by, at=at, code=draft.code, address=draft.slug, title=str(draft))
    rows: Iterable[type] = (DraftComment, Review, Revision)
    with deletions_allowed(row._meta.db_table for row in rows):  # type: ignore[attr-defined]
        DraftComment.objects.filter(share__save_shown__document=draft.pk).delete()
        DraftShareLink.objects.filter(save_shown__document=draft.pk).delete()
        for related in (draft.schedules, draft.reviews, draft.revisions):
            related.all().delete()
    draft.delete()


def _discard_picture(picture: Picture, *, by: User, at: datetime) -> None:
    log_action("discarded", by=by, at=at, picture=picture.name)
    with deletions_allowed((PictureVersion._meta.db_table, PictureFile._meta.db_table)):
        files = list(picture.versions.values_list("sha256", flat=True))
        picture.versions.all().delete()
        elsewhere = PictureVersion.objects.filter(sha256__in=files).values("sha256")
        PictureFile.objects.filter(sha256__in=files).exclude(sha256__in=elsewhere).delete()
    picture.delete()
