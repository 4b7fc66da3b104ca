"""Static files: collected when they changed, so that a restart does not compress the same files again."""

import hashlib
import json
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import get_finders
from django.core.files.storage import Storage
from django.core.management import call_command

from leiomyo_site.site.input_key import input_key

MANIFEST = "staticfiles.json"


def collect_static() -> bool:
    """Run `collectstatic` unless STATIC_ROOT is whole and comes from the same sources; return whether it ran."""
    root = Path(settings.STATIC_ROOT)
    mark = root.with_name(f"{root.name}.sha256")
    sources = _sources_hash()
    if _is_whole(root) and mark.is_file() and mark.read_text(encoding="utf-8") == sources:
        return False
    # A run that is broken off must not pass for a finished one.
    mark.unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    beside = mark.with_name(f".{mark.name}.{os.getpid()}")
    beside.write_text(sources, encoding="utf-8")
    beside.replace(mark)
    return True


def _is_whole(root: Path) -> bool:
    """Is every file there that the manifest names, under both of its names?"""
    try:
        paths = json.loads((root / MANIFEST).read_text(encoding="utf-8"))["paths"]
    except (OSError, ValueError, KeyError):
        return False
    return all((root / name).is_file() for pair in paths.items() for name in pair)


def _sources_hash() -> str:
    """Return a hash of every file that would be collected, and of what collects and compresses them."""
    return input_key(
        settings.STORAGES["staticfiles"],
        (settings.ROOT / "requirements.txt").read_bytes(),
        [
            (name, _content_hash(storage, name))
            for finder in get_finders()
            for name, storage in finder.list(StaticFilesConfig.ignore_patterns)
        ],
    )


def _content_hash(storage: Storage, name: str) -> str:
    with storage.open(name) as file:
        return hashlib.sha256(file.read()).hexdigest()
