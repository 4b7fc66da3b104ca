"""The desk's other lists: the source catalogue, and who did what."""

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from ..models import Event, Source
from ..people import EDITORS, ROLES, has_role
from ..sourcing import save_source


class SourceAdmin(admin.ModelAdmin):
    """What texts may cite, by its key: [@key]."""

    list_display = ("key", "citation", "year", "has_studied")
    search_fields = ("key", "citation")
    fields = ("key", "citation", "year", "studied", "seen", "url")
    actions = None

    @admin.display(description="says who was studied", boolean=True)
    def has_studied(self, source: Source) -> bool:
        return bool(source.studied)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return any(has_role(request.user, role) for role in ROLES)

    def has_view_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return has_role(request.user, EDITORS)

    def has_change_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return has_role(request.user, EDITORS)

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return False  # drafts may cite it

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> tuple[str, ...]:
        return ("key",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        save_source(obj, by=request.user, at=timezone.now())


class EventAdmin(admin.ModelAdmin):
    """Who did what: read only, and in the database too."""

    list_display = ("at", "by", "what", "document_slug", "facts")
    list_filter = ("what", "by")
    date_hierarchy = "at"
    search_fields = ("document__slug", "by__username")
    ordering = ("-pk",)
    list_per_page = 50
    list_display_links = None
    actions = None

    @admin.display(description="text")
    def document_slug(self, event: Event) -> str:
        return event.document.slug if event.document else "–"

    @admin.display(description="facts")
    def facts(self, event: Event) -> str:
        found = {key: value for key, value in event.detail.items() if value not in ("", None)}
        return ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in found.items()) or "–"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser or any(has_role(request.user, role) for role in ROLES)

    def has_view_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False
