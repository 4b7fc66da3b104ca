"""Which room may open which: the wall that keeps an unapproved sentence from a parent."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SITE = ROOT / "leiomyo_site"
ROOMS = sorted(path.name for path in SITE.iterdir() if (path / "__init__.py").exists())
READING_DOOR = "leiomyo_site.editorial.published"

# What each room may open of the others; a whole room, or one module of it.
DOORS = {
    "config": set(),
    "prose": set(),
    "editorial": {"prose", "pictures"},
    "pictures": set(),
    "signin": {"leiomyo_site.editorial.people", "leiomyo_site.editorial.events"},
    "glossary": {"prose", "editorial"},
    "pages": {"prose", "editorial"},
    "infobutton": {"prose", READING_DOOR},
    "handouts": {"prose", READING_DOOR},
    "edition": {"prose", READING_DOOR, "leiomyo_site.search.indexing", "handouts"},
    "search": {"prose"},
    "backups": {
        READING_DOOR,
        "handouts",
        *(
            f"leiomyo_site.edition.{name}"
            for name in ("baking", "code_version", "collecting", "packing", "places", "reader", "shelf")
        ),
    },
}
PROSE_PARTS = {"markdown", "pymdownx", "nh3"}


def files(room: str) -> list[Path]:
    return [path for path in sorted((SITE / room).rglob("*.py")) if "migrations" not in path.parts]


def imports(path: Path) -> Iterator[tuple[str, ast.stmt]]:
    """Yield every module a file opens, in full, relative imports spelled out."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, node
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            for name in node.names:
                whole = f"{module}.{name.name}"
                is_module = (ROOT / Path(*whole.split("."))).with_suffix(".py").exists()
                yield whole if is_module else module, node


def test_every_room_has_its_doors_written_down() -> None:
    assert set(ROOMS) == set(DOORS)


@pytest.mark.parametrize("room", ROOMS)
def test_room_opens_only_its_doors(room: str) -> None:
    wrong = []
    for path in files(room):
        for module, _ in imports(path):
            parts = module.split(".")
            if parts[0] != "leiomyo_site" or len(parts) < 2 or parts[1] not in ROOMS or parts[1] == room:
                continue
            if parts[1] not in DOORS[room] and module not in DOORS[room]:
                wrong.append(f"{path.relative_to(ROOT)} opens {module}")
    assert wrong == []


def test_prose_knows_nothing_but_words() -> None:
    import sys

    wrong = [
        f"{path.name} opens {module}"
        for path in files("prose")
        for module, _ in imports(path)
        if module.split(".")[0] not in sys.stdlib_module_names | PROSE_PARTS | {"leiomyo_site"}
    ]
    assert wrong == []


def test_nobody_opens_another_rooms_models_or_admin() -> None:
    # Pages and terms are documents: their models, and only these, extend the editorial one.
    wrong = [
        f"{path.relative_to(ROOT)} opens {module}"
        for room in ROOMS
        for path in files(room)
        for module, _ in imports(path)
        if module.endswith((".models", ".admin")) and not module.startswith(f"leiomyo_site.{room}.")
        if not (path.name == "models.py" and module == "leiomyo_site.editorial.models")
        if module.startswith("leiomyo_site.")
    ]
    assert wrong == []


def test_nobody_imports_inside_a_function() -> None:
    wrong = []
    for room in ROOMS:
        for path in files(room):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for function in ast.walk(tree):
                if isinstance(function, ast.FunctionDef):
                    wrong += [
                        f"{path.relative_to(ROOT)}:{node.lineno}"
                        for node in ast.walk(function)
                        if isinstance(node, ast.Import | ast.ImportFrom)
                    ]
    assert wrong == []


def test_relative_imports_stay_in_their_room() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} opens {module}"
        for room in ROOMS
        for path in files(room)
        for module, node in imports(path)
        if isinstance(node, ast.ImportFrom) and node.level and not module.startswith(f"leiomyo_site.{room}")
    ]
    assert wrong == []


def test_the_reading_door_reads_publications_only() -> None:
    """The door may not even name a table that holds drafts."""
    tree = ast.parse((SITE / "editorial/published.py").read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert "Publication" in names
    assert not names & {"DraftSave", "Page", "Term"}
    used = {
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Document"
    }
    assert used == {"Document.Kind"}
