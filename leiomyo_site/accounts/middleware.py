"""Between a person and administration: sessions that end, and the second factor for those who decide."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django_otp.middleware import is_verified

from leiomyo_site.accounts.network import is_admin_allowed
from leiomyo_site.accounts.second_factor import needs_second_factor

LONGEST_SESSION = timedelta(hours=12)
CLOCKS_DIFFER_SECONDS = 60
SIGNED_IN_AT = "signed_in_at"
FORBIDDEN_NETWORK = (
    "Leiomyo administration cannot be reached from this network. Use a computer at work, or ask your IT department.\n"
)


class AdminNetworkMiddleware:
    """Keeps administration to the networks that ADMIN_ALLOWED_NETWORKS names; from elsewhere nobody is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_admin_allowed(request):
            if request.path_info.startswith(reverse("admin:index")):
                return HttpResponse(FORBIDDEN_NETWORK, status=403, content_type="text/plain; charset=utf-8")
            # Images of drafts are served outside administration: a cookie carried out of the networks opens none.
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return self._get_response(request)


class SessionLifetimeMiddleware:
    """Signs people out 12 hours after they signed in, however busy they are; idle ones end by the cookie's age."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Readers have no session, and looking for one must not make one.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = timezone.now().timestamp()
            started = request.session.setdefault(SIGNED_IN_AT, now)
            # A clock set back would make a session longer; machines may differ by a little.
            if not -CLOCKS_DIFFER_SECONDS <= now - started <= LONGEST_SESSION.total_seconds():
                logout(request)
        return self._get_response(request)


class SecondFactorMiddleware:
    """Sends those who decide to the second factor before anything else in administration."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        open_to_all = (reverse("second_factor"), reverse("admin:logout"), reverse("admin:login"))
        if not request.path.startswith(reverse("admin:index")) or request.path in open_to_all:
            return self._get_response(request)
        person = request.user
        if person.is_authenticated and needs_second_factor(person) and not is_verified(person):
            return HttpResponseRedirect(f"{reverse('second_factor')}?{urlencode({'next': request.get_full_path()})}")
        return self._get_response(request)
