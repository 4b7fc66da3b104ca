"""Who wrote the words that are there now, and the way back to older ones."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from .drafting import save_draft
from .events import record
from .models import Document, DraftSave, Publication
from .people import EDITORS, require


def live_publication(document: Document) -> Publication | None:
    """Return the newest publication of a document, a withdrawal too; None if there has been none."""
    return document.publications.order_by("-number").first()


def contributors(document: Document, save: DraftSave) -> list[int]:
    """Return the ids of all who changed the text between its last publication and the words of `save`, newest first.

    For words that are public, or once were, it is the publication before them that counts: whoever wrote them cannot
    check them afterwards either. An edit that was undone counts, since undoing it cannot be told from hiding it. Each
    person stands once; the words of the content files have nobody behind them, unless they were brought in by somebody.
    """
    before = _published_before(document, save.hash)
    found: dict[int, None] = {}
    earlier = document.saves.filter(version__lte=save.version).order_by("-version")
    for digest, person, at in earlier.values_list("hash", "by_id", "at"):
        if before and digest == before.hash and at <= before.published_at:
            break
        if person is not None:
            found[person] = None
    return list(found)


def _published_before(document: Document, digest: str) -> Publication | None:
    """Return the last publication before these words were first public, None if there is none."""
    last = None
    for row in document.publications.filter(action=Publication.Action.PUBLISH).order_by("number"):
        if row.hash == digest:
            break
        last = row
    return last


def newest_save(document: Document) -> DraftSave:
    """Return the save that made the draft as it stands."""
    return document.saves.get(version=document.version)


@transaction.atomic
def restore(document: Document, save: DraftSave, *, by: AbstractBaseUser, at: datetime, seen_version: int) -> bool:
    """Bring the words of an older save back as the newest draft; return False if they are there already.

    Raises:
        NotAllowed: the person is no editor.
        StaleDraft: somebody saved other words in between.
    """
    require(by, EDITORS)
    document.take({**save.content, "slug": document.slug}, save.content["body"])
    changed = save_draft(document, by=by, at=at, seen_version=seen_version)
    if changed:
        record("restored", by=by, at=at, document=document, version=save.version)
    return changed
