"""The way back to older words."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.audit import log_action
from leiomyo_site.editorial.models import Document, Revision
from leiomyo_site.editorial.permissions import EDITORS, require_role


@transaction.atomic
def restore_revision(document: Document, save: Revision, *, by: User, at: datetime, expected_version: int) -> bool:
    """Bring the words of an older save back as the newest draft; return False if they are there already.

    Raises:
        NotAllowed: the person is no editor.
        StaleDraft: somebody saved other words in between.
    """
    require_role(by, EDITORS)
    document.set_content({**save.content, "slug": document.slug}, save.content["body"])
    changed = save_draft(document, by=by, at=at, expected_version=expected_version)
    if changed:
        log_action("restored", by=by, at=at, document=document, version=save.version)
    return changed
