"""Every revision and every publication of a document: compare any two, bring one back as the draft."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from leiomyo_site.admin.build_status import is_served
from leiomyo_site.admin.compare_revisions import CannotCompare, compare, compared_version, default_key
from leiomyo_site.admin.integers import parse_positive_int
from leiomyo_site.admin.views.base import DocumentView
from leiomyo_site.editorial.actions.restore_revision import restore_revision
from leiomyo_site.editorial.permissions import signed_in_user


class HistoryView(DocumentView):
    """The history of a document, and the way back to older words."""

    def document_history_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show every revision and every publication; compare any two, or bring one back as the draft."""
        draft = self.get_draft(request, pk)
        if request.method == "POST" and (response := self._go_back(request, draft)):
            return response
        publications = list(draft.publications.select_related("published_by", "approved_by").order_by("-number"))
        return self.render_view(
            request,
            "editing/history.html",
            draft,
            "History",
            here="history",
            reviews=draft.reviews.order_by("-pk"),
            revisions=draft.revisions.select_related("by").order_by("-version"),
            publications=publications,
            waiting_numbers=[row.number for row in publications if not is_served(row.code, row.number)],
            **self._compared(request, draft),
        )

    def _compared(self, request: HttpRequest, draft: Any) -> dict[str, Any]:
        """Return which two are picked, and what differs between them or what to pick; at first nothing is compared."""
        if not {"from", "to"} & set(request.GET):
            return {"old_key": default_key(draft), "new_key": f"revision-{draft.version}"}
        old_key, new_key = request.GET.get("from", ""), request.GET.get("to", "")
        keys = {"old_key": old_key, "new_key": new_key}
        try:
            old, new = compared_version(draft, old_key), compared_version(draft, new_key)
        except CannotCompare as refusal:
            return {**keys, "fault": str(refusal)}
        keys = {"old_key": old.key, "new_key": new.key}
        return {**keys, "old": old, "new": new, "differences": compare(old.content, new.content)}

    def _go_back(self, request: HttpRequest, draft: Any) -> HttpResponse | None:
        user, now, form = signed_in_user(request), timezone.now(), request.POST
        save = get_object_or_404(draft.revisions, version=parse_positive_int(form.get("restore", "")))
        version = parse_positive_int(form.get("expected_version", ""))
        action = partial(restore_revision, draft, save, by=user, at=now, expected_version=version)
        success = "The older words are the draft again. Families see no change until they are reviewed and published."
        return self.run_action(request, draft, action, success=success)
