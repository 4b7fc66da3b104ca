"""What every admin class of the site has in common: who may see and change, and which log holds it."""

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from leiomyo_site.accounts.bounded_search import BoundedSearchMixin
from leiomyo_site.editorial.actions.discard import DiscardRefused, discard, drafts_using, was_public, what_goes
from leiomyo_site.editorial.models import Document, Picture, Source
from leiomyo_site.editorial.permissions import EDITORS, ROLES, RoleRequired, has_role, signed_in_user

DISCARDABLE = (Document, Picture, Source)

# The longest text of a field that has no limit of its own, such as what a source is called.
LONGEST_TEXT = 2000


class EditorialAdmin(BoundedSearchMixin):
    """Shown to all three roles, changed by editors, and deleted only while families have never read it."""

    actions = None
    delete_confirmation_template = "editing/discard.html"
    formfield_overrides: ClassVar[dict[Any, Any]] = {models.TextField: {"max_length": LONGEST_TEXT}}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return any(has_role(request.user, role) for role in ROLES)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return has_role(request.user, EDITORS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_role(request.user, EDITORS)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let editors discard what families never read; publications refer to all else for ever."""
        return isinstance(obj, DISCARDABLE) and has_role(request.user, EDITORS) and not was_public(obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Return what goes with each, and the drafts that use it, which Django takes for what must not go."""
        found = list(objs)
        return (
            [line for one in found for line in what_goes(one)],
            {},
            set(),
            [u for one in found for u in drafts_using(one)],
        )

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if self.has_add_permission(request):
            thing = self.get_object(request, unquote(object_id))
            if thing is None:
                raise PermissionDenied("There is nothing here. Somebody may have discarded it already.")
            if isinstance(thing, DISCARDABLE) and was_public(thing):
                raise PermissionDenied(
                    "Families have read it, so it is kept. A page or term can be taken down instead."
                )
        try:
            return super().delete_view(request, object_id, extra_context)
        except (DiscardRefused, RoleRequired) as refusal:
            messages.error(request, f"{refusal} Nothing was discarded.")
            return HttpResponseRedirect(request.path)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        discard(obj, by=signed_in_user(request), at=timezone.now())

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep no log of Django's own, as below."""
        return None

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        messages.success(request, f"Discarded: {obj_display}.")
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        """Return an entry that is not saved: our audit log holds it, and Django's would be a second, lesser one."""
        return LogEntry()

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        """Return an entry that is not saved, as above."""
        return LogEntry()
