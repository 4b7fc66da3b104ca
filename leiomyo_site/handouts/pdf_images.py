"""Pictures as files, for the time in which handouts are set: the setter reads files, and pictures are rows."""

import re
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from leiomyo_site.editorial import selectors as published

PICTURE = re.compile(r"/images/([0-9a-f]{64})/(\d{1,4}\.\w{3,4})")


def pictures_for(sources: Iterable[str]) -> Path:
    """Return a folder with all pictures that these sources show."""
    folder = Path(_folder().name)
    put_pictures(sources, folder)
    return folder


def put_pictures(sources: Iterable[str], folder: Path) -> None:
    """Write all pictures that these sources show into a folder; those that stand there stay."""
    for sha256, name in {found for source in sources for found in PICTURE.findall(source)}:
        file = folder / "images" / sha256 / name
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(published.picture_file(sha256, name))


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Return one folder for this process, which goes with it."""
    return tempfile.TemporaryDirectory(prefix="leiomyo-pictures-")
