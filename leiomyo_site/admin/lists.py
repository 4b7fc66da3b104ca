"""Two more lists in administration: the source catalogue, and the audit log."""

import re
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from leiomyo_site.admin.base import EditorialAdmin
from leiomyo_site.admin.integers import parse_positive_int
from leiomyo_site.editorial.models import AuditLogEntry, Source
from leiomyo_site.editorial.permissions import full_name, signed_in_user
from leiomyo_site.editorial.sources import save_source


class SourceAdmin(EditorialAdmin):
    """What texts may cite, by its key: [@key]."""

    list_display = ("key", "citation", "year", "has_studied")
    search_fields = ("key", "citation")
    fields = ("key", "citation", "year", "studied", "seen", "url")
    change_form_template = "editing/source_form.html"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Sources"})

    @admin.display(description="says who was studied", boolean=True)
    def has_studied(self, source: Source) -> bool:
        return bool(source.studied)

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> tuple[str, ...]:
        return ("key",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        save_source(obj, by=signed_in_user(request), at=timezone.now())


class ActionFilter(admin.SimpleListFilter):
    title = "what was done"
    parameter_name = "what"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            (what, what) for what in AuditLogEntry.objects.order_by("what").values_list("what", flat=True).distinct()
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        is_known = self.value() in dict(self.lookup_choices)
        return queryset.filter(what=self.value()) if is_known else queryset


class UserFilter(admin.SimpleListFilter):
    title = "who did it"
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        people = User.objects.filter(pk__in=AuditLogEntry.objects.values("by")).order_by("first_name", "username")
        return [(str(person.pk), full_name(person)) for person in people]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = parse_positive_int(self.value() or "")
        return queryset.filter(by=chosen) if chosen else queryset


class AuditLogAdmin(EditorialAdmin):
    """Who did what: read only, and in the database too."""

    list_display = ("when", "who", "what", "document_slug", "facts")
    list_filter = (ActionFilter, UserFilter)
    list_select_related = ("by", "document")
    date_hierarchy = "at"
    search_fields = ("document__slug", "by__username")
    ordering = ("-pk",)
    list_per_page = 50
    list_display_links = None

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Who did what"})

    @admin.display(description="when", ordering="at")
    def when(self, event: AuditLogEntry) -> str:
        return f"{timezone.localtime(event.at):%-d %b %Y, %H:%M}"

    @admin.display(description="who", ordering="by")
    def who(self, event: AuditLogEntry) -> str:
        return full_name(event.by) if event.by else "nobody signed in"

    @admin.display(description="text")
    def document_slug(self, event: AuditLogEntry) -> str:
        return event.document.slug if event.document else "–"

    @admin.display(description="facts")
    def facts(self, event: AuditLogEntry) -> str:
        """Say what mattered; hashes stand in the row, and are for checking, not for reading."""
        shown = {key: value for key, value in event.detail.items() if key not in ("hash", "seen")}
        found = {key: value for key, value in shown.items() if value not in ("", None)}
        return "; ".join(f"{key.replace('_', ' ')}: {_readable(value)}" for key, value in found.items()) or "–"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser or super().has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditLogEntry | None = None) -> bool:
        return False


def _readable(value: Any) -> str:
    """Return a fact in words.

    >>> _readable(["Editors"]), _readable({"year": "1997"}), _readable("2026-12-01T12:00:00+00:00")
    ('Editors', 'year 1997', '1 Dec 2026, 12:00')
    """
    if isinstance(value, list):
        return ", ".join(map(_readable, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_readable(one)}" for key, one in value.items())
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d", value):
        return f"{timezone.localtime(datetime.fromisoformat(value)):%-d %b %Y, %H:%M}"
    return str(value)
