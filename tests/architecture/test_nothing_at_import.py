"""Importing the package starts no thread, writes no file and makes no folder: what starts does so when it is called."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
# Every module but migrations; a command of its own, since this process has threads and files already.
IMPORT_ALL = """
import sys, threading
from importlib import import_module
from pathlib import Path
import django
django.setup()
for path in sorted(Path("leiomyo_site").rglob("*.py")):
    if "migrations" not in path.parts:
        import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
print(len(sys.modules), [thread.name for thread in threading.enumerate()])
"""


def files() -> set[Path]:
    return {path for path in ROOT.iterdir() if path.name != "__pycache__"}


def test_importing_every_module_leaves_no_thread_and_no_file(tmp_path: Path) -> None:
    data = tmp_path / "data"
    environment = {
        **{name: value for name, value in os.environ.items() if name != "SECRET_KEY"},
        "DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": "leiomyo_site.settings",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    before = files()
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("['MainThread']\n")
    assert files() == before
    assert not data.exists()
