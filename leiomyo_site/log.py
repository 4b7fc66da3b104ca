"""The log: one JSON object a line on standard output. No Django here: the server for families uses it too.

A line says what happened to the site, never who read what: no query string, no network address, no name. A failed
request is given by its URL pattern (“admin/pages/page/<path:object_id>/change/”), since a URL may hold the token of a
shared draft; an exception by its type and the lines it passed, since its message may quote a value. Messages of
other packages are kept without the values put into them.

log.json is also given to a server that runs without Django (docs/operations.md).
"""

import json
import logging
import logging.config
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LOGGING: dict[str, Any] = json.loads((Path(__file__).parent / "log.json").read_text(encoding="utf-8"))
LOGGER_NAME = "leiomyo"
REDACTED = "…"
REQUEST_REFUSED = "request refused"
REQUEST_EVENTS = {500: "request failed: internal error", 503: "request failed: service unavailable"}
# Lines stay short enough for a pipe to take each in one piece, though several processes write.
MAX_FRAMES = 12


def log_event(event: str, *, level: int = logging.INFO, **fields: str | int | bool | None) -> None:
    """Write an event; `fields` are about the site and its documents, never about a person."""
    logging.getLogger(LOGGER_NAME).log(level, event, extra={"fields": fields})


def configure_logging() -> None:
    """Send the log to standard output, where Django does not do it."""
    logging.config.dictConfig(LOGGING)


class IntendedSettingsFilter(logging.Filter):
    """Drops the server's doubt about a number of threads that is meant so: most of them wait for the database."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is kept."""
        return not record.getMessage().startswith("Configuration allows spawning up to")


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON: time, level, event, logger and fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": _event(record),
            "logger": record.name,
            **getattr(record, "fields", {}),
            **_request_fields(record),
        }
        if record.exc_info and record.exc_info[1] and line["event"] != REQUEST_REFUSED:
            line["exception"] = exception_summary(record.exc_info[1])
        return json.dumps(line)


def _event(record: logging.LogRecord) -> str:
    status = getattr(record, "status_code", None)
    if status is not None:
        return REQUEST_EVENTS.get(status, REQUEST_REFUSED)
    # A message of many lines quotes a traceback, and that may quote a value.
    return redact_values(str(record.msg), record.args).strip().partition("\n")[0]


def redact_values(message: str, values: object) -> str:
    """Return a message with the numbers put into it, and without all other values.

    >>> redact_values("sign-in of %s failed, try %d", ("wren", 3))
    'sign-in of … failed, try 3'
    """
    if not values:
        return message
    try:
        if isinstance(values, dict):
            return message % {name: _redact(value) for name, value in values.items()}
        return message % tuple(_redact(value) for value in values)  # type: ignore[attr-defined]
    except (TypeError, ValueError, KeyError):
        return message


def _redact(value: object) -> object:
    return value if isinstance(value, int | float) else REDACTED


def _request_fields(record: logging.LogRecord) -> dict[str, object]:
    """Return status, method and URL pattern of the request that a record is about."""
    request = getattr(record, "request", None)
    if request is None or not hasattr(record, "status_code"):
        return {}
    match = getattr(request, "resolver_match", None)
    return {
        "status": record.status_code,
        "method": request.method if request.method in ("GET", "HEAD", "POST") else "other",
        "route": match.route if match else "unresolved",
    }


def exception_summary(error: BaseException) -> dict[str, object]:
    """Return an exception without its message: type, frames, and its cause in the same form.

    >>> try:
    ...     int("a name")
    ... except ValueError as error:
    ...     exception_summary(error)["type"]
    'ValueError'
    """
    frames = traceback.extract_tb(error.__traceback__)[-MAX_FRAMES:]
    summary: dict[str, object] = {
        "type": type(error).__name__,
        "frames": [f"{_relative_path(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        summary["cause"] = exception_summary(cause)
    return summary


def _relative_path(path: str) -> str:
    """Return the path of a file from the root of the project or of its package on.

    >>> _relative_path("/srv/guide/.venv/lib/python3.11/site-packages/django/db/models/query.py")
    'django/db/models/query.py'
    """
    root = str(Path(__file__).parent.parent)
    if "site-packages/" in path:
        return path.rpartition("site-packages/")[2]
    return path.removeprefix(root).lstrip("/")
