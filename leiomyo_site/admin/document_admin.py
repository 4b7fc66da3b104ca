"""The list of texts and the form to write one; what may be done is decided by the verbs."""

import secrets
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import admin, messages
from django.forms import ModelForm
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.decorators import method_decorator

from leiomyo_site.admin.forms import METADATA_FIELDS
from leiomyo_site.admin.integers import parse_positive_int
from leiomyo_site.admin.list_display import DocumentListMixin
from leiomyo_site.admin.views import ACTIONS, DocumentViews, check_panel, places_of_term
from leiomyo_site.editorial.actions.review import latest_review, open_comments
from leiomyo_site.editorial.actions.save_draft import EditConflict, save_draft
from leiomyo_site.editorial.audit import log_action
from leiomyo_site.editorial.history import latest_publication
from leiomyo_site.editorial.models import Document
from leiomyo_site.editorial.permissions import signed_in_user
from leiomyo_site.editorial.state import DocumentState, document_states
from leiomyo_site.permalinks.permanent_codes import new_code

# In these states somebody else is next, or nobody: asking for a review is not what the writer should do first.
ASKED_OR_LIVE = (DocumentState.LIVE, DocumentState.WAITING, DocumentState.APPROVED, DocumentState.SCHEDULED)


class DocumentAdmin(DocumentListMixin, DocumentViews):
    """What pages and terms have in common in the admin."""

    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    change_form_template = "editing/document_form.html"

    class Media:
        js = (Script("document-form.js", defer=True),)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": str(self.opts.verbose_name_plural).capitalize()})

    # Writing

    def get_prepopulated_fields(self, request: HttpRequest, obj: Document | None = None) -> dict[str, Any]:
        """Return which field a new text’s address is made from; an address that is there stays."""
        return {} if obj else {"slug": (self.title_field,)}

    def get_fieldsets(self, request: HttpRequest, obj: Document | None = None) -> Any:
        """Return the parts of the form; for a new text all of them are open, since it needs an address."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj:
            return fieldsets
        return [(name, {**options, "classes": ()}) for name, options in fieldsets]

    @method_decorator(csp_update({"frame-src": [SELF]}))
    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, self.document_context(request, object_id))
        except EditConflict:
            # Somebody was faster between the check of the form and the save: the form sees it now, and merges.
            return super().changeform_view(request, object_id, form_url, self.document_context(request, object_id))

    def document_context(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        """Return what the top of the form says: the state, what families see, and what can be done next."""
        document = self.get_queryset(request).filter(pk=parse_positive_int(object_id or "")).first()
        bundle = document_states([document])[document.pk] if document else None
        return {
            "draft": document,
            "bundle": bundle,
            "is_review_next": bundle is not None and bundle.state not in ASKED_OR_LIVE,
            "live": latest_publication(document) if document else None,
            "last_review": latest_review(document, document.draft_hash) if document else None,
            "open_comments": open_comments(document) if document else (),
            "waiting": document.schedules.filter(state="waiting").first() if document else None,
            "urls": {name: self.view_url(name, document) for name in ("change", "delete", *ACTIONS)}
            if document
            else {},
            **({**check_panel(document), "places": places_of_term(document)} if document else {}),
            **self.role_flags(request),
        }

    def save_model(self, request: HttpRequest, obj: Document, form: ModelForm, change: bool) -> None:
        now = timezone.now()
        if not change:
            taken = set(Document.objects.values_list("code", flat=True))
            obj.code, obj.kind = new_code(taken, choose=secrets.choice), obj.KIND
        seen = form.cleaned_data.get("expected_version") or 0
        kept_with_it = [name for name in METADATA_FIELDS if change and name in form.changed_data]
        if save_draft(obj, by=signed_in_user(request), at=now, expected_version=seen):
            log_action("saved", by=signed_in_user(request), at=now, document=obj, version=obj.version)
            messages.success(request, "Saved as a draft. Families see no change until it is published.")
        elif kept_with_it:
            messages.success(request, "Saved. The words are as they were.")
        else:
            messages.info(request, "Nothing had changed, so nothing was saved.")
        if kept_with_it:
            now_is = {name: str(getattr(obj, name) or "nobody") for name in kept_with_it}
            log_action("set", by=signed_in_user(request), at=now, document=obj, **now_is)

    def response_change(self, request: HttpRequest, obj: Document) -> HttpResponse:
        return HttpResponseRedirect(self.view_url("change", obj))

    def response_add(self, request: HttpRequest, obj: Document, post_url_continue: str | None = None) -> HttpResponse:
        return HttpResponseRedirect(self.view_url("change", obj))
