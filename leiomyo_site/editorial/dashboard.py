"""What waits for whom: the boxes on the desk's front page, and what `review_due` prints and mails."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.urls import reverse

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.content_files import draft_of, text_models
from leiomyo_site.editorial.history import contributors, newest_save
from leiomyo_site.editorial.models import Document, Schedule, ShareComment
from leiomyo_site.editorial.permissions import EDITORS, PUBLISHERS, REVIEWERS, ROLES, full_name, has_role
from leiomyo_site.editorial.references import usage
from leiomyo_site.editorial.selectors import Published
from leiomyo_site.editorial.state import State, with_state

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

    @property
    def more(self) -> int:
        """Return how many texts wait besides those shown."""
        return self.count - len(self.rows)


def boxes(person: User, *, now: datetime) -> list[Box]:
    """Return what waits, first what this person can do something about; nothing for who has none of the three roles."""
    if not any(has_role(person, role) for role in ROLES):
        return []
    texts = [text for model in text_models() for text in with_state(model.objects.all()).order_by("pk")]
    by_state = {state: [text for text in texts if text.state == state] for state in State.values}
    found = []
    if has_role(person, REVIEWERS):
        found += _to_review(by_state[State.WAITING], person)
    if has_role(person, PUBLISHERS):
        found.append(_box("Approved, ready to publish", by_state[State.APPROVED]))
        found.append(_box("Set to be published", by_state[State.SCHEDULED]))
        found += _late_or_refused(now)
    if has_role(person, EDITORS):
        found += _returned(by_state[State.RETURNED], person)
        found += _comments(now)
    found.append(_box("Published, with a newer draft", by_state[State.NEWER_DRAFT]))
    if has_role(person, EDITORS):
        found.append(_box("Drafts that families have never seen", by_state[State.DRAFT]))
    return found + _due_boxes(texts, now) + _about_links(texts)


def due_texts(texts: Iterable[Document], *, now: datetime) -> list[tuple[Document, datetime]]:
    """Return the live texts whose next full check is past or within 60 days, with its day, soonest first."""
    known = {text.code: text for text in texts}
    live = [item for lang in published.languages() for item in (*published.pages(lang), *published.terms(lang))]
    found = [
        (known[item.code], item.next_check) for item in live if item.code in known and item.next_check <= now + SOON
    ]
    return sorted(found, key=lambda pair: pair[1])


def who_looks_after(text: Document) -> str:
    """Return who owns a text, and who does when they are away."""
    owner = full_name(text.owner) if text.owner else "nobody"
    return f"owner {owner}" + (f", when away {full_name(text.backup)}" if text.backup else "")


def _to_review(waiting: list[Document], person: User) -> list[Box]:
    mine = [text for text in waiting if person.pk not in contributors(text, newest_save(text))]
    return [
        _box("Waiting for my review", mine),
        _box("Waiting for somebody else’s review", [text for text in waiting if text not in mine]),
    ]


def _returned(returned: list[Document], person: User) -> list[Box]:
    mine = [text for text in returned if text.owner_id == person.pk or _wrote(text, person)]
    return [
        _box("Returned to me", mine),
        _box("Returned to others", [text for text in returned if text not in mine]),
    ]


def _wrote(text: Document, person: User) -> bool:
    return person.pk in contributors(text, newest_save(text))


def _late_or_refused(now: datetime) -> list[Box]:
    late = Schedule.objects.filter(state=Schedule.State.WAITING, due_at__lt=now - timedelta(minutes=10))
    refused = Schedule.objects.filter(state=Schedule.State.REFUSED, due_at__gt=now - timedelta(days=30))
    rows = [_row(row.document, "late: nothing publishes on time. Tell who runs this site.") for row in late]
    rows += [_row(row.document, row.outcome) for row in refused.order_by("-due_at")]
    return [Box("Not published on time", len(rows), tuple(rows[:SHOWN]))] if rows else []


def _comments(now: datetime) -> list[Box]:
    fresh = (
        ShareComment.objects.filter(at__gt=now - timedelta(days=14)).order_by("-at").select_related("share__save_shown")
    )
    rows = [
        _row(item.share.save_shown.document, f"{item.name or 'somebody'}: {item.text[:120]}") for item in fresh[:SHOWN]
    ]
    return [Box("What readers of shared drafts wrote", fresh.count(), tuple(rows))] if rows else []


def _due_boxes(texts: list[Document], now: datetime) -> list[Box]:
    due = due_texts(texts, now=now)
    over = [(text, day) for text, day in due if day <= now]
    soon = [(text, day) for text, day in due if day > now]
    return [
        Box(
            title,
            len(pairs),
            tuple(_row(text, f"{day:%d %B %Y}, {who_looks_after(text)}") for text, day in pairs[:SHOWN]),
        )
        for title, pairs in (("Past the check date", over), ("To be checked in 60 days", soon))
    ]


def _about_links(texts: list[Document]) -> list[Box]:
    known = {text.code: text for text in texts}
    broken: list[tuple[Published, str]] = []
    unused: list[Published] = []
    for lang in published.languages():
        broken += usage(lang).broken
        unused += usage(lang).unused(lang)
    mend = [_row(known[page.code], message) for page, message in broken if page.code in known]
    idle = [_row(known[term.code]) for term in unused if term.code in known]
    return [
        Box("Links that lead nowhere", len(mend), tuple(mend[:SHOWN])),
        Box("Words that no page uses", len(idle), tuple(idle[:SHOWN])),
    ]


def _box(title: str, texts: list[Document]) -> Box:
    return Box(title, len(texts), tuple(_row(text) for text in texts[:SHOWN]))


def _row(text: Document, about: str = "") -> Row:
    model = next(model for model in text_models() if text.kind == model.KIND)
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[text.pk])
    return Row(str(text if isinstance(text, model) else draft_of(text)), url, about)
