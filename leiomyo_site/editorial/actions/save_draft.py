"""Saving a draft: the only way to write its words."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from leiomyo_site.editorial.audit import log_action
from leiomyo_site.editorial.bundle import LOGGED_FIELDS
from leiomyo_site.editorial.hashing import content_hash
from leiomyo_site.editorial.models import Document, Revision
from leiomyo_site.editorial.models.documents import validate_language
from leiomyo_site.editorial.permissions import EDITORS, require_role
from leiomyo_site.text.normalization import stored, stored_words


class EditConflict(Exception):
    """Somebody else saved this draft since it was opened; nothing was written."""


@transaction.atomic
def save_draft(document: Document, *, by: User | None, at: datetime, expected_version: int) -> bool:
    """Store the words now on `document` and one row of history; return False when no word has changed.

    They are kept in composed letters (NFC), otherwise as typed. `expected_version` is the version that the writer had
    before them, 0 for a new document; `by` is nobody for what comes from the content files.

    Raises:
        NotAllowed: the person is no editor.
        EditConflict: the draft has moved on since.
    """
    if by is not None:
        require_role(by, EDITORS)
    validate_language(document.lang)
    content = stored_words(document.to_content())
    document.set_content(content, content["body"])
    document.change_note = stored(document.change_note)
    digest = content_hash(content)
    if document.pk:
        before = Document.objects.values("draft_hash", *LOGGED_FIELDS).get(pk=document.pk)
        is_changed = before["draft_hash"] != digest
        # One statement both decides who was first and holds the row until the end of the transaction.
        moved = Document.objects.filter(pk=document.pk, version=expected_version).update(
            version=F("version") + int(is_changed)
        )
        if not moved:
            raise EditConflict(f"“{document.slug}” was saved by someone else while you were writing. Nothing is lost.")
        document.version = expected_version
        for field, action in LOGGED_FIELDS.items():
            if before[field] != getattr(document, field):
                log_action(action, by=by, at=at, document=document, value=getattr(document, field))
        if not is_changed:
            document.save()  # not words: what is reviewed beside them, the hash of the file
            return False
    document.version += 1
    document.draft_hash = digest
    document.save()
    Revision.objects.create(
        document_id=document.pk, version=document.version, content=content, hash=digest, by=by, at=at
    )
    return True
