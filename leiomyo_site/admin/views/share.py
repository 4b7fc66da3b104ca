"""Sharing a draft with someone without an account."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from leiomyo_site.admin.integers import parse_positive_int
from leiomyo_site.admin.views.base import DocumentView
from leiomyo_site.editorial.actions.share import comments_on, create_share_link, is_open, revoke, sign_token
from leiomyo_site.editorial.models import DraftShareLink
from leiomyo_site.editorial.permissions import signed_in_user


class ShareView(DocumentView):
    """Links to a draft for people without an account, and their comments."""

    def share_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Make links to the draft, revoke them, and read the comments."""
        draft = self.get_draft(request, pk)
        if request.method == "POST" and (response := self._share(request, draft)):
            return response
        now = timezone.now()
        found = (
            DraftShareLink.objects.filter(save_shown__document=draft.pk).select_related("save_shown").order_by("-at")
        )
        shares = [
            (link, settings.SITE_URL + reverse("shared", args=[sign_token(link)]), is_open(link, at=now))
            for link in found
        ]
        comments = comments_on(draft)
        return self.render_view(
            request, "editing/share.html", draft, "Share the draft", here="share", shares=shares, comments=comments
        )

    def _share(self, request: HttpRequest, draft: Any) -> HttpResponse | None:
        user, now, form = signed_in_user(request), timezone.now(), request.POST
        if "recall" in form:
            link = get_object_or_404(
                DraftShareLink, pk=parse_positive_int(form["recall"]), save_shown__document=draft.pk
            )
            end = partial(revoke, link, by=user, at=now)
            return self.run_action(request, draft, end, success="The link is ended.", next_view="share")
        days, made_for = parse_positive_int(form.get("days", "")), form.get("made_for", "")
        action = partial(create_share_link, draft, by=user, at=now, days=days, made_for=made_for)
        success = "The link is below. Copy it and send it."
        return self.run_action(request, draft, action, success=success, next_view="share")
