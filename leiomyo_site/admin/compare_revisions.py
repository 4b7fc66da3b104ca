"""What differs between two contents, and which two of all that a text ever said."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from leiomyo_site.admin.integers import parse_positive_int
from leiomyo_site.editorial.history import latest_publication
from leiomyo_site.editorial.models import Document, Publication
from leiomyo_site.text.diff import shorten_diff, word_diff

# The words of a text in the order in which a reviewer reads them, each by its key in the content.
FIELD_ORDER = (
    "title",
    "name",
    "slug",
    "say",
    "summary",
    "in_short",
    "other_names",
    "spellings",
    "body",
    "sources",
    "see_also",
)

# What an editor calls them, where that is not their key.
LABELS = {"body": "text", "slug": "address", "say": "how to say it", "other_names": "also called"}


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what differs between two contents, field by field, as runs of words."""
    found = []
    for key in (*FIELD_ORDER, *sorted({*old, *new} - set(FIELD_ORDER))):
        before, after = (
            "\n".join(map(str, value)) if isinstance(value := words.get(key, ""), list) else str(value)
            for words in (old, new)
        )
        if before != after:
            found.append(
                {"field": LABELS.get(key, key.replace("_", " ")), "pieces": shorten_diff(word_diff(before, after))}
            )
    return found


class CannotCompare(Exception):
    """What was picked is not there; says what to pick."""


@dataclass(frozen=True)
class ComparedVersion:
    """What a document said in one revision or version; `key` names it in a URL, `label` on the screen.

    `version` is that of the save that brings these words back as the draft; 0 if they are the draft, or no save has
    them.
    """

    key: str
    label: str
    content: dict[str, Any]
    version: int


def default_key(draft: Document) -> str:
    """Return the key of what the draft is most often compared with: what families read, else the first save."""
    live = latest_publication(draft)
    is_read = live is not None and live.action == Publication.Action.PUBLISH
    return f"version-{live.number}" if live and is_read else "revision-1"


def compared_version(draft: Document, key: str) -> ComparedVersion:
    """Return what a key names: revision-3, version-2, or `draft` for the words as they are now.

    Raises:
        CannotCompare: nothing is picked, or this text has no such words.
    """
    if not key:
        raise CannotCompare("Pick two to compare: one under “From” and one under “To”.")
    kind, _, number = (f"revision-{draft.version}" if key == "draft" else key).partition("-")
    rows: dict[str, QuerySet[Any]] = {
        "revision": draft.revisions.filter(version=parse_positive_int(number)),
        "version": draft.publications.filter(number=parse_positive_int(number), action=Publication.Action.PUBLISH),
    }
    row = rows[kind].first() if kind in rows else None
    if row is None:
        raise CannotCompare("This text has no such words. Pick one under “From” and one under “To” in the lists below.")
    key = f"{kind}-{parse_positive_int(number)}"
    called = f"{kind} {parse_positive_int(number)}"
    if key == f"revision-{draft.version}":
        called += " (the draft)"
    if row == latest_publication(draft):
        called += " (the newest published)"
    same = draft.revisions.filter(hash=row.hash).order_by("-version").first()
    version = same.version if same and row.hash != draft.draft_hash else 0
    return ComparedVersion(key, called, row.content, version)
