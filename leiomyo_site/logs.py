"""The log: one JSON line an event on standard output. Knows no Django: the reader alone uses it too.

A line tells what happened to the site, never who read what: no query string, no network address, no name. Of a request
that failed it gives the pattern of the address (“admin/pages/page/<path:object_id>/change/”), not the address, which
may hold the token of a shared draft; of an exception its type and the lines of code it passed, not its message, which
may quote a value. Words of other packages are kept, the values that they put into them are not.

logs.json is also what a server that runs the reader alone is started with (docs/operations.md).
"""

import json
import logging
import logging.config
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LOGGING: dict[str, Any] = json.loads((Path(__file__).parent / "logs.json").read_text(encoding="utf-8"))
OURS = "leiomyo"
UNSAID = "…"
REFUSED = "a request was refused"
FAILED = "a request failed; the code has a fault"
UNREADY = "a request could not be answered at that moment"
# Lines stay short enough for a pipe to take each in one piece, though several processes write.
MOST_FRAMES = 12


def tell(event: str, *, level: int = logging.INFO, **facts: str | int | bool | None) -> None:
    """Write an event; `facts` are about the site and its texts, never about a person."""
    logging.getLogger(OURS).log(level, event, extra={"facts": facts})


def begin_logging() -> None:
    """Send the log to standard output, where Django does not do it."""
    logging.config.dictConfig(LOGGING)


class OneLine(logging.Formatter):
    """A log record as one line of JSON: time, level, event, which part tells it, and facts."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": _event(record),
            "from": record.name,
            **getattr(record, "facts", {}),
            **_of_request(record),
        }
        if record.exc_info and record.exc_info[1] and told["event"] != REFUSED:
            told["trouble"] = trouble_of(record.exc_info[1])
        return json.dumps(told)


def _event(record: logging.LogRecord) -> str:
    status = getattr(record, "status_code", None)
    if status is not None:
        return {500: FAILED, 503: UNREADY}.get(status, REFUSED)
    # A message of many lines quotes a traceback, and that may quote a value.
    return without_values(str(record.msg), record.args).strip().partition("\n")[0]


def without_values(words: str, values: object) -> str:
    """Return a message with its numbers, and without all other values that were put into it.

    >>> without_values("sign-in of %s failed, try %d", ("wren", 3))
    'sign-in of … failed, try 3'
    """
    if not values:
        return words
    try:
        if isinstance(values, dict):
            return words % {name: _number(value) for name, value in values.items()}
        return words % tuple(_number(value) for value in values)  # type: ignore[attr-defined]
    except (TypeError, ValueError, KeyError):
        return words


def _number(value: object) -> object:
    return value if isinstance(value, int | float) else UNSAID


def _of_request(record: logging.LogRecord) -> dict[str, object]:
    """Return status, method and the pattern of the address of a request that a record is about."""
    request = getattr(record, "request", None)
    if request is None or not hasattr(record, "status_code"):
        return {}
    match = getattr(request, "resolver_match", None)
    return {
        "status": record.status_code,
        "method": request.method if request.method in ("GET", "HEAD", "POST") else "another",
        "where": match.route if match else "no address of ours",
    }


def trouble_of(error: BaseException) -> dict[str, object]:
    """Return an exception without its message: its type, where it passed, and what it came from, in the same form.

    >>> try:
    ...     int("a name")
    ... except ValueError as error:
    ...     trouble_of(error)["type"]
    'ValueError'
    """
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    told: dict[str, object] = {
        "type": type(error).__name__,
        "lines": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        told["because"] = trouble_of(cause)
    return told


def _short(path: str) -> str:
    """Return a file from the root of the project or of its package on.

    >>> _short("/srv/guide/.venv/lib/python3.11/site-packages/django/db/models/query.py")
    'django/db/models/query.py'
    """
    root = str(Path(__file__).parent.parent)
    if "site-packages/" in path:
        return path.rpartition("site-packages/")[2]
    return path.removeprefix(root).lstrip("/")
