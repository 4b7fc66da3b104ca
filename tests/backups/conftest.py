"""A small site in a folder of its own, and the commands of the site as IT runs them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PAGE, SOURCES, TERM
from tests.editions.conftest import TEXTS
from tests.servers import ROOT, fresh_database

Manage = Callable[..., "subprocess.CompletedProcess[str]"]


def run(
    data: Path, *command: str, database: dict[str, str] | None = None, **more: Any
) -> "subprocess.CompletedProcess[str]":
    """Run a command as on a machine whose data is in this folder."""
    return subprocess.run(
        [*command], cwd=ROOT, env=environment(data, database), capture_output=True, text=True, timeout=240, **more
    )


def manage(data: Path, *words: str, **more: Any) -> "subprocess.CompletedProcess[str]":
    return run(data, sys.executable, "manage.py", *words, **more)


RUN = (
    "import sys, django; django.setup(); from pathlib import Path; from tests.backups import scripts;"
    "getattr(scripts, sys.argv[1])(Path(sys.argv[2]), Path(sys.argv[3]))"
)


def environment(data: Path, database: dict[str, str] | None) -> dict[str, str]:
    """Return the environment of a machine whose data is in this folder."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "leiomyo_site.settings",
        "DATABASE_URL": "",
        **(database or {}),
        "DATA_DIR": str(data),
        "SITE_URL": "https://lms.example.org",
    }


def deed_command(data: Path, what: str) -> list[str]:
    """Return the command that does one of the scripts of scripts.py."""
    return [sys.executable, "-c", RUN, what, str(data / "content"), str(data)]


def deed(data: Path, what: str, **more: Any) -> "subprocess.CompletedProcess[str]":
    done = run(data, *deed_command(data, what), **more)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], Path]:
    """A site with something of everything: its folder, its database, and a backup of it."""
    data = tmp_path_factory.mktemp("filled")
    home = "pages/en/home.md"
    texts = {"pages/en/surgery.md": PAGE, home: TEXTS[home], "glossary/en/biopsy.md": TERM, "sources.yaml": SOURCES}
    for path, text in texts.items():
        (data / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (data / "content" / path).write_text(text, encoding="utf-8")
    database = fresh_database()
    deed(data, "fill", database=database)
    done = manage(data, "backup", database=database)
    assert done.returncode == 0, done.stderr
    return data, database, next((data / "backups").glob("*.tar.gz"))


@pytest.fixture
def copied(filled: tuple[Path, dict[str, str], Path], tmp_path: Path) -> Path:
    """A copy of the backup, to do things to."""
    return Path(shutil.copy(filled[2], tmp_path / "copied.tar.gz"))
