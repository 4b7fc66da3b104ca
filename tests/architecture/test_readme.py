"""What README and docs promise is there: settings, commands, files, functions, verbs."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from leiomyo_site.config import SETTINGS
from leiomyo_site.config.docs import PAGE, with_settings_table

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
PAGES = ROOT / "content/pages/en"
FOLDERS = "(?:leiomyo_site|content|tests|docs|static|styles|templates|bench|bin|deploy)"
OURS = {name: app for name, app in get_commands().items() if str(app).startswith("leiomyo_site")}


def test_settings_table_is_the_code() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_settings_table(page) == page, "run make settings-docs"
    assert all(f"| `{setting.name}` |" in page for setting in SETTINGS)
    assert "(docs/operations.md#settings)" in README


def test_commands_table_is_the_code() -> None:
    rows = [f"| `{name}` | {load_command_class(app, name).help} |" for name, app in sorted(OURS.items())]
    assert "\n".join(rows) in README


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/operations.md", "docs/editors.md"])
def test_every_verb_named_is_in_the_makefile(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text()
    verbs = set(re.findall(r"(?:`|^)make ([a-z-]+)", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE))
    assert verbs
    assert {verb for verb in verbs if f"\n{verb}:" not in makefile} == set()


@pytest.mark.parametrize(
    "page",
    [
        *("README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md", "docs/clinics.md", "docs/editors.md"),
        *("docs/operations.md", "docs/front-server.md", "docs/infobutton.md", "docs/security.md", "docs/uploads.md"),
    ],
)
def test_every_file_named_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(rf"\]\(([^)#:]+)(?:#[\w-]+)?\)|`({FOLDERS}/[\w./-]*)`", text)
    missing = [
        name
        for pair in named
        for name in pair
        if re.search("[a-z]", name)
        and not name.startswith("/")
        and name != "deploy/.env"  # written by whoever installs
        and not (ROOT / name).exists()
        and not (ROOT / page).parent.joinpath(name).exists()
    ]
    assert missing == []


def names_in(path: Path) -> set[str]:
    """Return the classes, functions, fields and constants that a module or a package defines, or all words of a file."""
    if path.is_dir():
        return set().union(*(names_in(module) for module in path.rglob("*.py")))
    if path.suffix != ".py":
        return set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    defined = {node.name for node in nodes if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    return defined | {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def test_every_class_and_function_of_the_architecture_is_in_a_file_named_beside_it() -> None:
    packages = {path.name for path in (ROOT / "leiomyo_site").iterdir()}
    known = {*packages, *OURS}
    checked, wrong = 0, []
    for paragraph in re.split(r"\n\n|\n(?=[-|#\d])", ARCHITECTURE):
        files = [ROOT / name for name in re.findall(rf"`({FOLDERS}/[\w./-]*)`", paragraph)]
        defined = set().union(*(names_in(path) for path in files))
        named = set(re.findall(r"`([A-Za-z]\w*)`", paragraph)) - known
        checked += len(named)
        wrong += sorted(named - defined)
    assert checked > 10
    assert wrong == []


@pytest.mark.parametrize(
    "page", ["README.md", "docs/architecture.md", "docs/operations.md", "docs/editors.md", "docs/front-server.md"]
)
def test_every_command_that_is_shown_exists_and_takes_what_is_shown(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    shown = re.findall(r"(?:manage\.py |`)(\w+)((?: --[a-z-]+(?: [\w./]+)?| [A-Z]+)*)`", text)
    known = {**OURS, **{name: app for name, app in get_commands().items() if f"manage.py {name}" in text}}
    for name, words in ((name, words) for name, words in shown if name in known):
        takes = load_command_class(known[name], name).create_parser("manage.py", name)._option_string_actions
        assert {word for word in words.split() if word.startswith("--")} <= takes.keys(), (name, words)
    assert set(re.findall(r"manage\.py (\w+)", text)) <= get_commands().keys()


def test_every_room_stands_on_the_map() -> None:
    rooms = {path.name for path in (ROOT / "leiomyo_site").iterdir() if (path / "__init__.py").exists()}
    assert rooms == set(re.findall(r"^\| `leiomyo_site/(\w+)/`", README, re.MULTILINE))


def test_every_box_stands_in_the_editors_page() -> None:
    from leiomyo_site.text.blocks import BLOCK_NAMES

    text = (ROOT / "docs/editors.md").read_text(encoding="utf-8")
    assert {name for name in BLOCK_NAMES if f"/ {name}" not in text} == set()


def test_every_address_named_for_clinics_was_issued() -> None:
    text = (ROOT / "docs/clinics.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(/[\w./-]+)`", text))
    issued = set((ROOT / "tests/site/issued.txt").read_text(encoding="utf-8").split())
    # Examples of numbers that come with the next version, files beside a page, and packets, which the server makes.
    examples = {f"/h/HJ9BN{rest}" for rest in (".2", ".svg", ".png", ".2.svg", ".2.png", ".2.pdf", ".xml")}
    examples |= {"/packet/", "/packet/HJ9BN.6N9JC"}
    assert len(named) > 10
    assert named - issued - examples == set()


def test_every_kind_of_public_address_is_in_the_table() -> None:
    issued = set((ROOT / "tests/site/issued.txt").read_text(encoding="utf-8").split())
    pages = {f"/{path.relative_to(PAGES).with_suffix('')}/" for path in PAGES.rglob("*.md")}
    others = {path for path in issued - pages if not path.startswith(("/h/", "/glossary/", "/packet/"))}
    assert len(others) > 10
    table = ARCHITECTURE.partition("## Public addresses")[2]
    assert {path for path in others if f"`{path}" not in table} == set()


def test_the_program_for_clinics_runs(tmp_path: Path) -> None:
    text = (ROOT / "docs/clinics.md").read_text(encoding="utf-8")
    (tmp_path / "check.py").write_text(re.search(r"```python\n(.*?)```", text, re.DOTALL)[1], encoding="utf-8")
    (tmp_path / "template.txt").write_text("/h/HJ9BN.1 /h/FNSXP /h/AAAAA /h/HJ9BN", encoding="utf-8")
    version = {"weight": "safety", "note": "Call sooner."}
    texts = [
        {
            "code": "HJ9BN",
            "status": "current",
            "version": 2,
            "versions": [{**version, "version": 1}, {**version, "version": 2}],
        },
        {"code": "FNSXP", "status": "withdrawn", "version": 2, "versions": [], "read_instead": "/h/HJ9BN"},
    ]
    (tmp_path / ".well-known").mkdir()
    (tmp_path / ".well-known/handouts.json").write_text(json.dumps({"texts": texts}), encoding="utf-8")
    command = [sys.executable, str(tmp_path / "check.py"), tmp_path.as_uri(), str(tmp_path / "template.txt")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.stderr, done.stdout) == (
        "",
        "HJ9BN.1: changed since; safety: Call sooner.\nFNSXP: taken down; use /h/HJ9BN\nAAAAA: not known\n",
    )


def test_every_class_named_at_the_head_of_a_template_exists() -> None:
    classes = {
        node.name
        for path in (ROOT / "leiomyo_site").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    wrong, checked = [], 0
    for path in sorted((ROOT / "templates").rglob("*.html")):
        head = re.match(r"\{#(.*?)#\}", path.read_text(encoding="utf-8"), re.DOTALL)
        named = set(re.findall(r"[:|] *[\[(]*([A-Z]\w*[a-z]\w*)", head[1] if head else ""))
        checked += len(named)
        wrong += [f"{path.relative_to(ROOT)}: {name}" for name in sorted(named - classes - {"None"})]
    assert checked > 20
    assert wrong == []
