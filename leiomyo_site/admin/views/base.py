"""What all screens of the desk have in common: finding the text, showing a screen, doing a deed and saying so."""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from leiomyo_site.editorial.actions.review import ReviewRefused
from leiomyo_site.editorial.actions.save_draft import StaleDraft
from leiomyo_site.editorial.actions.share import ShareRefused
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.models import Document
from leiomyo_site.editorial.permissions import EDITORS, PUBLISHERS, REVIEWERS, NotAllowed, has_role

REFUSALS = (NotAllowed, ReviewRefused, PublishRefused, ShareRefused, StaleDraft)


class Screen:
    """What every screen of a text needs; mixed into a ModelAdmin."""

    def role_flags(self, request: HttpRequest) -> dict[str, bool]:
        """Return which of the three roles the person has, for showing what they can do."""
        names = {"is_editor": EDITORS, "is_reviewer": REVIEWERS, "is_publisher": PUBLISHERS}
        return {flag: has_role(request.user, role) for flag, role in names.items()}

    def get_draft(self, request: HttpRequest, pk: int) -> Any:
        """Return the text with its state, for people who work here."""
        if not self.has_view_permission(request):
            raise Http404
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def show(self, request: HttpRequest, template: str, draft: Any, title: str, /, **context: Any) -> HttpResponse:
        """Return one of the desk's screens."""
        response = render(
            request,
            template,
            {
                **self.admin_site.each_context(request),
                **self.desk_context(request, str(draft.pk)),
                "opts": self.opts,
                "original": draft,
                "media": self.media,
                "title": f"{title}: {draft}",
                "change_url": self.url_of("change", draft),
                **context,
            },
        )
        return csp_update({"frame-src": [SELF]})(lambda _: response)(request)

    def url_of(self, end: str, draft: Document) -> str:
        """Return the address of a screen of one text."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{end}", args=[draft.pk])

    def act(
        self, request: HttpRequest, draft: Document, deed: Callable[[], Any], *, done: str, then: str = "change"
    ) -> HttpResponse | None:
        """Do something, say that it is done, and go on; say why not, and return None, so that what was typed stays."""
        try:
            deed()
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
            return None
        messages.success(request, done)
        return HttpResponseRedirect(self.url_of(then, draft))
