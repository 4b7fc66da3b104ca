"""What all views of a document have in common: finding it, rendering a view, and running an action."""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from leiomyo_site.admin.base import EditorialAdmin
from leiomyo_site.editorial.actions.review import ReviewRefused
from leiomyo_site.editorial.actions.save_draft import EditConflict
from leiomyo_site.editorial.actions.share import ShareRefused
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.models import Document
from leiomyo_site.editorial.permissions import EDITORS, PUBLISHERS, REVIEWERS, RoleRequired, has_role
from leiomyo_site.text.normalization import TextRefused

REFUSALS = (RoleRequired, ReviewRefused, PublishRefused, ShareRefused, EditConflict, TextRefused)


class DocumentView(EditorialAdmin):
    """What every view of a page or a term needs."""

    def document_context(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        """Return what the top of every view shows of a document."""
        raise NotImplementedError

    def role_flags(self, request: HttpRequest) -> dict[str, bool]:
        """Return which of the three roles the user has, for showing what they can do."""
        names = {"is_editor": EDITORS, "is_reviewer": REVIEWERS, "is_publisher": PUBLISHERS}
        return {flag: has_role(request.user, role) for flag, role in names.items()}

    def get_draft(self, request: HttpRequest, pk: int) -> Any:
        """Return the document with its state.

        Raises:
            Http404: there is none, or the user may not see it.
        """
        if not self.has_view_permission(request):
            raise Http404
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def render_view(
        self, request: HttpRequest, template: str, draft: Any, title: str, /, **context: Any
    ) -> HttpResponseBase:
        """Return a view of a document, with the frame around it that the admin has."""
        response = render(
            request,
            template,
            {
                **self.admin_site.each_context(request),
                **self.document_context(request, str(draft.pk)),
                "opts": self.opts,
                "original": draft,
                "media": self.media,
                "title": f"{title}: {draft}",
                "change_url": self.view_url("change", draft),
                **context,
            },
        )
        return csp_update({"frame-src": [SELF]})(lambda _: response)(request)

    def view_url(self, name: str, draft: Document) -> str:
        """Return the URL of a view of one document."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=[draft.pk])

    def run_action(
        self,
        request: HttpRequest,
        draft: Document,
        action: Callable[[], object],
        *,
        success: str,
        next_view: str = "change",
    ) -> HttpResponse | None:
        """Run an action, say that it is done, and redirect; if it is refused, say why and return None.

        The caller then shows the form again with what was typed.
        """
        try:
            action()
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
            return None
        messages.success(request, success)
        return HttpResponseRedirect(self.view_url(next_view, draft))
