"""From drafts to content files: the same bytes where nothing has changed, never over newer words in a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from leiomyo_site.editorial.content_files import ContentError, ContentFile, document_models, read_content, read_sources
from leiomyo_site.editorial.hashing import content_hash
from leiomyo_site.editorial.history import latest_revision
from leiomyo_site.editorial.models import Document, Source
from leiomyo_site.editorial.sync_status import SyncStatus, conflict_message, sync_status
from leiomyo_site.text.front_matter import compose_file, compose_sources


@dataclass(frozen=True)
class Outcome:
    """What an export does with one file: `data` is what is written, None where the file stays as it is."""

    path: Path
    verdict: SyncStatus
    data: bytes | None
    document: Document | None = None


def plan_export(root: Path, *, progress: Callable[[int, int], None] = lambda done, of: None) -> list[Outcome]:
    """Return what an export into a content folder would do with each file; nothing is written.

    Raises:
        ContentError: a file cannot be read, or a file and its draft have both changed since they last agreed.
    """
    root.mkdir(parents=True, exist_ok=True)
    files = {file.code: file for file in read_content(root)}
    languages = [code for code, _ in settings.LANGUAGES]
    drafts = [draft for model in document_models() for draft in model.objects.filter(lang__in=languages).order_by("pk")]
    outcomes = []
    for done, draft in enumerate(drafts, 1):
        progress(done, len(drafts))
        outcomes.append(_outcome(draft, files.get(draft.code), root))
    outcomes.append(_sources_outcome(root))
    clashes = [conflict_message(outcome.path) for outcome in outcomes if outcome.verdict == "both changed"]
    if clashes:
        raise ContentError(clashes)
    return outcomes


def write_export(outcomes: list[Outcome]) -> None:
    """Write the planned files, each whole or not at all, and remember for each that file and draft agree."""
    for outcome in outcomes:
        if outcome.data is None:
            continue
        outcome.path.parent.mkdir(parents=True, exist_ok=True)
        beside = outcome.path.with_name(outcome.path.name + ".part")
        beside.write_bytes(outcome.data)
        beside.replace(outcome.path)
        if outcome.document:
            digest = outcome.document.draft_hash
            Document.objects.filter(pk=outcome.document.pk).update(synced_hash=digest)
        else:
            for source in Source.objects.all():
                Source.objects.filter(pk=source.pk).update(synced_hash=content_hash(source.to_content()))


def _outcome(draft: Document, file: ContentFile | None, root: Path) -> Outcome:
    path = file.path if file else root / draft.CONTENT_SUBDIR / draft.lang / f"{draft.slug}.md"
    if not path.resolve().is_relative_to(root.resolve()):
        return Outcome(path, "not an address", None, draft)
    if file is None:
        return Outcome(path, "new", _file_of(draft, str(timezone.localdate(latest_revision(draft).at))), draft)
    in_file = content_hash(file.document().to_content())
    verdict = sync_status(in_file, draft=draft.draft_hash, agreed=draft.synced_hash)
    if verdict == "same" and file.fields["review_months"] != str(draft.review_months):
        return Outcome(path, "editors are newer", _file_of(draft, str(file.fields["written"])), draft)
    if verdict == "editors are newer":
        return Outcome(path, verdict, _file_of(draft, str(timezone.localdate(latest_revision(draft).at))), draft)
    return Outcome(path, verdict, None, draft)


def _file_of(draft: Document, written: str) -> bytes:
    words = draft.to_content()
    body = words.pop("body")
    facts = {"code": draft.code, "written": written, "review_months": str(draft.review_months)}
    lists = {key: tuple(value) for key, value in words.items() if isinstance(value, list)}
    return compose_file({**words, **lists, **facts}, body, draft.FILE_SCHEMA)


def _sources_outcome(root: Path) -> Outcome:
    """Return what is to be done with the source catalogue, which is one file for all sources."""
    path = root / "sources.yaml"
    in_file = read_sources(root)
    rows = {source.key: source for source in Source.objects.all()}
    merged: dict[str, Mapping[str, str]] = dict(in_file)
    clashes = []
    for key, row in rows.items():
        words = row.to_content()
        there = content_hash(in_file[key]) if key in in_file else ""
        verdict = sync_status(there, draft=content_hash(words), agreed=row.synced_hash) if there else "new"
        if verdict == "both changed":
            clashes.append(conflict_message(f"content/sources.yaml, {key}"))
        elif verdict in ("new", "editors are newer"):
            merged[key] = words
    if clashes:
        raise ContentError(clashes)
    if merged == in_file:
        return Outcome(path, "same", None)
    return Outcome(path, "editors are newer", compose_sources(merged))
