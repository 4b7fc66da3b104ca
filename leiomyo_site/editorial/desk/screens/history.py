"""Every save and every publication; compare, bring back, roll back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from ...history import restore
from ...models import Publication
from ...publishing import Change, roll_back
from ..comparing import compare
from .screen import Screen, whole


class HistoryScreens(Screen):
    """What was, and going back to it."""

    def history_screen(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show every save and every publication; compare a save with the draft, bring it back, or roll back."""
        draft = self.get_draft(request, pk)
        if request.method == "POST" and (answer := self._go_back(request, draft)):
            return answer
        chosen = draft.saves.filter(version=whole(request.GET.get("compare", ""))).first()
        return self.show(
            request,
            "desk/history.html",
            draft,
            "History",
            here="history",
            weights=Publication.Weight.choices,
            saves=draft.saves.select_related("by").order_by("-version"),
            publications=draft.publications.select_related("published_by", "approved_by").order_by("-number"),
            chosen=chosen,
            differences=compare(chosen.content, draft.words()) if chosen else [],
        )

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
