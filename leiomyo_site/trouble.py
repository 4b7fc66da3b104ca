"""What somebody sees when a page cannot be made: one plain sentence, never a traceback; the log says what to do.

Families' pages do not come here: they are read from the edition, which needs no database.
"""

import errno
import logging
import sys

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext

from .logs import tell

RETRY_AFTER_SECONDS = 30


def trouble(request: HttpRequest) -> HttpResponse:
    """Answer a request that failed: with 503 if it may work soon, with 500 if somebody has to look."""
    error = sys.exc_info()[1]
    status, said, to_do = _what_happened(error)
    tell("a page could not be made", level=logging.ERROR, why=_named(error), hint=to_do)
    context = {"said": said, "stylesheet": _stylesheet()}
    answer = HttpResponse(render_to_string("trouble.html", context), status=status)
    answer["Cache-Control"] = "no-store"
    if status == 503:
        answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def _what_happened(error: BaseException | None) -> tuple[int, str, str]:
    """Return the status, the sentence for whoever asked, and what whoever reads the log can do."""
    if is_disk_full(error):
        said = gettext(
            "The disk of this site is full, so nothing was saved. Tell those who run it. Then go back and try again."
        )
        return 503, said, "Make room on the disk that holds DATA_DIR or the database, and on that of temporary files."
    if isinstance(error, DatabaseError | InterfaceError):
        said = gettext(
            "The database of this site does not answer just now, so nothing was saved. Families can still read. "
            "Go back, wait a minute, and try again."
        )
        return 503, said, "Look whether the database runs, and whether something holds it for long."
    said = gettext("Something went wrong. It is our fault, not yours. It is written down. Go back and try again.")
    return 500, said, "This is a fault of the site: report it with the line of the log about the same request."


def _named(error: BaseException | None) -> str:
    """Return what the log says of a fault: its kind, and its first line where that cannot hold what somebody typed."""
    lines = str(error).splitlines() if isinstance(error, OperationalError | InterfaceError | OSError) else []
    return ": ".join([type(error).__name__, *lines[:1]])


def is_disk_full(error: BaseException | None) -> bool:
    """Did this go wrong because a disk has no room?

    >>> is_disk_full(OSError(28, "No space left on device")), is_disk_full(OSError(13, "Permission denied"))
    (True, False)
    """
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    # SQLite says it in these words; Postgres in those of its system.
    return isinstance(error, DatabaseError) and ("disk is full" in str(error) or "No space left" in str(error))


def _stylesheet() -> str:
    """Return where the style of the site stands; a page without it can be read as well."""
    try:
        return static("site.css")
    except ValueError:  # the files of the site were not gathered yet
        return ""
