"""Many at once, and death half-way: on a real database file, in real processes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.servers import ROOT, fresh_database


@pytest.fixture
def run(small_content: Path, tmp_path: Path) -> Any:
    def program(what: str) -> dict[str, Any]:
        environment = {
            **os.environ,
            "DATA_DIR": str(tmp_path / "data"),
            **fresh_database(),
            "DJANGO_SETTINGS_MODULE": "leiomyo_site.settings",
        }
        command = [sys.executable, "-m", "tests.resilience.concurrency", what, str(small_content)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return program


OLD = "## The goal is to take it all out\n\nA biopsy comes first. [@hwang-1997]\n"


def test_of_twenty_who_save_at_once_one_wins_and_nineteen_are_told(run: Any) -> None:
    got = run("saves")
    assert sorted(got["said"]) == ["EditConflict"] * 19 + ["done"]
    assert got["kept"] == [got["draft"]]


def test_of_eight_who_publish_at_once_one_does(run: Any) -> None:
    got = run("publishes")
    assert sorted(got["said"]) == ["PublishRefused"] * 7 + ["done"]
    assert (got["numbers"], got["events"]) == ([1, 2], 1)


def test_of_six_schedulers_one_publishes(run: Any) -> None:
    got = run("schedulers")
    assert sorted(got["said"]) == ["0"] * 5 + ["1"]
    assert (got["state"], got["numbers"]) == ("done", [1, 2])


def test_publishing_and_taking_down_at_once_leave_one_after_the_other(run: Any) -> None:
    got = run("publish_and_withdraw")
    assert got["numbers"] in ([1, 2], [1, 2, 3])
    assert got["said"][1] == "done"


@pytest.mark.parametrize("what", ["crashes", "crashes_on_time"])
def test_a_kill_before_any_statement_of_publishing_leaves_the_old_or_the_new(run: Any, what: str) -> None:
    got = run(what)
    assert got["steps"] > 10
    for after in got["after_a_crash"]:
        assert (after["numbers"], after["live"], after["events"]) == ([1], OLD, 0)
    assert (got["numbers"], got["events"], got["addresses"]) == ([1, 2], 1, 1)
    assert got["live"] != OLD


def test_a_kill_while_a_picture_is_put_in_leaves_none_of_it(run: Any) -> None:
    got = run("crashes_uploading")
    assert got["steps"] > 6 and got["files"] == 6
    assert all(after == [0, 0, 0] for after in got["after_a_crash"]), got


def test_a_kill_while_files_come_in_leaves_none_of_them(run: Any) -> None:
    got = run("crashes_importing")
    assert got["steps"] > 15 and got["numbers"] == [1]
    assert all(after == [0, 0, 0] for after in got["after_a_crash"]), got
