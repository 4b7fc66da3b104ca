"""One version number: the code's, which the CHANGELOG describes and every command gives."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from leiomyo_site import __version__

ROOT = Path(__file__).parent.parent.parent
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_newest_version_in_the_changelog_is_the_codes() -> None:
    headings = re.findall(r"^## (?!Unreleased$)(.+)$", CHANGELOG, re.MULTILINE)
    versions = [re.fullmatch(r"(\d+)\.(\d+)\.(\d+) \((\d{4}-\d\d-\d\d)\)", heading) for heading in headings]
    assert all(versions), headings
    numbers = [(tuple(map(int, found.groups()[:3])), date.fromisoformat(found[4])) for found in versions if found]
    assert numbers == sorted(numbers, reverse=True)
    assert ".".join(map(str, numbers[0][0])) == __version__


@pytest.mark.parametrize("command", ["version", "--version"])
def test_the_command_gives_the_version_and_makes_nothing(tmp_path: Path, command: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=ROOT,
        env={"DATA_DIR": str(tmp_path / "data"), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == (f"{__version__}\n", "")
    assert not (tmp_path / "data").exists()
