"""What every admin class of the site has in common: who may see and change, and which log holds it."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.http import HttpRequest

from leiomyo_site.editorial.permissions import EDITORS, ROLES, has_role


class EditorialAdmin(admin.ModelAdmin):
    """Shown to all three roles, changed by editors, and never deleted: publications may refer to it for ever."""

    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return any(has_role(request.user, role) for role in ROLES)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return has_role(request.user, EDITORS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_role(request.user, EDITORS)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        """Return an entry that is not saved: our audit log holds it, and Django's would be a second, lesser one."""
        return LogEntry()

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        """Return an entry that is not saved, as above."""
        return LogEntry()
