"""The draft as families would see it, and the panel with its content checks."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin

from leiomyo_site.admin.compare_revisions import compare
from leiomyo_site.admin.forms import typed_draft
from leiomyo_site.admin.views.base import DocumentView
from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.bundle import facts_as_text, published_facts, reviewed_facts, shown_facts
from leiomyo_site.editorial.draft_checks import check_draft
from leiomyo_site.editorial.history import latest_publication
from leiomyo_site.editorial.images import draft_images
from leiomyo_site.editorial.models import Document, Publication
from leiomyo_site.editorial.references import TermPlaces, term_places
from leiomyo_site.site.preview import preview_html
from leiomyo_site.text.normalization import INVISIBLE
from leiomyo_site.text.style_checks import hardest_sentences

# The same signs as in Python, for a script that takes them out.
SCRIPT_PATTERN = INVISIBLE.pattern.encode("ascii", "backslashreplace").decode()


class PreviewView(DocumentView):
    """The preview and the check panel of a draft, as saved or as typed."""

    @method_decorator([never_cache, xframe_options_sameorigin, csp_replace({"frame-ancestors": [SELF]})])
    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the draft as families would see it: as saved, or as typed when the form is sent. Nothing is stored."""
        draft = self.get_draft(request, pk)
        if request.method == "POST":
            draft = self._typed(request, draft)
        response = HttpResponse(preview_of(draft))
        response["X-Robots-Tag"] = "noindex"
        return response

    @method_decorator(never_cache)
    def checks(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return the check panel of the draft, as saved or as typed."""
        draft = self.get_draft(request, pk)
        if request.method == "POST":
            draft = self._typed(request, draft)
        return render(
            request, "editing/check_panel.html", {**check_panel(draft), "places": None, **self.role_flags(request)}
        )

    def _typed(self, request: HttpRequest, draft: Any) -> Any:
        form = self.get_form(request, draft)(request.POST, instance=draft)
        form.fields.pop("expected_version", None)
        form.is_valid()
        return typed_draft(form)


def preview_of(draft: Document) -> str:
    """Return the HTML page that a draft would make, with its images as they are now."""
    return preview_html(
        draft.KIND,
        draft.to_content(),
        lang=draft.lang,
        code=draft.code,
        images=draft_images(draft),
        sources=shown_facts(draft, draft.to_content())["sources"],
        review_months=draft.review_months,
    )


def _live_fields(live: Publication | None) -> dict[str, Any]:
    """Return all that families read of a document, its sources, pictures and months included."""
    return {**live.content, **facts_as_text(published_facts(live))} if live and live.content else {}


def _draft_fields(draft: Document) -> dict[str, Any]:
    content = draft.to_content()
    return {**content, **reviewed_facts(draft, shown_facts(draft, content))}


def check_panel(draft: Document) -> dict[str, Any]:
    """Return what the check panel shows: issues, terms, what differs from what is live."""
    live = latest_publication(draft)
    report = check_draft(draft)
    names = published.glossary(draft.lang).terms
    has_invisible = any(issue.rule == "invisible" for issue in report.issues)
    return {
        "draft": draft,
        "report": report,
        "invisible": SCRIPT_PATTERN if has_invisible else "",
        "hardest": hardest_sentences(report.reading, published.glossary(draft.lang)) if report.reading else [],
        "terms": [names[slug].name for slug in report.terms],
        "differences": compare(_live_fields(live), _draft_fields(draft)),
    }


def places_of_term(draft: Document) -> list[TermPlaces]:
    """Return where a term shows, and will show when its draft is published; nothing for a page."""
    if draft.KIND != Document.Kind.TERM:
        return []
    live = latest_publication(draft)
    live_slug = live.slug if live and live.action == Publication.Action.PUBLISH else ""
    return term_places(draft.to_content(), live_slug=live_slug, lang=draft.lang)
