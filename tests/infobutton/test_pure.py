"""From request to answer without Django: only the shelf and the two addresses know it."""

import subprocess
import sys
from pathlib import Path

import leiomyo_site.infobutton

ROOM = Path(leiomyo_site.infobutton.__file__).parent
KNOW_DJANGO = {"__init__", "catalogue", "urls", "views"}


def test_the_pure_part_opens_no_django() -> None:
    pure = sorted(path.stem for path in ROOM.glob("*.py") if path.stem not in KNOW_DJANGO)
    assert "matching" in pure
    opens = "; ".join(f"import leiomyo_site.infobutton.{name}" for name in pure)
    says = "import sys; print([name for name in sys.modules if name.split('.')[0] in ('django', 'csp')])"
    done = subprocess.run(
        [sys.executable, "-c", f"{opens}; {says}"], capture_output=True, text=True, cwd=ROOM.parent.parent
    )
    assert done.stdout == "[]\n", done.stderr
