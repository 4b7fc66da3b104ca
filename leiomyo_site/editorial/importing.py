"""From content files to drafts, never over an editor’s newer words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.db import transaction

from .content_files import ContentError, ContentFile
from .drafting import save_draft
from .hashing import content_hash
from .models import Document, Source

Verdict = Literal["new", "same", "file is newer", "editors are newer", "both changed"]


@dataclass
class Imported:
    """What an import did: the documents made or brought up to date, and those that editors had moved on."""

    drafts: list[Document] = field(default_factory=list)
    left_to_editors: list[ContentFile] = field(default_factory=list)


def compare(file: str, draft: str, agreed: str) -> Verdict:
    """Say who has moved since file and draft last agreed, by the hashes of their words; no draft is an empty hash.

    >>> compare("new words", draft="old", agreed="old")
    'file is newer'
    """
    if not draft:
        return "new"
    if file == draft:
        return "same"
    if file == agreed:
        return "editors are newer"
    return "file is newer" if draft == agreed else "both changed"


@transaction.atomic
def import_files(
    files: Sequence[ContentFile],
    sources: dict[str, dict[str, str]],
    *,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Imported:
    """Bring drafts up to date with content files; all of them or none.

    Raises:
        ContentError: a file and its draft have both changed since they last agreed; all such files are named.
    """
    for key, fields in sources.items():
        Source.objects.update_or_create(key=key, defaults={"studied": "", "url": "", **fields})
    drafts = {model: {draft.code: draft for draft in model.objects.all()} for model in {file.model for file in files}}
    imported, clashes = Imported(), []
    for done, file in enumerate(files, 1):
        progress(done, len(files))
        draft = drafts[file.model].get(file.code)
        verdict = compare(
            content_hash(file.document().words()),
            draft=draft.draft_hash if draft else "",
            agreed=draft.synced_hash if draft else "",
        )
        if verdict == "both changed":
            clashes.append(
                f"{file.path}: the file and the draft on the site have both changed. Nothing was overwritten. "
                "Put the words you want into the file as the site has them, or the other way round, and run again"
            )
        elif verdict == "editors are newer":
            imported.left_to_editors.append(file)
        elif verdict in ("new", "file is newer"):
            imported.drafts.append(_save(file, draft))
    if clashes:
        raise ContentError(clashes)
    return imported


def _save(file: ContentFile, draft: Document | None) -> Document:
    document = file.document(draft)
    save_draft(document, by=None, at=file.written_at, seen_version=document.version)
    document.synced_hash = document.draft_hash
    document.save(update_fields=["synced_hash"])
    return document
