"""The desk's own screens: preview, reading and deciding, publishing, taking down, history."""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin

from leiomyo_site.prose.differences import word_differences

from ..drafting import StaleDraft
from ..findings import finding
from ..history import contributors, live_publication, newest_save, restore
from ..models import Document
from ..people import EDITORS, PUBLISHERS, REVIEWERS, NotAllowed, has_role
from ..picturing import pictures_now
from ..publishing import Change, PublishRefused, approval_of, publish, roll_back, withdraw
from ..reviewing import ReviewRefused, approve, ask, send_back
from ..scheduling import schedule
from .forms import PublishForm, WithdrawForm, draft_of

ENDS = ("preview", "notes", "ask", "review", "publish", "withdraw", "history")
REFUSALS = (NotAllowed, ReviewRefused, PublishRefused, StaleDraft)
# The words of a text in the order in which a reviewer reads them, each by its key in the content.
READ_IN_ORDER = (
    "title",
    "name",
    "slug",
    "say",
    "summary",
    "in_short",
    "other_names",
    "spellings",
    "body",
    "sources",
    "see_also",
)


class Screens:
    """Adds the desk's screens to a ModelAdmin."""

    def get_urls(self) -> list[Any]:
        views = (
            self.preview,
            self.notes,
            self.ask_screen,
            self.review_screen,
            self.publish_screen,
            self.withdraw_screen,
            self.history_screen,
        )
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(f"<int:pk>/{end}/", self.admin_site.admin_view(view), name=f"{name}_{end}")
            for end, view in zip(ENDS, views, strict=True)
        ]
        return own + super().get_urls()

    def role_flags(self, request: HttpRequest) -> dict[str, bool]:
        """Return which of the three roles the person has, for showing what they can do."""
        names = {"is_editor": EDITORS, "is_reviewer": REVIEWERS, "is_publisher": PUBLISHERS}
        return {flag: has_role(request.user, role) for flag, role in names.items()}

    def get_draft(self, request: HttpRequest, pk: int) -> Any:
        """Return the text with its state, for people who work here."""
        if not self.has_view_permission(request):
            raise Http404
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def show(self, request: HttpRequest, template: str, draft: Any, title: str, **context: Any) -> HttpResponse:
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

    def act(self, request: HttpRequest, draft: Document, deed: Callable[[], Any], done: str) -> HttpResponse:
        """Do something, say that it is done or why not, and go back to the text."""
        try:
            deed()
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(
                request.path if request.path != self.url_of("ask", draft) else self.url_of("change", draft)
            )
        messages.success(request, done)
        return HttpResponseRedirect(self.url_of("change", draft))

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
    def notes(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return what to look at in the draft, as saved or as typed."""
        draft = self.get_draft(request, pk)
        if request.method == "POST":
            draft = self._typed(request, draft)
        return render(request, "desk/notes.html", {"finding": finding(draft), "draft": draft})

    def _typed(self, request: HttpRequest, draft: Any) -> Any:
        form = self.get_form(request, draft)(request.POST, instance=draft)
        form.fields.pop("seen_version", None)
        form.is_valid()
        return draft_of(form)

    def ask_screen(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask the reviewers to look."""
        draft = self.get_draft(request, pk)
        if request.method != "POST":
            return HttpResponseRedirect(self.url_of("change", draft))
        seen, comment = request.POST.get("seen_hash", ""), request.POST.get("comment", "")
        return self.act(
            request,
            draft,
            lambda: ask(draft, by=request.user, at=timezone.now(), seen_hash=seen, comment=comment),
            "Sent to the clinical reviewers.",
        )

    def review_screen(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Read the page beside what differs from what families see, and approve it or send it back."""
        draft = self.get_draft(request, pk)
        if request.method == "POST":
            said, now = request.POST, timezone.now()
            words = {"by": request.user, "at": now, "seen_hash": said.get("seen_hash", "")}
            comment = said.get("comment", "")
            if said.get("verdict") == "approve":
                scope = said.get("scope", "")
                deed = lambda: approve(draft, scope=scope, comment=comment, **words)  # noqa: E731
                return self.act(request, draft, deed, "Approved: exactly these words may be published.")
            return self.act(
                request, draft, lambda: send_back(draft, comment=comment, **words), "Sent back to the writer."
            )
        return self.show(
            request,
            "desk/review.html",
            draft,
            "Read and decide",
            differences=self._differences(draft),
            writers=self._writers(draft),
            finding=finding(draft),
        )

    def publish_screen(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish approved words now or at a time."""
        draft = self.get_draft(request, pk)
        form = PublishForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            given, now, seen = form.cleaned_data, timezone.now(), request.POST.get("seen_hash", "")
            change = Change(given["note"], given["weight"], given["reason"])
            if given["due_at"]:
                deed = lambda: schedule(  # noqa: E731
                    draft, by=request.user, at=now, due_at=given["due_at"], seen_hash=seen, change=change
                )
                return self.act(request, draft, deed, f"Set to be published on {given['due_at']:%d %B %Y, %H:%M} UTC.")
            deed = lambda: publish(draft, by=request.user, at=now, seen_hash=seen, change=change)  # noqa: E731
            return self.act(request, draft, deed, "Published. Families see it now.")
        approval = approval_of(draft, newest_save(draft))
        return self.show(
            request,
            "desk/publish.html",
            draft,
            "Publish",
            form=form,
            approval=approval,
            differences=self._differences(draft),
            finding=finding(draft),
        )

    def withdraw_screen(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a text down at once."""
        draft = self.get_draft(request, pk)
        form = WithdrawForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            deed = lambda: withdraw(draft, by=request.user, at=timezone.now(), **form.cleaned_data)  # noqa: E731
            return self.act(request, draft, deed, "Taken down. Families no longer see it.")
        return self.show(request, "desk/withdraw.html", draft, "Take down", form=form)

    def history_screen(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show every save and every publication; compare a save with the draft, bring it back, or roll back."""
        draft = self.get_draft(request, pk)
        if request.method == "POST":
            return self._go_back(request, draft)
        chosen = draft.saves.filter(version=request.GET.get("compare") or 0).first()
        return self.show(
            request,
            "desk/history.html",
            draft,
            "History",
            saves=draft.saves.select_related("by").order_by("-version"),
            publications=draft.publications.select_related("published_by", "approved_by").order_by("-number"),
            chosen=chosen,
            differences=compare(chosen.content, draft.words()) if chosen else [],
        )

    def _go_back(self, request: HttpRequest, draft: Any) -> HttpResponse:
        now = timezone.now()
        if "restore" in request.POST:
            save = get_object_or_404(draft.saves, version=request.POST["restore"])
            version = int(request.POST.get("seen_version", 0))
            deed = lambda: restore(draft, save, by=request.user, at=now, seen_version=version)  # noqa: E731
            return self.act(request, draft, deed, "The older words are the draft again. Families see no change.")
        number = int(request.POST.get("roll_back", 0))
        change = Change(request.POST.get("note", ""), request.POST.get("weight", ""))
        deed = lambda: roll_back(draft, number, by=request.user, at=now, change=change)  # noqa: E731
        return self.act(request, draft, deed, "The older words are published again, as a new number.")

    def _differences(self, draft: Any) -> list[dict[str, Any]]:
        live = live_publication(draft)
        return compare((live.content if live else None) or {}, draft.words())

    def _writers(self, draft: Any) -> list[str]:
        people = contributors(draft, newest_save(draft))
        saves = draft.saves.filter(by__in=people).select_related("by")
        return sorted({save.by.get_full_name() or save.by.get_username() for save in saves})


def preview_of(draft: Document) -> str:
    """Return the page that a draft would make, with its pictures as they are now."""
    show = import_string(settings.PREVIEW)
    return show(draft.KIND, draft.words(), lang=draft.lang, code=draft.code, pictures=pictures_now(draft))


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what differs between two contents, field by field, as runs of words."""
    found = []
    for key in (*READ_IN_ORDER, *sorted(set(new) - set(READ_IN_ORDER))):
        before, after = (
            "\n".join(value) if isinstance(value := words.get(key, ""), list) else str(value) for words in (old, new)
        )
        if before != after:
            found.append({"field": key.replace("_", " "), "pieces": word_differences(before, after)})
    return found
