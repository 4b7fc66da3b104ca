"""All numbers of a text, and how each of them stands today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from leiomyo_site.editorial.selectors import PublishedVersion
from leiomyo_site.text.urls import page_path, term_path

SAFETY = "safety"


class VersionStatus(Enum):
    """How a number stands: families read these words now, others since, or none any more."""

    CURRENT = "current"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class VersionHistory:
    """One text under its code: everything published or taken down, in order."""

    versions: tuple[PublishedVersion, ...]

    @property
    def code(self) -> str:
        return self.versions[0].code

    @property
    def kind(self) -> str:
        return self.versions[0].kind

    @property
    def lang(self) -> str:
        return self.versions[0].lang

    @property
    def newest(self) -> PublishedVersion:
        return self.versions[-1]

    @property
    def is_withdrawn(self) -> bool:
        return self.newest.is_withdrawal

    @property
    def last_published(self) -> PublishedVersion:
        """The newest number that has words."""
        return next(version for version in reversed(self.versions) if not version.is_withdrawal)

    @property
    def title(self) -> str:
        return self.last_published.title

    @property
    def path(self) -> str:
        """Where the text stands now, or stood last."""
        return version_path(self.newest)

    def version(self, number: int) -> PublishedVersion | None:
        """Return what was issued under a number; None if it never was."""
        return self.versions[number - 1] if 1 <= number <= len(self.versions) else None

    def status(self, number: int) -> VersionStatus:
        """Return how a number stands today."""
        if self.is_withdrawn:
            return VersionStatus.WITHDRAWN
        return VersionStatus.CURRENT if number == self.newest.number else VersionStatus.CHANGED

    def changes_since(self, number: int) -> list[PublishedVersion]:
        """Return what came after a number: what matters for safety first, then the rest, each newest first."""
        newest_first = reversed(self.versions[number:])
        return sorted(newest_first, key=lambda version: version.weight != SAFETY)


def version_path(version: PublishedVersion) -> str:
    """Return where a text stood under a number."""
    make = page_path if version.kind == "page" else term_path
    return make(version.slug, version.lang)


def histories(versions: Iterable[PublishedVersion]) -> dict[str, VersionHistory]:
    """Return every text that was ever published, by its code, in the order of codes."""
    ordered = sorted(versions, key=lambda version: (version.code, version.number))
    return {code: VersionHistory(tuple(rows)) for code, rows in groupby(ordered, key=lambda version: version.code)}


def replacement_of(withdrawn: PublishedVersion, texts: Mapping[str, VersionHistory]) -> VersionHistory | None:
    """Return the text to read instead of one that was taken down, wherever it stands now; None if there is none."""
    where = ("page", withdrawn.lang, withdrawn.moved_to)
    for text in texts.values():
        if not text.is_withdrawn and any((v.kind, v.lang, v.slug) == where for v in text.versions):
            return text
    return None


def newest_first(texts: Iterable[VersionHistory]) -> Sequence[tuple[VersionHistory, PublishedVersion]]:
    """Return all that was ever published or taken down, newest first."""
    every = [(text, version) for text in texts for version in text.versions]
    return sorted(every, key=lambda pair: (-pair[1].published_at.timestamp(), pair[0].code, -pair[1].number))
