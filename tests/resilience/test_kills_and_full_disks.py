"""A baker that is killed, a disk that is full: families go on reading, and the next bake heals it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from leiomyo_site.edition_status import current_edition, read_status
from leiomyo_site.editions import build as baking
from leiomyo_site.editions import store
from leiomyo_site.editions.archive import read_archive
from leiomyo_site.editions.build import BakeResult, bake
from leiomyo_site.editions.compress import compressed
from leiomyo_site.editorial import selectors
from leiomyo_site.site.render_cache import RenderCache
from leiomyo_site.site.responses import SiteResponse
from leiomyo_site.site.site_content import read_site_content
from tests.editions.conftest import NOON
from tests.tools import not_here

KILLS = 50
Bake = Callable[..., BakeResult]
Change = Callable[..., None]


def piece(where: Path) -> int:
    """Return which piece the edition that families read speaks of; fail if anything in it does not fit together."""
    folder = store.edition_dir(where, current_edition(where) or 0)
    _, entries = read_archive(folder / "packed")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["addresses"]
    assert set(manifest) == {entry.path for entry in entries}
    for one in entries:
        if not one.bodies:
            continue
        body = one.bodies["identity"]
        assert one.bodies == compressed(body, dict(one.headers)["Content-Type"]), one.path
        assert dict(one.etags) == manifest[one.path]["etags"], one.path
    home = next(one for one in entries if one.path == "/glossary/biopsy/").bodies["identity"].decode()
    return int(home.partition("Piece ")[2].partition(".")[0])


@dataclass(frozen=True)
class Ready:
    """An answer whose body is made already."""

    made: SiteResponse
    body: bytes

    def __getattr__(self, name: str) -> object:
        return getattr(self.made, name)

    def data(self) -> bytes:
        return self.body


BODIES: dict[str, bytes] = {}


def ready(made: SiteResponse) -> Ready:
    """Return an answer with its body; one that was made before is remembered."""
    key = made.key()
    if key not in BODIES:
        BODIES[key] = made.body_bytes()
    return Ready(made, BODIES[key])


def steps_of_a_bake(where: Path, *, killed_at: int = 0) -> int:
    """Bake in a process of its own, which kills itself before so many steps on the disk; return how many it took."""
    # A child cannot share a connection to the database, so it gets what it would read there.
    read = {lang: read_site_content(lang, RenderCache()) for lang in selectors.languages()}
    planned = {path: ready(made) for path, made in baking.plan_responses(list(read.values()), now=NOON).items()}
    issued, versions, hashes = selectors.reserved_urls(), selectors.versions(), selectors.version_hashes()
    site = selectors.site_identity()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        baking.read_site_content = lambda lang, memory: read[lang]
        baking.plan_responses = lambda sites, now: planned
        selectors.languages, selectors.reserved_urls = lambda: list(read), lambda: issued
        selectors.versions, selectors.version_hashes = lambda: versions, lambda: hashes
        selectors.site_identity, baking.find_hold = lambda: site, lambda where: None
        steps = 0

        def step(event: str, given: tuple[object, ...]) -> None:
            nonlocal steps
            if event.startswith(("open", "os.", "shutil.")):
                steps += 1
                if steps == killed_at:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(step)
        bake(where, now=NOON, keep=3)
        os.write(writing, str(steps).encode())
        os._exit(0)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading) as told:
        said = told.read()
    assert os.WIFSIGNALED(status) if killed_at else status == 0
    return int(said or 0)


@pytest.mark.django_db
@pytest.mark.any_database
def test_a_bake_killed_at_any_step_leaves_the_site_whole_and_the_next_one_heals_it(
    three_pages: Path, bake_now: Bake, change: Change, editions_dir: Path, small_papers: None
) -> None:
    for number in range(4):
        change("biopsy", f"Piece {number}.\n")
        bake_now(keep=3)
    change("biopsy", "Piece 4.\n")
    steps = steps_of_a_bake(editions_dir)
    assert piece(editions_dir) == 4
    assert steps > KILLS
    seen = set()
    for kill in range(KILLS):
        number = kill + 5
        change("biopsy", f"Piece {number}.\n")
        steps_of_a_bake(editions_dir, killed_at=1 + kill * (steps - 1) // (KILLS - 1))
        after = piece(editions_dir)
        assert after in (number - 1, number)
        seen.add(after == number)
        bake_now(keep=3)
        assert piece(editions_dir) == number
    assert seen == {False, True}, "some were killed before the swap, and some after"
    change("biopsy", "Piece 99.\n")
    bake_now(keep=3)
    left = {path.name for path in editions_dir.iterdir()}
    assert left == {".lock", "current", *(f"{number:06d}" for number in store.edition_numbers(editions_dir))}
    assert len(store.edition_numbers(editions_dir)) == 3


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of twelve megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        # Another test has the disk fail by pretence, everywhere.
        pytest.skip("a small disk can only be mounted by root") if os.geteuid() else not_here("mount failed")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.django_db
def test_a_disk_that_is_full_at_any_moment_leaves_the_site_whole_and_says_so(
    three_pages: Path, change: Change, small_disk: Path, small_papers: None, settings
) -> None:
    settings.DATA_DIR = small_disk
    settings.EDITIONS_DIR = settings.DATA_DIR / "editions"
    settings.CURRENT_EDITION_DIR = settings.EDITIONS_DIR / "current"
    settings.STATIC_ROOT = three_pages
    where = settings.EDITIONS_DIR
    change("biopsy", "Piece 0.\n")
    call_command("bake")
    stopped = 0
    for number, free_kilobytes in enumerate((0, 8, 40, 90, 150, 200, 250, 300), 1):
        change("biopsy", f"Piece {number}.\n")
        with fill(small_disk, but=free_kilobytes * 1024):
            try:
                call_command("bake")
            except CommandError as error:
                assert "The disk failed, and families go on reading the edition before" in str(error)
                stopped += 1
            assert piece(where) in (number - 1, number)
        call_command("bake")
        assert piece(where) == number
        assert read_status(where)["state"] == "done"
    assert stopped >= 4


class fill:  # noqa: N801
    """Fill a disk but for some bytes."""

    def __init__(self, disk: Path, *, but: int) -> None:
        self._ballast = disk / "ballast"
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        self._ballast.write_bytes(b"x" * max(0, free - but))

    def __enter__(self) -> None:
        """It is full."""

    def __exit__(self, *_: object) -> None:
        self._ballast.unlink()
