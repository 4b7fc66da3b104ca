"""What the lists of texts say of each: its state, what families see, when its check is due, who looks after it."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from leiomyo_site.admin.build_status import is_served
from leiomyo_site.admin.integers import parse_positive_int
from leiomyo_site.editorial.dashboard import DUE_SOON
from leiomyo_site.editorial.models import Document
from leiomyo_site.editorial.permissions import full_name
from leiomyo_site.editorial.review_dates import is_overdue
from leiomyo_site.editorial.state import (
    DocumentState,
    document_states,
    next_review_date,
    with_review_dates,
    with_state,
)

NO_BREAK = "\u00a0"


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(DocumentState.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in DocumentState.values:
            return queryset
        found = [pk for pk, bundle in document_states(queryset).items() if bundle.state == self.value()]
        return queryset.filter(pk__in=found)


class DueFilter(admin.SimpleListFilter):
    title = "check"
    parameter_name = "check"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("overdue", "overdue"), ("soon", "due in 60 days")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in ("overdue", "soon"):
            return queryset
        now = timezone.now()
        due = [
            (text.pk, day) for text in queryset.only("pk") if (day := next_review_date(text)) and day <= now + DUE_SOON
        ]
        return queryset.filter(
            pk__in=[pk for pk, day in due if is_overdue(day, now=now) == (self.value() == "overdue")]
        )


class OwnerFilter(admin.SimpleListFilter):
    title = "owner"
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        people = User.objects.filter(pk__in=Document.objects.values("owner")).order_by("first_name", "username")
        return [("none", "nobody"), *((str(person.pk), full_name(person)) for person in people)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "none":
            return queryset.filter(owner=None)
        chosen = parse_positive_int(self.value() or "")
        return queryset.filter(owner=chosen) if chosen else queryset


class DocumentListMixin(admin.ModelAdmin):
    """The columns and filters of a list of documents, whose rows carry their state."""

    title_field: str
    list_filter = (StateFilter, DueFilter, OwnerFilter, "lang")
    list_select_related = ("owner",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return with_review_dates(with_state(super().get_queryset(request))).order_by(Lower(self.title_field))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return the list with the state of each row, worked out for all of them at once."""
        listed = super().get_changelist_instance(request)
        states = document_states(listed.result_list)
        for document in listed.result_list:
            document.bundle_state = states[document.pk]
        return listed

    @admin.display(description="state")
    def draft_state(self, document: Any) -> str:
        return str(document.bundle_state.label)

    @admin.display(description="published")
    def live_version(self, document: Any) -> str:
        if document.live_number is None:
            return "nothing"
        what = f"version {document.live_number}" if document.live_action == "publish" else "taken down"
        waits = "" if is_served(document.code, document.live_number) else "; not with families yet"
        return f"{what}, {shown(document.live_at)}{waits}"

    @admin.display(description="check due")
    def check_due(self, document: Any) -> str | SafeString:
        return due_in_words(next_review_date(document), now=timezone.now())

    @admin.display(description="owner", ordering="owner__first_name")
    def owner_name(self, document: Any) -> str:
        return full_name(document.owner) if document.owner else "nobody"


def due_in_words(day: datetime | None, *, now: datetime) -> str | SafeString:
    """Return when a check is due; one that is overdue says so in a word, and stands out.

    >>> from datetime import UTC
    >>> due_in_words(datetime(2027, 5, 4, tzinfo=UTC), now=datetime(2027, 5, 3, tzinfo=UTC))
    'soon: 4\\xa0May\\xa02027'
    """
    if day is None:
        return "–"
    if is_overdue(day, now=now):
        return format_html('<strong class="editing-overdue">overdue since {}</strong>', shown(day))
    return f"soon: {shown(day)}" if day <= now + DUE_SOON else shown(day)


def shown(day: datetime) -> str:
    """Return a day as lists show it, by the clinic’s clock, in one piece."""
    return f"{timezone.localtime(day):%-d %b %Y}".replace(" ", NO_BREAK)
