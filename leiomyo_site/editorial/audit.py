"""The audit list: one line for everything that was done."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from leiomyo_site.editorial.models import AuditLogEntry, Document


def log_action(action: str, *, by: User | None, at: datetime, document: Document | None = None, **detail: Any) -> None:
    """Write one line: who did what to which text, with the facts that mattered."""
    AuditLogEntry.objects.create(
        what=action, by=by, at=at, document_id=document.pk if document else None, detail=detail
    )


def last_entry_id(*actions: str, **about: Any) -> int:
    """Return where the newest line of such actions stands in the audit list, 0 if there is none.

    What came after what is read from here and not from times: a clock that is set back must not bring back an approval.
    """
    entries = AuditLogEntry.objects.filter(what__in=actions, **about)
    return entries.order_by("pk").values_list("pk", flat=True).last() or 0
