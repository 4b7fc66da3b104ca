"""The screens of signing in: the second factor, and too many tries."""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from leiomyo_site.accounts.second_factor import (
    CodeRefused,
    app_to_set_up,
    codes_left,
    confirm,
    confirmed_app,
    qr_svg,
    secret_in_groups,
    verify,
)
from leiomyo_site.editorial.audit import log_action
from leiomyo_site.editorial.permissions import signed_in_user


@never_cache
@sensitive_post_parameters("code")
@login_required(login_url="admin:login")
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for a code; the first time, set the app up and hand out recovery codes."""
    code = request.POST.get("code", "").strip()
    user = signed_in_user(request)
    if confirmed_app(user) is None:
        return _set_up(request, code)
    fault = ""
    if code:
        try:
            verify(request, code)
        except CodeRefused as refused:
            fault = str(refused)
        else:
            log_action("second factor", by=user, at=timezone.now(), recovery_codes_left=codes_left(user))
            return HttpResponseRedirect(_next(request))
    return _show(request, "accounts/second_factor.html", {"fault": fault})


def _set_up(request: HttpRequest, code: str) -> HttpResponse:
    user = signed_in_user(request)
    device = app_to_set_up(user)
    fault = ""
    if code:
        try:
            codes = confirm(request, code)
        except CodeRefused as refused:
            fault = str(refused)
        else:
            log_action("second factor set up", by=user, at=timezone.now())
            return _show(request, "accounts/recovery_codes.html", {"codes": codes, "next": _next(request)})
    context = {"qr": qr_svg(device), "secret": secret_in_groups(device), "fault": fault}
    return _show(request, "accounts/set_up.html", context)


def _next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else reverse("admin:index")


def _show(request: HttpRequest, template: str, context: Mapping[str, object]) -> HttpResponse:
    return render(request, template, {**admin.site.each_context(request), "title": "Second step", **context})


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """Say that there were too many tries, and when to try again."""
    context = {"title": "Too many tries", "minutes": settings.AXES_COOLOFF_TIME // timedelta(minutes=1)}
    return render(request, "accounts/locked_out.html", context, status=429)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form is older than the sign-in, and that nothing is lost."""
    return render(request, "accounts/stale_form.html", {"title": "This form is from before"}, status=403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say why somebody may not do something: the sentence of the exception, or that their roles do not allow it."""
    context = {"title": "This was not done", "reason": str(exception)}
    return render(request, "accounts/forbidden.html", context, status=403)
