"""The site in a process of its own, as people run it: its port, its database, and when it is ready."""

import os
import random
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

ROOT = Path(__file__).parent.parent
SQLITE = {"DATABASE_URL": ""}


def fresh_database() -> dict[str, str]:
    """Return the environment of a process that is to have a database of its own; with SQLite it is in its DATA_DIR."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return {}
    name = f"leiomyo_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return {"DATABASE_URL": database_at(url, name)}


def database_at(url: str, name: str) -> str:
    """Return the address of another database on the same server."""
    parts = urlsplit(url)
    return f"postgresql://{parts.netloc}/{name}?{parts.query}"


def database_of(data_dir: Path, database: dict[str, str]) -> "sqlite3.Connection | psycopg.Connection[tuple]":
    """Open the database that a process with this environment has; `with` keeps what was changed."""
    url = database.get("DATABASE_URL")
    return psycopg.connect(url) if url else sqlite3.connect(data_dir / "leiomyo.sqlite3", timeout=20)


def free_port() -> int:
    """Return a port that nobody listens on, below those that the system gives to outgoing connections."""
    while True:
        port = random.randrange(10_000, 32_000)
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


@contextmanager
def serving(data_dir: Path, database: dict[str, str] | None = None, port: int = 0) -> Iterator[str]:
    """Serve the site as `make run` does, with its data in a folder; gives its address."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {**(database or {}), "DATA_DIR": str(data_dir), "PORT": str(port), "SITE_URL": url}
    with started(["manage.py", "serve"], environment, port, data_dir / "serve.log"):
        yield url


@contextmanager
def started(
    words: list[str], environment: dict[str, str], port: int, log: Path, output: Path | None = None
) -> Iterator[None]:
    """Run Python with these words until the block ends, which begins when the site answers.

    What it says goes to `log`, or its standard output to a file of its own.
    """
    with log.open("w") as errors, (output or log).open("a") as out:
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=out,
            stderr=errors,
        )
        try:
            wait_until_well(f"http://127.0.0.1:{port}/healthz", process, log)
            yield
        finally:
            process.terminate()
            process.wait(20)


def wait_until_well(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the site did not start:\n{log.read_text()}")
