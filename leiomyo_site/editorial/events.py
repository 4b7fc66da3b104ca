"""The audit list: one line for everything that was done."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from .models import Document, Event


def record(
    what: str, *, by: AbstractBaseUser | None, at: datetime, document: Document | None = None, **detail: Any
) -> None:
    """Write one line: who did what to which text, with the facts that mattered."""
    Event.objects.create(what=what, by=by, at=at, document_id=document.pk if document else None, detail=detail)
