"""A fresh sign-in: who approves words for families is the person who is there now, not whoever signed in and left."""

from datetime import timedelta

from django.contrib.auth import authenticate, login
from django.http import HttpRequest
from django.utils import timezone

from leiomyo_site.accounts.middleware import CLOCKS_DIFFER_SECONDS, SIGNED_IN_AT
from leiomyo_site.accounts.second_factor import CodeRefused, CodeThrottled, codes_left, needs_second_factor, verify
from leiomyo_site.editorial.audit import log_action

# A session that nobody uses lasts twice as long.
RECENT = timedelta(minutes=15)
AGAIN = (
    "You signed in more than 15 minutes ago, so nothing was approved yet. Type your password and a code, and press "
    "Approve again."
)
WRONG = "That password or that code is not right, or the code was used already. Nothing was approved. Type both again."


class Reauthentication:
    """How fresh the sign-in of a request is, and the way to freshen it without leaving the screen."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def is_recent(self) -> bool:
        """Did this person prove within a quarter of an hour who they are? A clock set back makes nothing fresher."""
        age = timezone.now().timestamp() - self._request.session.get(SIGNED_IN_AT, 0)
        return -CLOCKS_DIFFER_SECONDS <= age <= RECENT.total_seconds()

    def confirm(self) -> str:
        """Take the password and the code that came with the form as a new sign-in; return why not, empty if it is.

        Tries count as at the door: too many close the account for a while.
        """
        request = self._request
        if self.is_recent:
            return ""
        password, code = request.POST.get("password", ""), request.POST.get("code", "").strip()
        if not password:
            return AGAIN
        before = request.user
        person = authenticate(request, username=before.get_username(), password=password)
        if person is None or person.pk != before.pk:
            return WRONG
        now = timezone.now()
        if needs_second_factor(person):
            try:
                verify(request, code)
            except CodeThrottled as throttled:
                return f"{throttled} Nothing was approved."
            except CodeRefused:
                return WRONG
            log_action("second factor", by=person, at=now, recovery_codes_left=codes_left(person))
        login(request, person)
        request.session[SIGNED_IN_AT] = now.timestamp()
        return ""
