"""Run as a program, on a real database file: many processes that do the same at once, or one that dies half-way.

Prints one JSON line with what each got and what stands in the database afterwards.
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection, connections

from leiomyo_site.config import prepare_data_dir

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
WORDS = "## New\n\nNew words. [@hwang-1997]\n\n/// do | What you can do\n- Ask.\n///\n"


def at_once(count: int, deed: Callable[[int], str]) -> list[str]:
    """Do something in so many processes at once; return what each says."""
    start_reader, start_writer = os.pipe()
    readers = []
    connections.close_all()
    for number in range(count):
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.close(start_writer)
            os.read(start_reader, 1)  # all wait here until the gate is closed
            os.write(writer, deed(number).encode())
            os._exit(0)
        os.close(writer)
        readers.append(reader)
    os.close(start_writer)
    said = []
    for reader in readers:
        with os.fdopen(reader) as pipe:
            said.append(pipe.read())
        os.wait()
    return said


def dies_at(step: int, deed: Callable[[], Any]) -> bool:
    """Do something in a process that is killed before its n-th statement; was it killed?"""
    connections.close_all()
    child = os.fork()
    if child == 0:
        seen = 0

        def count(execute: Callable, sql: str, *rest: Any) -> Any:
            nonlocal seen
            seen += 1
            if seen == step:
                os.kill(os.getpid(), 9)
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            deed()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def attempt(deed: Callable[[], Any]) -> str:
    """Do something; return "done", or the kind of refusal."""
    try:
        deed()
    except Exception as error:  # a test reports whatever happens
        return type(error).__name__
    return "done"


def main(what: str, content: Path) -> None:
    django.setup()
    prepare_data_dir(settings.CONFIG)
    from tests.resilience import concurrency_scripts

    print(json.dumps(getattr(concurrency_scripts, what)(content)))
    assert settings.configured


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
