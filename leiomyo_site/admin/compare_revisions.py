"""What differs between two contents, and which two of all that a text ever said."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from leiomyo_site.admin.integers import whole
from leiomyo_site.editorial.history import live_publication
from leiomyo_site.editorial.models import Document, Publication
from leiomyo_site.text.diff import shortened, word_differences

# The words of a text in the order in which a reviewer reads them, each by its key in the content.
READ_IN_ORDER = (
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
CALLED = {"body": "text", "slug": "address", "say": "how to say it", "other_names": "also called"}


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what differs between two contents, field by field, as runs of words."""
    found = []
    for key in (*READ_IN_ORDER, *sorted(set(new) - set(READ_IN_ORDER))):
        before, after = (
            "\n".join(value) if isinstance(value := words.get(key, ""), list) else str(value) for words in (old, new)
        )
        if before != after:
            found.append(
                {"field": CALLED.get(key, key.replace("_", " ")), "pieces": shortened(word_differences(before, after))}
            )
    return found


class CannotCompare(Exception):
    """What was picked is not there; says what to pick."""


@dataclass(frozen=True)
class Picked:
    """What a text said in one save or under one number; `key` names it in an address, `called` on the screen.

    `version` is that of the save that brings these words back as the draft; 0 if they are the draft, or no save has
    them.
    """

    key: str
    called: str
    content: dict[str, Any]
    version: int


def default_key(draft: Document) -> str:
    """Return the key of what the draft is most often compared with: what families read, else the first save."""
    live = live_publication(draft)
    is_read = live is not None and live.action == Publication.Action.PUBLISH
    return f"number-{live.number}" if live and is_read else "save-1"


def picked(draft: Document, key: str) -> Picked:
    """Return what a key names: save-3, number-2, or `draft` for the words as they are now.

    Raises:
        CannotCompare: nothing is picked, or this text has no such words.
    """
    if not key:
        raise CannotCompare("Pick two to compare: one under “From” and one under “To”.")
    kind, _, number = (f"save-{draft.version}" if key == "draft" else key).partition("-")
    rows: dict[str, QuerySet[Any]] = {
        "save": draft.saves.filter(version=whole(number)),
        "number": draft.publications.filter(number=whole(number), action=Publication.Action.PUBLISH),
    }
    row = rows[kind].first() if kind in rows else None
    if row is None:
        raise CannotCompare("This text has no such words. Pick one under “From” and one under “To” in the lists below.")
    key = f"{kind}-{whole(number)}"
    called = f"{kind} {whole(number)}"
    if key == f"save-{draft.version}":
        called += " (the draft)"
    if row == live_publication(draft):
        called += " (what families read now)"
    same = draft.saves.filter(hash=row.hash).order_by("-version").first()
    version = same.version if same and row.hash != draft.draft_hash else 0
    return Picked(key, called, row.content, version)
