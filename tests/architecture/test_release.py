"""What `make release` writes: an archive that works where it is unpacked, its packages, its changes, and checksums."""

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from leiomyo_site import __version__
from tests.servers import ROOT

pytestmark = pytest.mark.slow
NEW = "9.0.0"


def run(folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "DATA_DIR": str(folder / "data"), "DATABASE_URL": ""}
    return subprocess.run([*command], cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def git(folder: Path, *words: str) -> None:
    done = run(folder, "git", "-c", "user.name=A test", "-c", "user.email=test@localhost", *words)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of the last commit whose unreleased changes have become a version."""
    folder = tmp_path_factory.mktemp("release") / "checkout"
    git(ROOT, "clone", "--quiet", "--no-local", "--depth", "1", f"file://{ROOT}", str(folder))
    for path in ("bin/release", ".gitignore"):
        (folder / path).write_bytes((ROOT / path).read_bytes())
    (folder / ".venv").symlink_to(Path(sys.prefix))
    (folder / ".git/info/exclude").write_text("/.venv\n")
    changes, code = folder / "CHANGELOG.md", folder / "leiomyo_site/__init__.py"
    changes.write_text(changes.read_text().replace("## Unreleased", f"## {NEW} (2027-01-02)", 1))
    code.write_text(code.read_text().replace(__version__, NEW))
    git(folder, "commit", "--quiet", "--all", "--allow-empty", "--message", "Release a version for a test")
    return folder


def release(checkout: Path) -> dict[str, bytes]:
    """Make a release; return its files."""
    done = run(checkout, "bin/release")
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in (checkout / "dist").iterdir()}


@pytest.fixture(scope="module")
def files(checkout: Path) -> dict[str, bytes]:
    return release(checkout)


def test_a_release_has_the_checksums_of_all_its_files(files: dict[str, bytes]) -> None:
    lines = files["SHA256SUMS"].decode().splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert sums.keys() == {f"leiomyo-{NEW}.{end}" for end in ("tar.gz", "sbom.json", "md")}
    assert files.keys() == {*sums, "SHA256SUMS"}
    assert sums == {name: hashlib.sha256(files[name]).hexdigest() for name in sums}


def test_the_same_commit_makes_the_same_bytes(checkout: Path, files: dict[str, bytes]) -> None:
    assert release(checkout) == files


def test_an_unpacked_archive_says_its_version_and_passes_its_check(files: dict[str, bytes], tmp_path: Path) -> None:
    with tarfile.open(fileobj=BytesIO(files[f"leiomyo-{NEW}.tar.gz"])) as tar:
        tar.extractall(tmp_path, filter="data")
    assert [path.name for path in tmp_path.iterdir()] == [f"leiomyo-{NEW}"]
    site = tmp_path / f"leiomyo-{NEW}"
    assert run(site, sys.executable, "manage.py", "version").stdout == f"{NEW}\n"
    done = run(site, sys.executable, "manage.py", "check")
    assert done.returncode == 0 and "no issues" in done.stdout, done.stderr
    assert not (site / ".git").exists()
    assert re.search(r"^ARG BASE=\S+$\n(.*\n)*FROM \$\{BASE\}", (site / "deploy/Dockerfile").read_text(), re.MULTILINE)


def test_the_notes_are_those_of_the_version_and_the_packages_those_that_are_locked(
    checkout: Path, files: dict[str, bytes]
) -> None:
    changes = (checkout / "CHANGELOG.md").read_text()
    ours = changes.partition(f"## {NEW} (2027-01-02)\n")[2].partition("\n## ")[0]
    assert files[f"leiomyo-{NEW}.md"].decode().strip() == ours.strip() != ""
    listed = {one["name"] for one in json.loads(files[f"leiomyo-{NEW}.sbom.json"])["components"]}
    locked = set(re.findall(r"^([a-z][\w.-]*)(?:\[\w+\])?==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    assert listed == locked


@pytest.mark.parametrize(
    ("path", "old", "new", "why"),
    [
        ("CHANGELOG.md", f"## {NEW} (2027-01-02)", "## Unreleased", "has changes under Unreleased"),
        ("leiomyo_site/__init__.py", NEW, "9.0.1", "says nothing of version 9.0.1"),
    ],
)
def test_changes_without_a_version_are_not_released(checkout: Path, path: str, old: str, new: str, why: str) -> None:
    file = checkout / path
    whole = file.read_text()
    file.write_text(whole.replace(old, new))
    assert "not committed" in run(checkout, "bin/release").stderr
    git(checkout, "commit", "--quiet", "--all", "--message", "Change a word for a test")
    refused = run(checkout, "bin/release")
    git(checkout, "reset", "--quiet", "--hard", "HEAD~1")
    assert refused.returncode == 1 and why in refused.stderr
