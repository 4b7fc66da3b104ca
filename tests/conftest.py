"""What tests of several folders share: a site filled from content/, and a folder of small content to play with."""

import os
import subprocess
from collections.abc import Callable, Iterator
from inspect import isfunction
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from leiomyo_site.editorial.published_versions import _versions
from leiomyo_site.editorial.selectors import _picture_hashes
from leiomyo_site.site.site_content import _load_site_content
from tests.prepared import copy_site, serving_copy
from tests.servers import ROOT, fresh_database, serving
from tests.tools import not_here


@pytest.fixture(autouse=True)
def plain_static_files(settings: object) -> None:
    """Give static files their plain names; hashed names are tested on the site as it is served."""
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def no_editions(settings: object) -> None:
    """Let a test that names no folder of editions have none, whatever is stored on this machine."""
    settings.EDITIONS_DIR = settings.DATA_DIR / "none"  # type: ignore[attr-defined]
    settings.CURRENT_EDITION_DIR = settings.EDITIONS_DIR / "current"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def quick_passwords(settings: object) -> None:
    """Hash passwords the cheap way; how the site does it is Django’s own and tested in the browser."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


# The folders and files that take longest, longest first: begun last, one of them would keep one processor busy alone.
LONGEST = (
    "browser/test_accessibility.py",
    "resilience",
    "handouts/test_every_paper.py",
    "editorial/test_admin_panel.py",
    "editorial/test_who_may_do_what.py",
    "editions",
    "site",
    "editorial",
)
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "postgres", "served", "filled"}
SITES = {serving, serving_copy, copy_site, fresh_database}


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark the tests that use a database, before any are chosen; and let those that take longest begin first."""
    for item in items:
        if _uses_database(item):
            item.add_marker("database")
    yield
    # pytest-django has put those without a database last.
    ranks = {item.path: _rank(item.path) for item in items}
    items.sort(key=lambda item: ranks[item.path])


def _uses_database(item: pytest.Item) -> bool:
    """Tell if a test has the database of the tests, or starts a site that has one."""
    if not isinstance(item, pytest.Function):
        return False
    starts_sites = any(isfunction(value) and value in SITES for value in vars(item.module).values())
    return bool(starts_sites or DATABASE_FIXTURES & set(item.fixturenames) or item.get_closest_marker("django_db"))


def _rank(path: Path) -> int:
    tests = Path(__file__).parent
    # A browser leaves an event loop in the process, and Django lets nobody make a database beside one.
    if path.is_relative_to(tests / "browser"):
        return len(LONGEST) + 1
    return next((at for at, name in enumerate(LONGEST) if path.is_relative_to(tests / name)), len(LONGEST))


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Forget what was kept for a publication; a test begins with an empty database, and its numbers come again."""
    for kept in (_load_site_content, _picture_hashes, _versions):
        kept.cache_clear()


PAGE = """---
code: "HJ9BN"
slug: "surgery"
title: "Surgery"
summary: "What surgery does."
in_short:
- "The surgeon takes out the tumor."
section: "treatment"
position: "10"
sources:
- "hwang-1997"
written: "2026-11-23"
review_months: "12"
---

## The goal is to take it all out

A biopsy comes first. [@hwang-1997]
"""
TERM = """---
code: "TJ4MY"
slug: "biopsy"
name: "biopsy"
say: "BY-op-see"
other_names: []
spellings: []
match_case: "no"
see_also: []
written: "2026-11-20"
review_months: "24"
---

A small piece is taken out and looked at.
"""
SOURCES = """hwang-1997:
  citation: "Hwang and others. Leiomyosarcoma."
  year: "1997"
  studied: "21 people under 21."
  seen: "abstract"
"""


@pytest.fixture
def small_content(tmp_path: Path) -> Path:
    """A content folder with one page, one term and one source."""
    root = tmp_path / "content"
    for path, text in (
        ("pages/en/surgery.md", PAGE),
        ("glossary/en/biopsy.md", TERM),
        ("sources.yaml", SOURCES),
    ):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def person(name: str, *roles: str) -> User:
    """Make someone who works here, in the groups of those names."""
    made = User.objects.create_user(name.lower(), first_name=name, last_name="Test", is_staff=True)
    made.groups.set(Group.objects.filter(name__in=roles))
    assert made.groups.count() == len(roles)
    return made


def sign_in(client: Client, someone: User) -> Client:
    """Sign somebody in with both factors, as after a right password and a right code."""
    device, _ = TOTPDevice.objects.get_or_create(user=someone, name="app", confirmed=True)
    client.force_login(someone)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return client


@pytest.fixture
def writer(db: None) -> User:
    return person("Wren", "Editors")


@pytest.fixture
def nurse(db: None) -> User:
    return person("Nora", "Clinical reviewers")


@pytest.fixture
def publisher(db: None) -> User:
    return person("Paul", "Publishers")


@pytest.fixture
def edit() -> Callable[[Path, str, str], None]:
    """Replace words in a file; a test that replaces nothing tests nothing."""

    def replace(path: Path, old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture(scope="session")
def served_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the data of the site as a family meets it."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def served(served_data: Path) -> Iterator[str]:
    """The site as a family meets it, filled from content/; gives its address."""
    with serving_copy(served_data) as url:
        yield url


@pytest.fixture
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
