"""Packages from elsewhere: each is pinned with the hashes of its files, wanted by somebody, and told of in the SBOM."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
# Programs that a verb, a server or Django starts by name.
BY_NAME = {
    "ruff": "make lint",
    "uv": "make lock-packages",
    "cyclonedx-bom": "make sbom",
    "pytest-django": "pytest finds it by itself",
    "pytest-xdist": "pytest finds it by itself",
    "mypy": "make lint",
    "import-linter": "make lint",
    "django-stubs": "mypy’s plugin, named in pyproject.toml",
    "django-stubs-ext": "django-stubs would take one for a newer Django",
    "lxml-stubs": "mypy finds it by itself",
    "types-pyyaml": "mypy finds it by itself",
    "types-markdown": "mypy finds it by itself",
}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(file: str) -> dict[str, str]:
    """Return what a requirements file asks for itself: versions by name."""
    rows = re.findall(r"^([\w.-]+)(?:\[\w+\])?==(\S+)$", (ROOT / file).read_text(), re.MULTILINE)
    return {plain(name): version for name, version in rows}


@cache
def locked(file: str) -> dict[str, tuple[str, int]]:
    """Return what a lock file holds: version and how many hashes, by name; one for an older Python comes last."""
    found: dict[str, tuple[str, int]] = {}
    for row in re.split(r"\n(?=\w)", (ROOT / file).read_text()):
        if name := re.match(r"([\w.-]+)(?:\[\w+\])?==([^\s;]+)", row):
            found[plain(name[1])] = (name[2], len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", row)))
    return found


def asked_by(name: str) -> set[str]:
    """Return what an installed package asks for, on any machine; nothing for one that only other machines have."""
    try:
        asked = requires(name) or []
    except PackageNotFoundError:
        return set()
    return {plain(re.match(r"[\w.-]+", row)[0]) for row in asked}


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_lock_files_hold_what_the_requirements_ask_for_and_nothing_else(name: str) -> None:
    asked = wanted("requirements.txt") | (wanted(f"{name}.txt"))
    lock = locked(f"{name}.lock")
    differing = {one: version for one, version in asked.items() if lock.get(one, ("",))[0] != version}
    assert differing == {}, "run make lock-packages"
    needed = set(asked).union(*(asked_by(one) for one in lock))
    assert set(lock) - needed == set(), "run make lock-packages"


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_version_has_the_hashes_of_its_files_and_no_place_to_fetch_it_from(name: str) -> None:
    assert [one for one, (_, hashes) in locked(name).items() if hashes == 0] == []
    assert re.findall(r"https?:|file:|--index|--find|@ ", (ROOT / name).read_text()) == []


def test_tests_run_with_the_versions_that_the_site_runs_with() -> None:
    dev = locked("requirements-dev.lock")
    assert {name: dev.get(name) for name in locked("requirements.lock")} == locked("requirements.lock")


def test_only_what_is_locked_is_installed() -> None:
    prepare = (ROOT / "bin/prepare").read_text()
    assert '--require-hashes -r "${wanted%.txt}.lock"' in prepare
    assert "pip install" not in prepare.replace("-m pip install --quiet", "")


def modules_used(*folders: str) -> Iterator[str]:
    """Yield the first part of every module that is imported or named in quotes, such as “axes” in INSTALLED_APPS."""
    for folder in folders:
        for path in set((ROOT / folder).rglob("*.py")) - {Path(__file__)}:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    yield from (name.name.split(".")[0] for name in node.names)
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    yield (node.module or "").split(".")[0]
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value.split(".")[0]


def packages_used(*folders: str) -> set[str]:
    owners = packages_distributions()
    return {plain(package) for module in set(modules_used(*folders)) for package in owners.get(module, ())}


def test_every_package_asked_for_is_used() -> None:
    used = packages_used("leiomyo_site") | ({"psycopg"} if "postgresql" in _settings() else set())
    tests = packages_used("tests", "bench")
    assert set(wanted("requirements.txt")) - used == set()
    assert set(wanted("requirements-dev.txt")) - tests - set(BY_NAME) == set()


def _settings() -> str:
    return (ROOT / "leiomyo_site/config/database.py").read_text(encoding="utf-8")


def test_every_package_imported_is_asked_for_by_name() -> None:
    """What only comes along with another package may go with its next version."""
    imported = set()
    for path in (ROOT / "leiomyo_site").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add((node.module or "").split(".")[0])
    # `_typeshed` is only there for type checkers.
    ours = set(sys.stdlib_module_names) | {"leiomyo_site", "_typeshed"}
    owners = packages_distributions()
    asked = set(wanted("requirements.txt"))
    assert {module for module in imported - ours if not {plain(name) for name in owners[module]} & asked} == set()


@pytest.mark.slow
def test_the_sbom_lists_exactly_what_the_site_runs_with_and_is_the_same_each_time(tmp_path: Path) -> None:
    program = Path(sys.executable).parent / "cyclonedx-py"
    command = [str(program), "requirements", "requirements.lock", "--output-reproducible", "--output-file"]
    assert " ".join(["cyclonedx-py", *command[1:]]) in (ROOT / "Makefile").read_text()
    for name in ("a.json", "b.json"):
        subprocess.run([*command, str(tmp_path / name)], cwd=ROOT, check=True, capture_output=True)
    text = (tmp_path / "a.json").read_text()
    told = json.loads(text)
    assert text == (tmp_path / "b.json").read_text()
    assert told["bomFormat"] == "CycloneDX"
    listed = {plain(part["name"]): part["version"] for part in told["components"]}
    assert listed == {name: version for name, (version, _) in locked("requirements.lock").items()}
    assert all(part["purl"].startswith("pkg:pypi/") for part in told["components"])
