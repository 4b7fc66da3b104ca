"""What waits for whom: the boxes on the first page of administration, and what `review_due` prints and mails."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.urls import reverse

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.content_files import document_models, load_draft
from leiomyo_site.editorial.history import contributors, latest_revision
from leiomyo_site.editorial.live_content import live_codes
from leiomyo_site.editorial.models import Document, DraftComment, ScheduledPublication
from leiomyo_site.editorial.permissions import EDITORS, PUBLISHERS, REVIEWERS, ROLES, full_name, has_role
from leiomyo_site.editorial.references import references
from leiomyo_site.editorial.review_dates import is_overdue
from leiomyo_site.editorial.selectors import LivePageText
from leiomyo_site.editorial.state import DocumentState, document_states, with_state

ITEMS_SHOWN = 8
DUE_SOON = timedelta(days=60)


@dataclass(frozen=True)
class DashboardItem:
    """One text that waits, with the address of its form."""

    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class DashboardPanel:
    """A heading with how many texts wait, and the first of them."""

    title: str
    count: int
    items: tuple[DashboardItem, ...]

    @property
    def more(self) -> int:
        """Return how many texts wait besides those shown."""
        return self.count - len(self.items)


def dashboard_panels(user: User, *, now: datetime) -> list[DashboardPanel]:
    """Return what waits, first what this person can do something about; nothing for who has none of the three roles."""
    if not any(has_role(user, role) for role in ROLES):
        return []
    texts = [text for model in document_models() for text in with_state(model.objects.all()).order_by("pk")]
    states = document_states(texts)
    by_state = {state: [text for text in texts if states[text.pk].state == state] for state in DocumentState}
    found = []
    if has_role(user, REVIEWERS):
        found += _review_panels(by_state[DocumentState.WAITING], user)
    if has_role(user, PUBLISHERS):
        found.append(_panel("Approved, ready to publish", by_state[DocumentState.APPROVED]))
        found.append(_panel("Set to be published", by_state[DocumentState.SCHEDULED]))
        found += _unpublished_panels(now)
    if has_role(user, EDITORS):
        found += _returned_panels(by_state[DocumentState.RETURNED], user)
        found += _comment_panels(now)
    changed = [*by_state[DocumentState.OUTDATED], *by_state[DocumentState.NEWER_FACTS]]
    rows = tuple(_item(text, states[text.pk].label) for text in changed[:ITEMS_SHOWN])
    found.append(DashboardPanel("Changed since its approval or publication", len(changed), rows))
    found.append(_panel("Published, with a newer draft", by_state[DocumentState.NEWER_DRAFT]))
    if has_role(user, EDITORS):
        found.append(_panel("Drafts that families have never seen", by_state[DocumentState.DRAFT]))
    return found + _due_panels(texts, now) + _reference_panels(texts)


def documents_due(texts: Iterable[Document], *, now: datetime) -> list[tuple[Document, datetime]]:
    """Return the live texts whose next full check is past or within 60 days, with its day, soonest first."""
    known = {text.code: text for text in texts}
    live = [
        item for lang in published.languages() for item in (*published.live_pages(lang), *published.live_terms(lang))
    ]
    found = [
        (known[item.code], item.next_check) for item in live if item.code in known and item.next_check <= now + DUE_SOON
    ]
    return sorted(found, key=lambda pair: pair[1])


def owner_summary(text: Document) -> str:
    """Return who owns a text, and who does when they are away."""
    owner = full_name(text.owner) if text.owner else "nobody"
    return f"owner {owner}" + (f", when away {full_name(text.backup)}" if text.backup else "")


def _review_panels(waiting: list[Document], person: User) -> list[DashboardPanel]:
    mine = [text for text in waiting if person.pk not in contributors(text, latest_revision(text))]
    return [
        _panel("Waiting for my review", mine),
        _panel("Waiting for somebody else’s review", [text for text in waiting if text not in mine]),
    ]


def _returned_panels(returned: list[Document], person: User) -> list[DashboardPanel]:
    mine = [text for text in returned if text.owner_id == person.pk or _wrote(text, person)]
    return [
        _panel("Returned to me", mine),
        _panel("Returned to others", [text for text in returned if text not in mine]),
    ]


def _wrote(text: Document, person: User) -> bool:
    return person.pk in contributors(text, latest_revision(text))


def _unpublished_panels(now: datetime) -> list[DashboardPanel]:
    late = ScheduledPublication.objects.filter(
        state=ScheduledPublication.State.WAITING, due_at__lt=now - timedelta(minutes=10)
    )
    refused = ScheduledPublication.objects.filter(
        state=ScheduledPublication.State.REFUSED, due_at__gt=now - timedelta(days=30)
    )
    rows = [_item(row.document, "late: nothing publishes on time. Tell who runs this site.") for row in late]
    rows += [_item(row.document, row.outcome) for row in refused.order_by("-due_at")]
    return [DashboardPanel("Not published on time", len(rows), tuple(rows[:ITEMS_SHOWN]))] if rows else []


def _comment_panels(now: datetime) -> list[DashboardPanel]:
    fresh = (
        DraftComment.objects.filter(at__gt=now - timedelta(days=14)).order_by("-at").select_related("share__save_shown")
    )
    rows = [
        _item(item.share.save_shown.document, f"{item.name or 'somebody'}: {item.text[:120]}")
        for item in fresh[:ITEMS_SHOWN]
    ]
    return [DashboardPanel("What readers of shared drafts wrote", fresh.count(), tuple(rows))] if rows else []


def _due_panels(texts: list[Document], now: datetime) -> list[DashboardPanel]:
    due = documents_due(texts, now=now)
    over = [(text, day) for text, day in due if is_overdue(day, now=now)]
    soon = [(text, day) for text, day in due if not is_overdue(day, now=now)]
    return [
        DashboardPanel(
            title,
            len(pairs),
            tuple(_item(text, f"{day:%-d %B %Y}, {owner_summary(text)}") for text, day in pairs[:ITEMS_SHOWN]),
        )
        for title, pairs in (("Past the check date", over), ("To be checked in 60 days", soon))
    ]


def _reference_panels(texts: list[Document]) -> list[DashboardPanel]:
    known = {text.code: text for text in texts}
    broken: list[tuple[LivePageText, str]] = []
    unused: list[Document] = []
    for lang in published.languages():
        found = references(lang)
        broken += found.broken_links
        codes = live_codes(Document.Kind.TERM, lang)
        unused += [known[codes[slug]] for slug in found.unused_terms if codes[slug] in known]
    mend = [_item(known[page.code], message) for page, message in broken if page.code in known]
    idle = [_item(text) for text in unused]
    return [
        DashboardPanel("Links that lead nowhere", len(mend), tuple(mend[:ITEMS_SHOWN])),
        DashboardPanel("Words that no page uses", len(idle), tuple(idle[:ITEMS_SHOWN])),
    ]


def _panel(title: str, texts: list[Document]) -> DashboardPanel:
    return DashboardPanel(title, len(texts), tuple(_item(text) for text in texts[:ITEMS_SHOWN]))


def _item(text: Document, about: str = "") -> DashboardItem:
    model = next(model for model in document_models() if text.kind == model.KIND)
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[text.pk])
    return DashboardItem(str(text if isinstance(text, model) else load_draft(text)), url, about)
