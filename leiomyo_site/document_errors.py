"""What keeps one document from being read or shown, told apart from what keeps all of them: a database or a disk."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError

from leiomyo_site.text.limits import TextTooComplex

# No document is at fault: the database or the disk is away.
OUTAGES = (OperationalError, InterfaceError, OSError, MemoryError)


class RenderError(Exception):
    """The body of a response cannot be made; says why."""


class DocumentErrors(Exception):
    """Some documents cannot be shown; says why for each, by its code."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__("\n".join(f"{code}: {reason}" for code, reason in reasons.items()))
        self.reasons = reasons


@contextmanager
def errors_of(code: str) -> Iterator[None]:
    """Name the document that an exception comes from.

    Raises:
        DocumentErrors: it cannot be shown.
    """
    try:
        yield
    except (*OUTAGES, DocumentErrors):
        raise
    except Exception as error:
        raise DocumentErrors({code: reason_of(error)}) from error


def reason_of(error: Exception) -> str:
    """Return why something could not be made: a sentence of ours, or the type and first line of an exception.

    >>> reason_of(RenderError("the handout cannot be set"))
    'the handout cannot be set'
    """
    if isinstance(error, RenderError | TextTooComplex):
        return str(error)
    lines = [type(error).__name__, *str(error).splitlines()[:1]]
    return f"{': '.join(lines)} (a fault in the program: tell those who run this site)"
