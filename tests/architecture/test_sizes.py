"""No file over 300 lines, no function over 40, no template over 80: long tails make code hard to carry on."""

import ast
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
LINES = {".py": 300, ".css": 300, ".js": 300, ".html": 80, ".md": 300}
LINE_SIGNS, MOST_LONG_LINES = 120, 0.02
LEFT_OUT = {".venv", ".pytest_cache", ".git", "node_modules", "data", "migrations", "content"}


def files(*suffixes: str) -> list[Path]:
    found = (path for path in ROOT.rglob("*") if path.suffix in suffixes and path.is_file())
    return sorted(path for path in found if not LEFT_OUT & set(path.relative_to(ROOT).parts))


@pytest.mark.parametrize("suffix", LINES)
def test_no_file_is_too_long(suffix: str) -> None:
    long = {path.name: count for path in files(suffix) if (count := len(path.read_text().splitlines())) > LINES[suffix]}
    assert long == {}


def test_no_function_is_too_long_or_takes_too_much() -> None:
    wrong = []
    for path in files(".py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                taken = [a.arg for a in node.args.posonlyargs + node.args.args if a.arg not in ("self", "cls")]
                if length > 40:
                    wrong.append(f"{path.name}:{node.name} has {length} lines")
                if len(taken) > 4 and "tests" not in path.parts:
                    wrong.append(f"{path.name}:{node.name} takes {len(taken)} things by place")
    assert wrong == []


def test_no_class_name_means_two_things() -> None:
    # Django and Markdown name some classes themselves, and each of those stands inside another or in a file of its own.
    given = {"Meta", "Media", "Command", "Migration"}
    names = Counter(
        node.name
        for path in files(".py")
        if "leiomyo_site" in path.relative_to(ROOT).parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    )
    assert len(names) > 100
    assert [name for name, count in names.items() if count > 1 and name not in given] == []


def test_few_lines_of_templates_are_long() -> None:
    lines = [(path.name, line) for path in files(".html") for line in path.read_text().splitlines()]
    long = [f"{name}: {line.strip()[:60]}" for name, line in lines if len(line) > LINE_SIGNS]
    assert len(lines) > 1000
    assert len(long) <= len(lines) * MOST_LONG_LINES, long


def test_templates_say_what_they_take_first() -> None:
    wrong = [str(path.relative_to(ROOT)) for path in files(".html") if not path.read_text().startswith("{#")]
    assert wrong == []


def test_templates_and_code_write_no_style_or_handler() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in files(".html")
        if " style=" in path.read_text() or " onclick=" in path.read_text() or "<style" in path.read_text()
    ]
    assert wrong == []
