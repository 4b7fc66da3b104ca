"""The draft as families would see it, and the panel with its content checks."""

from datetime import datetime
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin

from leiomyo_site.admin.build_status import is_served
from leiomyo_site.admin.compare_revisions import compare
from leiomyo_site.admin.forms import typed_draft
from leiomyo_site.admin.views.base import DocumentView
from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.actions.review import full_approval
from leiomyo_site.editorial.bundle import change_of, facts_as_text, published_facts, reviewed_facts, shown_facts
from leiomyo_site.editorial.draft_checks import check_draft
from leiomyo_site.editorial.hashing import content_hash
from leiomyo_site.editorial.history import latest_publication
from leiomyo_site.editorial.images import draft_images
from leiomyo_site.editorial.models import Document, Publication
from leiomyo_site.editorial.references import TermPlaces, term_places
from leiomyo_site.editorial.review_dates import first_published, full_checks
from leiomyo_site.editorial.selectors import LiveDocument
from leiomyo_site.site.preview import preview_html
from leiomyo_site.text.markup_checks import lists_that_run_on
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
    now = timezone.now()
    return preview_html(document_if_published(draft, now=now), images=draft_images(draft), now=now)


def document_if_published(draft: Document, *, now: datetime) -> LiveDocument:
    """Return what families would read if a draft were published now: what they read already where nothing differs.

    Until somebody has approved the whole of these words, the last check of the whole text stands.
    """
    content = draft.to_content()
    digest, shown = content_hash(content), shown_facts(draft, content)
    live, newest = published.live_document(draft.code), latest_publication(draft)
    if live and newest and (live.hash, published_facts(newest)) == (digest, shown):
        return live
    check = full_approval(draft, digest, content_hash(shown)) or full_checks().filter(document=draft.pk).last()
    return LiveDocument(
        code=draft.code,
        kind=draft.KIND,
        lang=draft.lang,
        slug=content["slug"],
        number=newest.number + 1 if newest else 1,
        content=content,
        sources=shown["sources"],
        pictures=shown["pictures"],
        published_at=now,
        first_published_at=first_published(document=draft.pk).get(draft.pk, now),
        review_months=draft.review_months,
        note=change_of(draft).note or "Draft: families cannot see this.",
        checked_by=check.name if check else "",
        checked_at=check.at if check else None,
    )


def difference_heading(live: Publication | None) -> str:
    """Return what the words of a draft are compared with, given the newest publication."""
    if live is None:
        return "All of it is new to families"
    waits = not is_served(live.code, live.number)
    if live.action == Publication.Action.WITHDRAW:
        return f"All of it is new: the text was taken down{', which families do not have yet' if waits else ''}"
    if not waits:
        return f"What differs from what families read, version {live.number}"
    return f"What differs from version {live.number}, which families do not have yet"


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
        "gaps": " ".join(map(str, lists_that_run_on(draft.to_content()["body"]))),
        "hardest": hardest_sentences(report.reading, published.glossary(draft.lang)) if report.reading else [],
        "terms": [names[slug].name for slug in report.terms],
        "difference_heading": difference_heading(live),
        "differences": compare(_live_fields(live), _draft_fields(draft)),
    }


def places_of_term(draft: Document) -> list[tuple[TermPlaces, bool]]:
    """Return where a term is linked, and will be when its draft is published, and whether families have that page yet.

    A page is linked by none.
    """
    if draft.KIND != Document.Kind.TERM:
        return []
    live = latest_publication(draft)
    live_slug = live.slug if live and live.action == Publication.Action.PUBLISH else ""
    places = term_places(draft.to_content(), live_slug=live_slug, lang=draft.lang)
    return [(row, not row.code or is_served(row.code, row.number)) for row in places]
