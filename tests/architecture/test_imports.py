"""Who may import whom: what keeps an unapproved sentence from a parent. The contracts are in pyproject.toml."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SITE = ROOT / "leiomyo_site"
FILES = sorted(SITE.rglob("*.py"))


def test_every_contract_is_kept() -> None:
    # A process of its own: the tool switches off every logger of the one it runs in.
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


def test_every_package_has_its_layer() -> None:
    packages = {path.name for path in SITE.iterdir() if (path / "__init__.py").exists()}
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    layers = contracts.partition("layers = [")[2].partition("]")[0]
    named = {name for line in layers.split('"')[1::2] for name in line.split(" | ")}
    # The families' server has a contract of its own, and everything may read the configuration.
    assert packages == named | {"server", "config"}


def test_no_import_hides_inside_a_function() -> None:
    wrong = []
    for path in FILES:
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                wrong += [
                    f"{path.relative_to(ROOT)}:{node.lineno}"
                    for node in ast.walk(function)
                    if isinstance(node, ast.Import | ast.ImportFrom)
                ]
    assert wrong == []


def test_no_import_hides_in_a_string() -> None:
    ways = ("import_string", "import_module", "__import__")
    wrong = [f"{path.relative_to(ROOT)}: {way}" for path in FILES for way in ways if way in path.read_text("utf-8")]
    assert wrong == []


def test_the_selectors_read_publications_only() -> None:
    """They may not even name a table that holds drafts."""
    source = "".join((SITE / f"editorial/{name}.py").read_text("utf-8") for name in ("selectors", "live_content"))
    tree = ast.parse(source)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert "Publication" in names
    # Glossary drafts stand in a package that editorial may not import at all; Term is the public entry here.
    assert not names & {"Revision", "Page"}
    used = {
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Document"
    }
    assert used == {"Document.Kind"}
