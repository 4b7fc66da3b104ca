"""When no edition of the newest publications is made, and families read on what they have, until a person decides.

The database must be that of the stored editions and know every version that families were ever given; and an edition
that a person went back to stays.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from leiomyo_site.edition_status import current_edition, has_editions, rollback_notice
from leiomyo_site.editions import store
from leiomyo_site.editions.hold_back import Held
from leiomyo_site.editions.manifest import BuiltResponse, Provenance, read_provenance, version_of
from leiomyo_site.editorial import selectors
from leiomyo_site.site.routes import NOT_FOUND
from leiomyo_site.url_prefixes import DJANGO_PREFIXES

# Stands in a database from the first step of a restore until all rows are in.
RESTORE_MARKER = "restore_unfinished"
RESUME = "To see what families would lose, and to go on all the same: manage.py bake --resume"
UNFINISHED = (
    "A restore into this database was broken off, so nothing is made of it. Make the database and DATA_DIR empty, and "
    "run manage.py restore again"
)
UNREADABLE = (
    "None of the stored editions says where it comes from, so nobody knows whether this database is theirs. Families "
    f"read on what they have. {RESUME}"
)
FOREIGN = (
    "This database is not the one that the stored editions were made from, so nothing is made of it, and families read "
    "on what they have. Give the site its own database back (DATABASE_URL, the database file, or a backup), and it "
    f"goes on by itself. {RESUME}"
)
BEHIND = (
    "This database does not know what families were given as {names}: it is an older copy. Families read on what they "
    "have, and what is taken down is taken down. Give the site its newest database back, and it goes on by itself. "
    f"{RESUME}"
)
NAMED = 3


@dataclass(frozen=True)
class Hold:
    """Why no edition is made of what is published, in a sentence; `lost` names what families would not find any more.

    `is_own_database` is false where nothing that stands in the database may reach families, a withdrawal neither.
    """

    reason: str
    lost: Sequence[str] = ()
    is_own_database: bool = False
    is_final: bool = False

    @property
    def confirmation(self) -> str:
        """The word with which a person accepts exactly this."""
        return hashlib.sha256("\n".join([self.reason, *self.lost]).encode()).hexdigest()[:8]


def find_hold(editions_dir: Path) -> Hold | None:
    """Return why no edition may be made of this database; None if one may."""
    if RESTORE_MARKER in connection.introspection.table_names():
        return Hold(UNFINISHED, is_final=True)
    if not has_editions(editions_dir):
        return None
    stored = stored_provenance(editions_dir)
    if stored is None:
        return Hold(UNREADABLE)
    lost = _lost_versions(stored)
    # Editions of older code name no site: they are this one's if nothing would be lost.
    if stored.site != selectors.site_identity() if stored.site else lost:
        return Hold(FOREIGN, lost)
    if lost:
        more = f" and {len(lost) - NAMED} more" if len(lost) > NAMED else ""
        return Hold(BEHIND.format(names=", ".join(lost[:NAMED]) + more), lost, is_own_database=True)
    if notice := rollback_notice(editions_dir):
        return Hold(notice, is_own_database=True)
    return None


def stored_provenance(editions_dir: Path) -> Provenance | None:
    """Return where the edition that families read comes from; if it is damaged, the newest one that is not."""
    newest_first = [current_edition(editions_dir), *reversed(store.edition_numbers(editions_dir))]
    for number in filter(None, newest_first):
        try:
            return read_provenance(store.edition_dir(editions_dir, number))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def _lost_versions(stored: Provenance) -> list[str]:
    """Return the versions that families were given and the database does not have, or with other words."""
    known = selectors.version_hashes()
    if not stored.site:  # it has no hashes
        return sorted(stored.versions.keys() - known.keys())
    return sorted(name for name, digest in stored.versions.items() if known.get(name) != digest)


def provenance_of(baked: Iterable[BuiltResponse]) -> Provenance:
    """Return where an edition with these responses comes from."""
    issued = {version_of(one.stored.path) for one in baked}
    versions = {name: digest for name, digest in selectors.version_hashes().items() if name in issued}
    return Provenance(selectors.site_identity(), versions)


def without_newer(earlier: Provenance, newest: Provenance) -> Provenance:
    """Return where an edition comes from that shows an earlier one, while the versions of the newest go on answering.

    What was taken down in the newest is not yet taken down in it.
    """
    known = selectors.version_hashes()
    # Editions of older code have no hashes.
    before, after = (
        one.versions if one.site else {name: known.get(name, "") for name in one.versions} for one in (earlier, newest)
    )
    newer = {name: digest for name, digest in after.items() if name not in before and digest}
    return Provenance(selectors.site_identity(), {**before, **newer})


def withdrawals_since(stored: Provenance) -> dict[str, str]:
    """Return the withdrawals that an edition does not know of, by name; they have no hash."""
    gone = {name: digest for name, digest in selectors.version_hashes().items() if not digest}
    return {name: digest for name, digest in gone.items() if stored.versions.get(name) != digest}


def publications_since(stored: Provenance, found: Mapping[str, BuiltResponse]) -> Held:
    """Return by code the publications that the pages of an edition do not show."""
    withheld = {name for path, one in found.items() if (name := version_of(path)) and one.is_withheld}
    shown = stored.versions.keys() - withheld
    return selectors.unreleased_publications(lambda code, number: f"{code}.{number}" in shown)


def with_withdrawals(
    found: Mapping[str, BuiltResponse], rebuilt: Mapping[str, BuiltResponse], withdrawn: set[str], *, is_whole: bool
) -> dict[str, BuiltResponse]:
    """Return the responses of an edition in which some documents are taken down; all others keep their bytes.

    What was made from several documents is made anew too, from a database that is not whole only what search reads.
    """
    result = dict(found)
    for path, one in rebuilt.items():
        there = found.get(path, one)
        about = {one.code, there.code, *(name.partition(".")[0] for name in there.made_from if is_whole)}
        is_file = path.startswith(DJANGO_PREFIXES)
        is_collection = not is_file and not one.code and one.stored.status == 200 and path != NOT_FOUND
        is_stale = is_collection and (is_whole or "/search/" in path)
        if about & withdrawn or is_stale or (is_file and path not in found):
            result[path] = one
    return result
