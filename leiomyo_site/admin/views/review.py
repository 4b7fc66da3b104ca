"""Requesting a review, reviewing, publishing, withdrawing."""

from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from leiomyo_site.accounts.reauthentication import Reauthentication
from leiomyo_site.admin.forms import PublishForm, WithdrawForm
from leiomyo_site.admin.views.base import DocumentView
from leiomyo_site.admin.views.preview import check_panel
from leiomyo_site.editorial.account_hold import hold_on
from leiomyo_site.editorial.actions.publish import publish, valid_approval, withdraw
from leiomyo_site.editorial.actions.review import (
    approve,
    everyone_with_a_hand_in,
    request_changes,
    request_review,
)
from leiomyo_site.editorial.actions.schedule import cancel, schedule
from leiomyo_site.editorial.bundle import change_of, facts_hash
from leiomyo_site.editorial.history import latest_revision
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
            request_review,
            draft,
            by=signed_in_user(request),
            at=timezone.now(),
            expected_hash=request.POST.get("expected_hash", ""),
            comment=request.POST.get("comment", ""),
        )
        return self.run_action(request, draft, action, success="Sent to the clinical reviewers.") or back

    @method_decorator(sensitive_post_parameters("password", "code"))
    def review_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show the page beside what differs from what families see, to approve it or send it back.

        Approving needs a recent sign-in; an older one is renewed in the same form, so that nothing typed is lost.
        """
        draft = self.get_draft(request, pk)
        reauthentication = Reauthentication(request)
        fault = reauthentication.confirm() if request.POST.get("verdict") == "approve" else ""
        if request.method == "POST" and not fault and (response := self._review(request, draft)):
            return response
        writers = everyone_with_a_hand_in(draft)
        return self.render_view(
            request,
            "editing/review.html",
            draft,
            "Read and decide",
            here="review",
            reauthentication=reauthentication,
            fault=fault,
            typed=request.POST,
            writers=sorted(map(full_name, User.objects.filter(pk__in=writers))),
            held=hold_on(signed_in_user(request), writers=writers, at=timezone.now()),
            reviewer=full_name(signed_in_user(request)),
            facts_hash=facts_hash(draft, draft.to_content()),
            **check_panel(draft),
        )

    def _review(self, request: HttpRequest, draft: Any) -> HttpResponse | None:
        user, now, form = signed_in_user(request), timezone.now(), request.POST
        expected_hash, comment = form.get("expected_hash", ""), form.get("comment", "")
        seen = form.get("expected_facts", "")
        if form.get("verdict") == "approve":
            scope = form.get("scope", "")
            action = partial(
                approve,
                draft,
                by=user,
                at=now,
                expected_hash=expected_hash,
                scope=scope,
                comment=comment,
                expected_facts=seen,
            )
            success = "Approved: exactly these words may be published."
            return self.run_action(request, draft, action, success=success)
        action = partial(request_changes, draft, by=user, at=now, expected_hash=expected_hash, comment=comment)
        return self.run_action(request, draft, action, success="Sent back to the writer.")

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Publish approved words now or at a time."""
        draft = self.get_draft(request, pk)
        form = PublishForm(request.POST or None)
        if (
            request.method == "POST"
            and form.is_valid()
            and (response := self._publish(request, draft, form.cleaned_data))
        ):
            return response
        panel = check_panel(draft)
        if not panel["report"].issues:
            form.hide_reason()
        return self.render_view(
            request,
            "editing/publish.html",
            draft,
            "Publish",
            form=form,
            here="publish",
            change=change_of(draft),
            approval=valid_approval(draft, latest_revision(draft)),
            **panel,
        )

    def _publish(self, request: HttpRequest, draft: Any, data: dict[str, Any]) -> HttpResponse | None:
        user, now, expected_hash = signed_in_user(request), timezone.now(), request.POST.get("expected_hash", "")
        reason = data["reason"]
        if due := data["due_at"]:
            action = partial(schedule, draft, by=user, at=now, due_at=due, expected_hash=expected_hash, reason=reason)
            clock = timezone.get_current_timezone_name()
            success = f"Set to be published on {timezone.localtime(due):%-d %B %Y, %H:%M} ({clock})."
            return self.run_action(request, draft, action, success=success)
        at_once = partial(publish, draft, by=user, at=now, expected_hash=expected_hash, reason=reason)
        return self.run_action(
            request, draft, at_once, success="Published. The line above the text says when families have it."
        )

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
            success = "Taken down. The line above the text says when families no longer see it."
            if response := self.run_action(request, draft, action, success=success):
                return response
        return self.render_view(request, "editing/withdraw.html", draft, "Take down", form=form, here="withdraw")
