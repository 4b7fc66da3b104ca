"""The Nu HTML Checker finds no error on any page."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.site.crawl import TOOLS, fetch, paths
from tests.tools import not_here

pytestmark = pytest.mark.validator
JAR = Path(os.environ.get("VNU_JAR", "node_modules/vnu-jar/build/dist/vnu.jar"))


def checker() -> list[str]:
    if not (shutil.which("java") and JAR.exists()):
        not_here("no Nu HTML Checker: npm install --no-save vnu-jar, and Java")
    return ["java", "-Xss4m", "-jar", str(JAR)]


@pytest.mark.slow
def test_no_page_has_an_error(served: str, tmp_path: Path) -> None:
    command = checker()
    for number, path in enumerate([*paths(served), *TOOLS, "/h/HJ9BM", "/no-such-page/"]):
        (tmp_path / f"{number}-{path.strip('/').replace('/', '-') or 'home'}.html").write_text(
            fetch(served + path).text
        )
    done = subprocess.run([*command, "--errors-only", "--skip-non-html", str(tmp_path)], capture_output=True, text=True)
    assert done.stderr == ""
    assert done.returncode == 0


def test_the_checker_does_find_errors(tmp_path: Path) -> None:
    command = checker()
    (tmp_path / "bad.html").write_text("<!doctype html><html lang=en><title>x</title><p id=a><p id=a>")
    done = subprocess.run([*command, "--errors-only", str(tmp_path)], capture_output=True, text=True)
    assert "Duplicate ID" in done.stderr
