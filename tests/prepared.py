"""The site as its first start leaves it: made once for these files of code and content, and copied for each test."""

import fcntl
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg

from leiomyo_site.server import run as server
from tests.servers import ROOT, SQLITE, database_at, free_port, started

# The address that pages are made with; each copy is served on a port of its own.
SITE_URL = "http://lms.example.org"
CACHE = ROOT / ".pytest_cache/site"
KEPT = 3
MADE_OF = ("leiomyo_site", "templates", "static", "styles", "content")


@contextmanager
def serving_copy(data_dir: Path, database: dict[str, str] | None = None, **settings: str) -> Iterator[str]:
    """Serve a copy of the site from an empty folder; gives its address."""
    database = copy_site(data_dir, database)
    port = free_port()
    environment = {**database, "DATA_DIR": str(data_dir), "PORT": str(port), "SITE_URL": SITE_URL, **settings}
    with started(["-m", server.__name__, "127.0.0.1", str(port)], environment, port, data_dir / "serve.log"):
        yield f"http://127.0.0.1:{port}"


def copy_site(data_dir: Path, database: dict[str, str] | None = None) -> dict[str, str]:
    """Fill an empty folder with the site, and return the environment that names its database.

    It is on the server that `database` names, or else on the one that the tests run on.
    """
    url = (os.environ if database is None else database).get("DATABASE_URL", "")
    shutil.copytree(prepared_site(url), data_dir, symlinks=True, dirs_exist_ok=True)
    if not url:
        return SQLITE
    name = f"leiomyo_{uuid4().hex}"
    with _alone(), psycopg.connect(url, autocommit=True) as postgres:
        postgres.execute(f"CREATE DATABASE {name} TEMPLATE {_name(url)}")
    return {"DATABASE_URL": database_at(url, name)}


@cache
def prepared_site(database_url: str) -> Path:
    """Return the folder of the site, made by a first start if no run before this one did."""
    folder = CACHE / _name(database_url)
    with _alone():
        if not folder.exists():
            making = folder.with_name(f".{folder.name}")
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            _start_once(making, database_url)
            making.rename(folder)
            _forget_older()
        folder.touch()
    return folder


def _start_once(data_dir: Path, database_url: str) -> None:
    if database_url:
        name = _name(database_url)
        with psycopg.connect(database_url, autocommit=True) as postgres:
            postgres.execute(f"DROP DATABASE IF EXISTS {name}")
            postgres.execute(f"CREATE DATABASE {name}")
        database_url = database_at(database_url, name)
    port = free_port()
    environment = {"DATABASE_URL": database_url, "DATA_DIR": str(data_dir), "PORT": str(port), "SITE_URL": SITE_URL}
    with started(["manage.py", "serve"], environment, port, data_dir / "first.err", data_dir / "first.out"):
        pass


def _forget_older() -> None:
    sites = sorted((path for path in CACHE.glob("leiomyo_*")), key=lambda path: path.stat().st_mtime)
    for path in sites[:-KEPT]:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time make or copy the site, of all that test this checkout."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def _name(database_url: str) -> str:
    """Return a name for the site made of these files on this database server."""
    found = hashlib.sha256(f"{sys.version} {database_url}".encode())
    paths = [path for folder in MADE_OF for path in (ROOT / folder).rglob("*") if "__pycache__" not in path.parts]
    for path in sorted((*paths, ROOT / "manage.py", ROOT / "requirements.txt", Path(__file__))):
        if path.is_file():
            found.update(f"{path.relative_to(ROOT)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return f"leiomyo_{found.hexdigest()[:32]}"
