"""Requesting a review, reviewing, publishing, withdrawing."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from leiomyo_site.accounts.reauthentication import FreshSignIn
from leiomyo_site.admin.forms import PublishForm, WithdrawForm
from leiomyo_site.admin.views.base import DocumentView
from leiomyo_site.admin.views.preview import check_panel
from leiomyo_site.editorial.actions.publish import Change, approval_of, publish, withdraw
from leiomyo_site.editorial.actions.review import approve, ask, send_back
from leiomyo_site.editorial.actions.schedule import cancel, schedule
from leiomyo_site.editorial.draft_checks import finding
from leiomyo_site.editorial.history import contributors, newest_save
from leiomyo_site.editorial.permissions import full_name, signed_in_user


class ReviewView(DocumentView):
    """The way of a document from draft to families."""

    def request_review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask the clinical reviewers to look at the draft."""
        draft = self.get_draft(request, pk)
        back = HttpResponseRedirect(self.view_url("change", draft))
        if request.method != "POST":
            return back
        action = partial(
            ask,
            draft,
            by=signed_in_user(request),
            at=timezone.now(),
            seen_hash=request.POST.get("seen_hash", ""),
            comment=request.POST.get("comment", ""),
        )
        return self.run_action(request, draft, action, success="Sent to the clinical reviewers.") or back

    @method_decorator(sensitive_post_parameters("password", "code"))
    def review_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show the page beside what differs from what families see, to approve it or send it back.

        Approving needs a recent sign-in; an older one is renewed in the same form, so that nothing typed is lost.
        """
        draft = self.get_draft(request, pk)
        again = FreshSignIn(request)
        fault = again.prove() if request.POST.get("verdict") == "approve" else ""
        if request.method == "POST" and not fault and (response := self._review(request, draft)):
            return response
        return self.render_view(
            request,
            "desk/review.html",
            draft,
            "Read and decide",
            here="review",
            again=again,
            fault=fault,
            typed=request.POST,
            writers=self._writers(draft),
            **check_panel(draft),
        )

    def _review(self, request: HttpRequest, draft: Any) -> HttpResponse | None:
        user, now, form = signed_in_user(request), timezone.now(), request.POST
        seen_hash, comment = form.get("seen_hash", ""), form.get("comment", "")
        if form.get("verdict") == "approve":
            scope = form.get("scope", "")
            action = partial(approve, draft, by=user, at=now, seen_hash=seen_hash, scope=scope, comment=comment)
            success = "Approved: exactly these words may be published."
            return self.run_action(request, draft, action, success=success)
        action = partial(send_back, draft, by=user, at=now, seen_hash=seen_hash, comment=comment)
        return self.run_action(request, draft, action, success="Sent back to the writer.")

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Publish approved words now or at a time."""
        draft = self.get_draft(request, pk)
        form = PublishForm(request.POST or None, has_faults=bool(finding(draft).faults))
        if (
            request.method == "POST"
            and form.is_valid()
            and (response := self._publish(request, draft, form.cleaned_data))
        ):
            return response
        return self.render_view(
            request,
            "desk/publish.html",
            draft,
            "Publish",
            form=form,
            here="publish",
            approval=approval_of(draft, newest_save(draft)),
            **check_panel(draft),
        )

    def _publish(self, request: HttpRequest, draft: Any, data: dict[str, Any]) -> HttpResponse | None:
        user, now, seen_hash = signed_in_user(request), timezone.now(), request.POST.get("seen_hash", "")
        change = Change(data["note"], data["weight"], data["reason"])
        if due := data["due_at"]:
            action = partial(schedule, draft, by=user, at=now, due_at=due, seen_hash=seen_hash, change=change)
            clock = timezone.get_current_timezone_name()
            success = f"Set to be published on {timezone.localtime(due):%-d %B %Y, %H:%M} ({clock})."
            return self.run_action(request, draft, action, success=success)
        at_once = partial(publish, draft, by=user, at=now, seen_hash=seen_hash, change=change)
        return self.run_action(request, draft, at_once, success="Published. Families see it in a few seconds.")

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Cancel the publication that a document is scheduled for."""
        draft = self.get_draft(request, pk)
        back = HttpResponseRedirect(self.view_url("change", draft))
        scheduled = draft.schedules.filter(state="waiting").first()
        if request.method != "POST" or scheduled is None:
            return back
        action = partial(cancel, scheduled, by=signed_in_user(request), at=timezone.now())
        success = "Taken back. It will not be published at that time."
        return self.run_action(request, draft, action, success=success) or back

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take a document down at once."""
        draft = self.get_draft(request, pk)
        form = WithdrawForm(request.POST or None, draft=draft)
        if request.method == "POST" and form.is_valid():
            action = partial(withdraw, draft, by=signed_in_user(request), at=timezone.now(), **form.cleaned_data)
            success = "Taken down. In a few seconds families no longer see it."
            if response := self.run_action(request, draft, action, success=success):
                return response
        return self.render_view(request, "desk/withdraw.html", draft, "Take down", form=form, here="withdraw")

    def _writers(self, draft: Any) -> list[str]:
        people = contributors(draft, newest_save(draft))
        saves = draft.saves.filter(by__in=people).select_related("by")
        return sorted({full_name(save.by) for save in saves})
