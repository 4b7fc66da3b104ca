"""Asking, reading and deciding, publishing, taking down."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from leiomyo_site.accounts.reauthentication import FreshSignIn
from leiomyo_site.admin.forms import PublishForm, WithdrawForm
from leiomyo_site.admin.views.base import Screen
from leiomyo_site.admin.views.preview import notes_on
from leiomyo_site.editorial.actions.publish import Change, approval_of, publish, withdraw
from leiomyo_site.editorial.actions.review import approve, ask, send_back
from leiomyo_site.editorial.actions.schedule import cancel, schedule
from leiomyo_site.editorial.draft_checks import finding
from leiomyo_site.editorial.history import contributors, newest_save
from leiomyo_site.editorial.permissions import full_name


class DecidingScreens(Screen):
    """The way of a text from draft to family."""

    def ask_screen(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask the reviewers to look."""
        draft = self.get_draft(request, pk)
        back = HttpResponseRedirect(self.url_of("change", draft))
        if request.method != "POST":
            return back
        words = {"by": request.user, "at": timezone.now(), "seen_hash": request.POST.get("seen_hash", "")}
        deed = lambda: ask(draft, comment=request.POST.get("comment", ""), **words)  # noqa: E731
        return self.act(request, draft, deed, done="Sent to the clinical reviewers.") or back

    @method_decorator(sensitive_post_parameters("password", "code"))
    def review_screen(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Read the page beside what differs from what families see, and approve it or send it back.

        Approving needs a fresh sign-in; an older one is asked for in the same form, so that nothing typed is lost.
        """
        draft = self.get_draft(request, pk)
        again = FreshSignIn(request)
        fault = again.prove() if request.POST.get("verdict") == "approve" else ""
        if request.method == "POST" and not fault and (answer := self._decide(request, draft)):
            return answer
        return self.show(
            request,
            "desk/review.html",
            draft,
            "Read and decide",
            here="review",
            again=again,
            fault=fault,
            typed=request.POST,
            writers=self._writers(draft),
            **notes_on(draft),
        )

    def _decide(self, request: HttpRequest, draft: Any) -> HttpResponse | None:
        said = request.POST
        words = {"by": request.user, "at": timezone.now(), "seen_hash": said.get("seen_hash", "")}
        comment = said.get("comment", "")
        if said.get("verdict") == "approve":
            deed = lambda: approve(draft, scope=said.get("scope", ""), comment=comment, **words)  # noqa: E731
            return self.act(request, draft, deed, done="Approved: exactly these words may be published.")
        deed = lambda: send_back(draft, comment=comment, **words)  # noqa: E731
        return self.act(request, draft, deed, done="Sent back to the writer.")

    def publish_screen(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish approved words now or at a time."""
        draft = self.get_draft(request, pk)
        found = finding(draft)
        form = PublishForm(request.POST or None, has_faults=bool(found.faults))
        if (
            request.method == "POST"
            and form.is_valid()
            and (answer := self._publish(request, draft, form.cleaned_data))
        ):
            return answer
        return self.show(
            request,
            "desk/publish.html",
            draft,
            "Publish",
            form=form,
            here="publish",
            approval=approval_of(draft, newest_save(draft)),
            **notes_on(draft),
        )

    def _publish(self, request: HttpRequest, draft: Any, given: dict[str, Any]) -> HttpResponse | None:
        words = {"by": request.user, "at": timezone.now(), "seen_hash": request.POST.get("seen_hash", "")}
        words["change"] = Change(given["note"], given["weight"], given["reason"])
        if due := given["due_at"]:
            clock = timezone.get_current_timezone_name()
            done = f"Set to be published on {timezone.localtime(due):%-d %B %Y, %H:%M} ({clock})."
            return self.act(request, draft, lambda: schedule(draft, due_at=due, **words), done=done)
        return self.act(
            request, draft, lambda: publish(draft, **words), done="Published. Families see it in a few seconds."
        )

    def cancel_screen(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take back the time at which a text was set to be published."""
        draft = self.get_draft(request, pk)
        back = HttpResponseRedirect(self.url_of("change", draft))
        row = draft.schedules.filter(state="waiting").first()
        if request.method != "POST" or row is None:
            return back
        deed = lambda: cancel(row, by=request.user, at=timezone.now())  # noqa: E731
        return self.act(request, draft, deed, done="Taken back. It will not be published at that time.") or back

    def withdraw_screen(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a text down at once."""
        draft = self.get_draft(request, pk)
        form = WithdrawForm(request.POST or None, draft=draft)
        if request.method == "POST" and form.is_valid():
            deed = lambda: withdraw(draft, by=request.user, at=timezone.now(), **form.cleaned_data)  # noqa: E731
            if answer := self.act(request, draft, deed, done="Taken down. In a few seconds families no longer see it."):
                return answer
        return self.show(request, "desk/withdraw.html", draft, "Take down", form=form, here="withdraw")

    def _writers(self, draft: Any) -> list[str]:
        people = contributors(draft, newest_save(draft))
        saves = draft.saves.filter(by__in=people).select_related("by")
        return sorted({full_name(save.by) for save in saves})
