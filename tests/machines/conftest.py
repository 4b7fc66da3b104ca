"""A real Postgres server, and machines over it that each have a folder of their own."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, fresh_database
from tests.tools import not_here


@pytest.fixture(scope="session")
def postgres() -> Iterator[dict[str, str]]:
    """An empty database on Postgres: the server that the tests run on, or one of its own."""
    if os.environ.get("DATABASE_URL"):
        yield fresh_database()
        return
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        not_here("no Postgres: install it with sudo apt-get install postgresql")
    command = ["bin/with-postgres", "sh", "-c", 'echo "$DATABASE_URL"; cat']
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin and server.stdout
        yield {"DATABASE_URL": server.stdout.readline().strip()}
        server.stdin.close()
