"""Texts with a history, made by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

from leiomyo_site.editorial.selectors import PublishedVersion
from leiomyo_site.site.version_history import VersionHistory, histories

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def version(number: int, **facts: Any) -> PublishedVersion:
    """Return one number of the page on surgery, a day after the one before."""
    known: dict[str, Any] = {
        "code": "HJ9BN",
        "kind": "page",
        "lang": "en",
        "slug": "surgery",
        "number": number,
        "is_withdrawal": False,
        "title": "Surgery",
        "hash": f"hash {number}",
        "terms": {},
        "sources": {},
        "pictures": {},
        "drawings": {},
        "published_at": NOON + timedelta(days=number),
        "first_published_at": NOON + timedelta(days=1),
        "review_months": 12,
        "note": f"Note {number}.",
        "weight": "content",
        "moved_to": "",
        "checked_by": "",
        "checked_at": None,
    }
    return PublishedVersion(**{**known, **facts})


def withdrawal(number: int, **facts: Any) -> PublishedVersion:
    return version(number, **{"is_withdrawal": True, "title": "", "hash": "", "note": "Wrong.", **facts})


def texts(*versions: PublishedVersion) -> dict[str, VersionHistory]:
    return histories(versions)
