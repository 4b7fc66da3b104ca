"""From content files to drafts, never over an editor’s newer words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.audit import log_action
from leiomyo_site.editorial.content_files import ContentError, ContentFile
from leiomyo_site.editorial.hashing import content_hash
from leiomyo_site.editorial.models import Document, Source
from leiomyo_site.editorial.sync_status import SyncStatus, conflict_message, sync_status


@dataclass
class Imported:
    """What an import did with each file; `drafts` are the documents made or brought up to date."""

    drafts: list[Document] = field(default_factory=list)
    verdicts: list[tuple[ContentFile, SyncStatus]] = field(default_factory=list)

    def files(self, verdict: SyncStatus) -> list[ContentFile]:
        """Return the files of one verdict."""
        return [file for file, said in self.verdicts if said == verdict]


@transaction.atomic
def import_files(
    files: Sequence[ContentFile],
    sources: Mapping[str, Mapping[str, str]],
    *,
    by: User | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Imported:
    """Bring drafts and sources up to date with content files; all of them or none.

    `by` is the editor who wrote the files, and so cannot approve these words; nobody for the words the site comes with.

    Raises:
        NotAllowed: the person is no editor.
        ContentError: a file and its draft have both changed since they last agreed; all such files are named.
    """
    clashes = _take_sources(sources, by=by)
    drafts = {model: {draft.code: draft for draft in model.objects.all()} for model in {file.model for file in files}}
    imported = Imported()
    for done, file in enumerate(files, 1):
        progress(done, len(files))
        draft = drafts[file.model].get(file.code)
        digest = content_hash(file.document().to_content())
        verdict = sync_status(
            digest, draft=draft.draft_hash if draft else "", agreed=draft.synced_hash if draft else ""
        )
        imported.verdicts.append((file, verdict))
        if verdict == "both changed":
            clashes.append(conflict_message(file.path))
        elif verdict in ("new", "file is newer"):
            imported.drafts.append(_save(file, draft, by=by))
        elif verdict == "same" and draft and draft.synced_hash != digest:
            type(draft).objects.filter(pk=draft.pk).update(synced_hash=digest)
    if clashes:
        raise ContentError(clashes)
    return imported


def _save(file: ContentFile, draft: Document | None, *, by: User | None) -> Document:
    document = file.document(draft)
    save_draft(document, by=by, at=file.written_at, expected_version=document.version)
    document.synced_hash = document.draft_hash
    document.save(update_fields=["synced_hash"])
    return document


def _take_sources(found: Mapping[str, Mapping[str, str]], *, by: User | None) -> list[str]:
    """Bring the source catalogue up to date; return those that have changed on both sides.

    Whoever brought another source in cannot approve it; those that the site comes with are of nobody.
    """
    known = Source.objects.in_bulk()
    clashes = []
    for key, words in found.items():
        row = known.get(key)
        digest = content_hash(words)
        verdict = sync_status(
            digest, draft=content_hash(row.to_content()) if row else "", agreed=row.synced_hash if row else ""
        )
        if verdict == "both changed":
            clashes.append(conflict_message(f"content/sources.yaml, {key}"))
        elif verdict != "editors are newer" and (row is None or row.synced_hash != digest):
            Source(key=key, **{"studied": "", "url": "", **words}, synced_hash=digest).save()
            if by is not None and verdict != "same":
                log_action("source saved", by=by, at=timezone.now(), key=key, words=dict(words))
    return clashes
