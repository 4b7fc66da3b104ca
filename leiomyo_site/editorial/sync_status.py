"""Who has moved on since a content file and its row last agreed: decided by hashes, never by dates."""

from typing import Literal

SyncStatus = Literal["new", "same", "file is newer", "editors are newer", "both changed", "not an address"]


def sync_status(file: str, draft: str, agreed: str) -> SyncStatus:
    """Say who has moved since file and draft last agreed, by the hashes of their words; no draft is an empty hash.

    >>> sync_status("new words", draft="old", agreed="old")
    'file is newer'
    """
    if not draft:
        return "new"
    if file == draft:
        return "same"
    if file == agreed:
        return "editors are newer"
    return "file is newer" if draft == agreed else "both changed"


def conflict_message(where: object) -> str:
    """Return what to tell somebody whose file and draft have both changed."""
    return (
        f"{where}: the file and the draft on the site have both changed. Nothing was overwritten. "
        "Put the words you want into the file as the site has them, or the other way round, and run again"
    )
