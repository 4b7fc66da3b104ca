"""Which edition families read, and what the last bake did. Imports no Django, since the server does.

editions/current            a link to the folder that families read
editions/status.json        what the last bake did
"""

import json
import os
from pathlib import Path
from typing import Any

CURRENT = "current"
STATUS = "status.json"


def current_edition(editions_dir: Path) -> int | None:
    """Return the number of the edition that families read; None before the first."""
    try:
        return int(os.readlink(editions_dir / CURRENT))  # noqa: PTH115
    except (OSError, ValueError):
        return None


def read_status(editions_dir: Path) -> dict[str, Any]:
    """Return what the last bake did: state, edition, faults; empty if there was none."""
    try:
        return json.loads((editions_dir / STATUS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def write_status(editions_dir: Path, **status: Any) -> None:
    """Write down what a bake is doing or did, whole."""
    editions_dir.mkdir(parents=True, exist_ok=True)
    beside = editions_dir / f".{STATUS}-{os.getpid()}"
    beside.write_text(json.dumps(status, ensure_ascii=False), encoding="utf-8")
    beside.replace(editions_dir / STATUS)
