"""What README and docs promise is there: settings, commands, files, verbs."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from leiomyo_site.configuration import SETTINGS
from leiomyo_site.settings_table import PAGE, with_table

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
OURS = {name: app for name, app in get_commands().items() if str(app).startswith("leiomyo_site")}


def test_settings_table_is_the_code() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page) == page, "run .venv/bin/python -m leiomyo_site.settings_table"
    assert all(f"| `{setting.name}` |" in page for setting in SETTINGS)
    assert "(docs/operations.md#settings)" in README


def test_commands_table_is_the_code() -> None:
    rows = [f"| `{name}` | {load_command_class(app, name).help} |" for name, app in sorted(OURS.items())]
    assert "\n".join(rows) in README


def test_every_verb_named_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    verbs = set(re.findall(r"\bmake ([a-z-]+)", README))
    assert verbs
    assert {verb for verb in verbs if f"\n{verb}:" not in makefile} == set()


@pytest.mark.parametrize("page", ["README.md", "docs/editors.md", "docs/operations.md", "docs/front-server.md"])
def test_every_file_named_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(
        r"\]\(([^)#:]+)\)|`((?:leiomyo_site|content|tests|docs|static|styles|templates)/[\w./-]*)`", text
    )
    missing = [
        name
        for pair in named
        for name in pair
        if re.search("[a-z]", name)
        and not name.startswith("/")
        and not (ROOT / name).exists()
        and not (ROOT / page).parent.joinpath(name).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("page", ["README.md", "docs/operations.md", "docs/editors.md", "docs/front-server.md"])
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
    from leiomyo_site.prose.blocks import NAMES

    text = (ROOT / "docs/editors.md").read_text(encoding="utf-8")
    assert {name for name in NAMES if f"/ {name}" not in text} == set()
