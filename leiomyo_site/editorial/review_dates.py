"""When the whole of a text is to be checked again: one rule for public pages, administration and reminders."""

import calendar
from collections.abc import Mapping
from datetime import MAXYEAR, datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from leiomyo_site.editorial.live_content import publications
from leiomyo_site.editorial.models import Publication, Review


def next_check(*, first_published_at: datetime, checked_at: datetime | None, months: int) -> datetime:
    """Return when a text is to be checked again: so long after its last full check, or after it was first public.

    A review of changes only moves neither, so the date stays.
    """
    return add_months(timezone.localtime(checked_at or first_published_at), months)


def is_overdue(due: datetime, *, now: datetime) -> bool:
    """Return whether a check that was due at a time should have been made by now."""
    return due <= now


def add_months(day: datetime, months: int) -> datetime:
    """Return the same day some months later, or the last day of a shorter month.

    >>> add_months(datetime(2026, 1, 31), 1).date().isoformat()
    '2026-02-28'

    What lies beyond the calendar is its last day: an older publication may hold any number.

    >>> add_months(datetime(2026, 1, 31), 99999).date().isoformat()
    '9999-12-31'
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year >= MAXYEAR:
        return day.replace(year=MAXYEAR, month=12, day=31)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def full_checks() -> QuerySet[Review]:
    """Return every approval of the whole of a text that was published then or later, oldest first.

    It was of that text only where the reviewer saw the same words, sources, pictures and months.
    """
    same = {name: OuterRef(name) for name in ("document", "hash", "facts_hash")}
    was_published = publications().filter(**same)
    return Review.objects.filter(
        Exists(was_published), verdict=Review.Verdict.APPROVED, scope=Review.Scope.FULL
    ).order_by("pk")


def first_published(**documents: object) -> Mapping[int, datetime]:
    """Return when each of some documents was first public, by its id: at its lowest number, whichever that is."""
    highest_first = Publication.objects.filter(**documents).order_by("-number")
    return dict(highest_first.values_list("document_id", "published_at"))
