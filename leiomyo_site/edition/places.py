"""Where this installation keeps its editions."""

from pathlib import Path

from django.conf import settings


def edition_folder() -> Path:
    """Return the shelf on which editions stand."""
    return Path(settings.DATA_DIR) / "editions"
