"""The clock of administration: times as the clinic’s clock shows them; families’ pages know days only."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone


class ClinicTimeZoneMiddleware:
    """Django middleware: in administration, times are those of CLINIC_TIME_ZONE."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(reverse("admin:index")):
            return self._get_response(request)
        with timezone.override(settings.CLINIC_TIME_ZONE):
            return self._get_response(request)
