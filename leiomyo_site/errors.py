"""The page for a request that failed: one plain sentence and whom to call, never a traceback; the log says what to do.

Families' pages do not come here: they are served from the edition, which needs no database. Search and packets may.
"""

import errno
import logging
import sys
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext

from leiomyo_site.log import log_event
from leiomyo_site.site.call_menu import call_menu
from leiomyo_site.site.site_content import clinic

RETRY_AFTER_SECONDS = 30


@dataclass(frozen=True)
class Failure:
    """How a failed request is answered: `message` is for the user, `hint` for whoever reads the log."""

    status: int
    message: str
    hint: str


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a request that failed: 503 if it may work soon, 500 if somebody has to look."""
    error = sys.exc_info()[1]
    failure = _failure(error)
    log_event("error page served", level=logging.ERROR, reason=_reason(error), hint=failure.hint)
    known = [choice for choice in call_menu(clinic()).choices if choice.lines]
    context = {"message": failure.message, "stylesheet": _stylesheet_url(), "choices": known}
    response = HttpResponse(render_to_string("500.html", context), status=failure.status)
    response["Cache-Control"] = "no-store"
    if failure.status == 503:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _failure(error: BaseException | None) -> Failure:
    if is_disk_full(error):
        return Failure(
            503,
            gettext(
                "The disk of this site is full, so nothing was saved. "
                "Tell those who run it. Then go back and try again."
            ),
            "Free space on the disks of DATA_DIR, the database and temporary files.",
        )
    if isinstance(error, OperationalError | InterfaceError):
        return Failure(
            503,
            gettext(
                "The database of this site does not answer just now, so nothing was saved. Families can still read. "
                "Go back, wait a minute, and try again."
            ),
            "Check that the database runs, and that nothing locks it for long.",
        )
    return Failure(
        500,
        gettext("Something went wrong. It is our fault, not yours. It is written down. Go back and try again."),
        "This is a bug: report it with the log line of the same request.",
    )


def _reason(error: BaseException | None) -> str:
    """Return the type of an exception, and its first line where that cannot hold what somebody typed."""
    lines = str(error).splitlines() if isinstance(error, OperationalError | InterfaceError | OSError) else []
    return ": ".join([type(error).__name__, *lines[:1]])


def is_disk_full(error: BaseException | None) -> bool:
    """Did this fail because a disk has no space left?

    >>> is_disk_full(OSError(28, "No space left on device")), is_disk_full(OSError(13, "Permission denied"))
    (True, False)
    """
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    # SQLite says it in these words; Postgres in those of its operating system.
    return isinstance(error, DatabaseError) and ("disk is full" in str(error) or "No space left" in str(error))


def _stylesheet_url() -> str:
    """Return the URL of the stylesheet, or nothing before static files are collected."""
    try:
        return static("site.css")
    except ValueError:
        return ""
