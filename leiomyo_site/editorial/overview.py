"""What waits for whom: the boxes on the desk's front page, and what `review_due` prints."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse

from . import published
from .content_files import text_models
from .models import Document
from .people import EDITORS, PUBLISHERS, REVIEWERS, has_role
from .state import State, with_state

SHOWN = 8
SOON = timedelta(days=60)


@dataclass(frozen=True)
class Row:
    """One text that waits, with the address of its form."""

    title: str
    url: str
    about: str = ""


@dataclass(frozen=True)
class Box:
    """A heading with how many texts wait, and the first of them."""

    title: str
    count: int
    rows: tuple[Row, ...]
    empty: str = "Nothing waits here."


def boxes(person: AbstractBaseUser, *, now: datetime) -> list[Box]:
    """Return what waits, first what this person can do something about."""
    texts = [text for model in text_models() for text in with_state(model.objects.all()).order_by("pk")]
    by_state = {state: [text for text in texts if text.state == state] for state in State.values}
    found = []
    if has_role(person, REVIEWERS):
        found.append(_box("Waiting for a review", by_state[State.WAITING]))
    if has_role(person, PUBLISHERS):
        found.append(_box("Approved, ready to publish", by_state[State.APPROVED]))
        found.append(_box("Set to be published", by_state[State.SCHEDULED]))
    if has_role(person, EDITORS):
        found.append(_box("Returned to a writer", by_state[State.RETURNED]))
        found.append(_box("Drafts that nobody was asked to read", by_state[State.NEWER_DRAFT] + by_state[State.DRAFT]))
    due = due_texts(texts, now=now)
    overdue = [text for text, day in due if day <= now]
    found.append(_box("Past the check date", overdue))
    found.append(_box("To be checked in 60 days", [text for text, day in due if day > now]))
    return found


def due_texts(texts: Iterable[Document], *, now: datetime) -> list[tuple[Document, datetime]]:
    """Return the live texts whose next full check is past or within 60 days, with its day, soonest first."""
    known = {text.code: text for text in texts}
    live = [item for lang in published.languages() for item in (*published.pages(lang), *published.terms(lang))]
    found = [
        (known[item.code], item.next_check) for item in live if item.code in known and item.next_check <= now + SOON
    ]
    return sorted(found, key=lambda pair: pair[1])


def _box(title: str, texts: list[Document]) -> Box:
    return Box(title, len(texts), tuple(Row(str(text), _url(text)) for text in texts[:SHOWN]))


def _url(text: Document) -> str:
    return reverse(f"admin:{text._meta.app_label}_{text._meta.model_name}_change", args=[text.pk])
