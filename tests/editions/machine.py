"""A site on files of SQLite in a folder of its own, run in this process, and other databases to exchange its own for."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.test import override_settings
from django.utils import timezone

from leiomyo_site.config.database import database_settings
from leiomyo_site.editions import worker
from leiomyo_site.editions.archive import read_archive
from leiomyo_site.editions.management.commands import serve
from leiomyo_site.editorial.published_versions import _versions
from leiomyo_site.editorial.selectors import _picture_hashes
from leiomyo_site.pages.models import Page
from leiomyo_site.site.site_content import _load_site_content
from tests.backups.scripts import _publish, make_people
from tests.conftest import PAGE, SOURCES, TERM

FILE = "leiomyo.sqlite3"
DO = "\n\n/// do | What you can do\n- Ask.\n///\n"
HOME = PAGE.replace("HJ9BN", "C7V74").replace('"surgery"', '"home"').replace('"treatment"', '"home"')
SCANS = PAGE.replace("HJ9BN", "FNSXP").replace('"surgery"', '"scans"').replace('"Surgery"', '"Scans"')
FILES = {
    "pages/en/home.md": HOME.replace("A biopsy comes first.", "Begin here.") + DO,
    "pages/en/surgery.md": PAGE + DO,
    "pages/en/scans.md": SCANS.replace("A biopsy comes first.", "A biopsy is looked at.") + DO,
    "glossary/en/biopsy.md": TERM,
    "sources.yaml": SOURCES,
}


@dataclass(frozen=True)
class Machine:
    """A folder as DATA_DIR, and other databases to exchange its own for."""

    data: Path
    others: Path

    @property
    def editions(self) -> Path:
        return self.data / "editions"

    @property
    def file(self) -> Path:
        return self.data / FILE

    def served(self) -> dict[str, tuple[int, Any]]:
        """Return what every address answers."""
        _, entries = read_archive(self.editions / "current/packed")
        return {one.path: (one.status, {name: bytes(body) for name, body in one.bodies.items()}) for one in entries}

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let the site of this process be the one of this folder."""
        folders = {
            "DATA_DIR": self.data,
            "EDITIONS_DIR": self.editions,
            "CURRENT_EDITION_DIR": self.editions / "current",
            "STATIC_ROOT": self.others,
            "STORAGES": {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
            "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        }
        before = connections["default"]
        here = {**connections.settings["default"], **database_settings("", self.data)}
        connections["default"] = DatabaseWrapper(here, "default")
        forget()
        try:
            with override_settings(**folders):
                yield
        finally:
            connections["default"].close()
            connections["default"] = before
            forget()


def forget() -> None:
    """Forget what was kept of a database."""
    for kept in (_load_site_content, _picture_hashes, _versions):
        kept.cache_clear()


def publish(words: str) -> None:
    page = Page.objects.get(slug="surgery")
    page.body = f"## Now\n\n{words} [@hwang-1997]{DO}"
    _publish(page, at=timezone.now())


def start_anew(machine: Machine) -> None:
    call_command("migrate", verbosity=0)
    call_command("import_content", root=machine.others / "content", publish=True, stdout=StringIO())
    make_people()


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Machine]:
    """A site with three editions, and beside it the databases that may come into the place of its own."""
    root = tmp_path_factory.mktemp("hospital")
    site, other, empty = (Machine(root / name, root / "others") for name in ("site", "other", "empty"))
    for path, text in FILES.items():
        (site.others / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (site.others / "content" / path).write_text(text, encoding="utf-8")
    for machine in (site, other, empty):
        machine.data.mkdir()
    with django_db_blocker.unblock():
        with empty.running():
            call_command("migrate", verbosity=0)
        with other.running():
            start_anew(other)
            publish("Words of another site.")
        with site.running():
            start_anew(site)
            call_command("bake", stdout=StringIO())
            keep(site, "first")
            publish("The words of our ward.")
            call_command("bake", stdout=StringIO())
            keep(site, "second")
            publish("The newest words of our ward.")
            call_command("bake", stdout=StringIO())
        shutil.copy(other.file, site.others / "another")
        shutil.copy(empty.file, site.others / "empty")
    return site


def keep(machine: Machine, name: str) -> None:
    connections["default"].close()
    shutil.copy(machine.file, machine.others / name)


@pytest.fixture
def machine(hospital: Machine, tmp_path: Path, django_db_blocker: Any) -> Iterator[Machine]:
    """A copy of the site, to do things to."""
    shutil.copytree(hospital.data, tmp_path / "data", symlinks=True)
    with django_db_blocker.unblock():
        yield Machine(tmp_path / "data", hospital.others)


def put(machine: Machine, name: str) -> None:
    for left in machine.data.glob(f"{FILE}*"):
        left.unlink()
    shutil.copy(machine.others / name, machine.file)


def run_sql(machine: Machine, *statements: str) -> None:
    with closing(sqlite3.connect(machine.file)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def without_triggers(machine: Machine, *statements: str) -> None:
    events = ("update", "delete")
    run_sql(machine, *(f"DROP TRIGGER editorial_publication_no_{event}" for event in events), *statements)


def start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do what a start does before it serves, and two rounds of what runs beside serving."""

    def bake() -> int:
        try:
            call_command("bake", stdout=StringIO(), stderr=StringIO())
        except CommandError:
            return 1
        return 0

    monkeypatch.setattr(serve, "bake_in_subprocess", bake)
    try:
        serve.Command(stderr=StringIO())._make_ready()
    except Exception as error:  # a start goes on with what is stored
        assert isinstance(error, CommandError | serve.DatabaseError), error
    for now in (1000.0, 2000.0):
        worker.PublishWorker(Path(serve.settings.EDITIONS_DIR), bake).tick(now)


def said(*words: str) -> str:
    """Run a command that may refuse, and return all that it said."""
    out = StringIO()
    try:
        call_command(*words, stdout=out, stderr=out)
    except CommandError as error:
        out.write(str(error))
    return out.getvalue()
