"""Every save and every publication; compare, bring back, roll back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from leiomyo_site.admin.compare_revisions import CannotCompare, compare, default_key, picked
from leiomyo_site.admin.integers import whole
from leiomyo_site.admin.views.base import Screen
from leiomyo_site.editorial.actions.publish import Change, roll_back
from leiomyo_site.editorial.actions.restore_revision import restore
from leiomyo_site.editorial.models import Publication


class HistoryScreens(Screen):
    """What was, and going back to it."""

    def history_screen(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show every save and every publication; compare any two, bring one back, or roll back."""
        draft = self.get_draft(request, pk)
        if request.method == "POST" and (answer := self._go_back(request, draft)):
            return answer
        return self.show(
            request,
            "desk/history.html",
            draft,
            "History",
            here="history",
            weights=Publication.Weight.choices,
            saves=draft.saves.select_related("by").order_by("-version"),
            publications=draft.publications.select_related("published_by", "approved_by").order_by("-number"),
            **self._compared(request, draft),
        )

    def _compared(self, request: HttpRequest, draft: Any) -> dict[str, Any]:
        """Return which two are picked, and what differs between them or what to pick; at first nothing is compared."""
        if not {"from", "to"} & set(request.GET):
            return {"old_key": default_key(draft), "new_key": f"save-{draft.version}"}
        old_key, new_key = request.GET.get("from", ""), request.GET.get("to", "")
        keys = {"old_key": old_key, "new_key": new_key}
        try:
            old, new = picked(draft, old_key), picked(draft, new_key)
        except CannotCompare as refusal:
            return {**keys, "fault": str(refusal)}
        keys = {"old_key": old.key, "new_key": new.key}
        return {**keys, "old": old, "new": new, "differences": compare(old.content, new.content)}

    def _go_back(self, request: HttpRequest, draft: Any) -> HttpResponse | None:
        now = timezone.now()
        if "restore" in request.POST:
            save = get_object_or_404(draft.saves, version=whole(request.POST["restore"]))
            version = whole(request.POST.get("seen_version", ""))
            deed = lambda: restore(draft, save, by=request.user, at=now, seen_version=version)  # noqa: E731
            return self.act(request, draft, deed, done="The older words are the draft again. Families see no change.")
        number = whole(request.POST.get("roll_back", ""))
        change = Change(request.POST.get("note", ""), request.POST.get("weight", ""))
        deed = lambda: roll_back(draft, number, by=request.user, at=now, change=change)  # noqa: E731
        return self.act(request, draft, deed, done="The older words are published again, as a new number.")
