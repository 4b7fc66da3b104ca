"""The way back to older words."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.audit import record
from leiomyo_site.editorial.models import Document, DraftSave
from leiomyo_site.editorial.permissions import EDITORS, require


@transaction.atomic
def restore(document: Document, save: DraftSave, *, by: User, at: datetime, seen_version: int) -> bool:
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
