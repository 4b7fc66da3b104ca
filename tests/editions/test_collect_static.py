"""Static files are collected again when they changed or some are gone, and only then."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from leiomyo_site.editions import collect_static as collecting
from leiomyo_site.editions.collect_static import collect_static


@pytest.fixture
def source(settings: Any, tmp_path: Path) -> Path:
    """The only static file of a site, which has already collected it."""
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [tmp_path / "sources"]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    source = tmp_path / "sources/site.js"
    source.parent.mkdir()
    source.write_text("let first")
    assert collect_static()
    return source


def stored(root: Path) -> dict[str, tuple[int, int]]:
    """Return every file with what changes when it is written anew."""
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


def test_what_did_not_change_is_not_collected_again(source: Path, settings: Any) -> None:
    before = stored(settings.STATIC_ROOT)
    assert collect_static() is False
    assert stored(settings.STATIC_ROOT) == before


def change(source: Path, root: Path) -> None:
    source.write_text("let other")
    # Django takes a file for the same if it is not newer than the one collected, to the second.
    os.utime(source, (source.stat().st_atime, source.stat().st_mtime + 5))


def add(source: Path, root: Path) -> None:
    source.with_name("more.js").write_text("let more")


def lose_plain_file(source: Path, root: Path) -> None:
    (root / "site.js").unlink()


def lose_hashed_file(source: Path, root: Path) -> None:
    next(root.glob("site.*.js")).unlink()


def damage_manifest(source: Path, root: Path) -> None:
    (root / "staticfiles.json").write_text('{"paths": {"site.j')


def lose_mark(source: Path, root: Path) -> None:
    root.with_name("static.sha256").unlink()


@pytest.mark.parametrize(
    "happens",
    [change, add, lose_plain_file, lose_hashed_file, damage_manifest, lose_mark],
    ids=lambda one: one.__name__,
)
def test_what_changed_or_is_gone_is_collected(
    source: Path, settings: Any, happens: Callable[[Path, Path], None]
) -> None:
    happens(source, settings.STATIC_ROOT)
    assert collect_static() is True
    assert (settings.STATIC_ROOT / "site.js").read_text() == source.read_text()
    assert collect_static() is False


def test_files_are_collected_again_by_another_storage(source: Path, settings: Any) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    assert collect_static() is True
    assert collect_static() is False


def test_a_run_that_was_broken_off_does_not_pass_for_a_finished_one(
    source: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*words: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    source.write_text("let other")
    with monkeypatch.context() as during, pytest.raises(OSError, match="No space"):
        during.setattr(collecting, "call_command", full)
        collect_static()
    source.write_text("let first")
    assert collect_static() is True
