"""Sharing a draft with someone without an account."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from leiomyo_site.admin.integers import whole
from leiomyo_site.admin.views.base import Screen
from leiomyo_site.editorial.actions.share import comments_on, is_open, recall, share, token_of
from leiomyo_site.editorial.models import Share


class ShareScreens(Screen):
    """Links to a draft for people without an account, and what they wrote."""

    def share_screen(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make links to the draft, recall them, read the comments."""
        draft = self.get_draft(request, pk)
        now = timezone.now()
        if request.method == "POST" and "recall" in request.POST:
            made = get_object_or_404(Share, pk=whole(request.POST["recall"]), save_shown__document=draft.pk)
            deed = lambda: recall(made, by=request.user, at=now)  # noqa: E731
            if answer := self.act(request, draft, deed, done="The link is ended.", then="share"):
                return answer
        elif request.method == "POST":
            days, made_for = whole(request.POST.get("days", "")), request.POST.get("made_for", "")[:120]
            deed = lambda: share(draft, by=request.user, at=now, days=days, made_for=made_for)  # noqa: E731
            if answer := self.act(request, draft, deed, done="The link is below. Copy it and send it.", then="share"):
                return answer
        found = Share.objects.filter(save_shown__document=draft.pk).select_related("save_shown").order_by("-at")
        shares = [
            (made, settings.SITE_URL + reverse("shared", args=[token_of(made)]), is_open(made, at=now))
            for made in found
        ]
        return self.show(
            request,
            "desk/share.html",
            draft,
            "Share the draft",
            here="share",
            shares=shares,
            comments=comments_on(draft),
        )
