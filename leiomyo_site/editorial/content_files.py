"""The files of content/: read whole and checked before anything is written anywhere."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import yaml
from django.apps import apps
from django.conf import settings
from django.utils import timezone

from leiomyo_site.editorial.models import Document, Revision
from leiomyo_site.editorial.models.documents import MOST_MONTHS, MOST_POSITION
from leiomyo_site.permalinks.permanent_codes import CodeError, parse_code
from leiomyo_site.text.file_cache import cached_by_file
from leiomyo_site.text.front_matter import FrontMatterError, Value, parse_file
from leiomyo_site.text.normalization import stored
from leiomyo_site.text.style_checks import PhraseRule, StyleGuide
from leiomyo_site.text.urls import SlugError, check_slug

SOURCE_FIELDS = frozenset({"citation", "year", "studied", "seen", "url"})


class ContentError(Exception):
    """Content files cannot be used; one line for each, with file, line, and how to mend it."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.problems = tuple(faults)


@dataclass(frozen=True)
class ContentFile:
    """One readable file: where it stands, which kind of text it is, and its words."""

    path: Path
    model: type[Document]
    lang: str
    fields: Mapping[str, Value]
    body: str

    @property
    def code(self) -> str:
        return str(self.fields["code"])

    @property
    def written_at(self) -> datetime:
        """The day on which these words were written: its beginning by the site’s clock."""
        return timezone.make_aware(datetime.combine(date.fromisoformat(str(self.fields["written"])), time.min))

    def document(self, document: Document | None = None) -> Document:
        """Return a new draft, or the given one, with the words of this file; nothing is saved."""
        draft = document or self.model(code=self.code, kind=self.model.KIND, lang=self.lang)
        draft.set_content(self.fields, self.body)
        draft.review_months = int(str(self.fields["review_months"]))
        return draft


def document_models() -> list[type[Document]]:
    """Return every kind of text, terms before the pages that show them."""
    models = [model for model in apps.get_models() if issubclass(model, Document) and model is not Document]
    return sorted(models, key=lambda model: model.KIND != Document.Kind.TERM)


def load_draft(document: Document) -> Document:
    """Return the page or term that a document is, with its words as stored."""
    return next(model.objects.get(pk=document.pk) for model in document_models() if document.kind == model.KIND)


def draft_at_revision(save: Revision) -> Document:
    """Return the page or term that a save is of, with the words of that save, unsaved."""
    draft = load_draft(save.document)
    fields = {key: tuple(value) if isinstance(value, list) else value for key, value in save.content.items()}
    draft.set_content(fields, save.content["body"])
    return draft


def read_content(root: Path) -> list[ContentFile]:
    """Return every text below a content folder, in the languages that the site shows.

    Raises:
        ContentError: any file cannot be read; all such files are named.
    """
    if not root.is_dir():
        raise ContentError([f"{root}: there is no such folder; give the folder that holds pages/ and glossary/"])
    files, faults = [], []
    for model, lang, path in _paths(root):
        try:
            fields, body = parse_file(path.read_bytes(), model.FILE_SCHEMA)
            file = ContentFile(path, model, lang, fields, body)
            _check_facts(file)
            files.append(file)
        except (FrontMatterError, SlugError, CodeError) as error:
            faults.append(f"{path.relative_to(root.parent)}, {_with_line(str(error))}")
    faults += _duplicates(root, files)
    if faults:
        raise ContentError(faults)
    return files


def read_sources(root: Path) -> dict[str, dict[str, str]]:
    """Return the source catalogue by key.

    Raises:
        ContentError: it is not a list of sources with the known fields.
    """
    path = root / "sources.yaml"
    try:
        found = yaml.safe_load(stored(path.read_text(encoding="utf-8"))) if path.exists() else {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ContentError([f"content/sources.yaml: {error}"]) from error
    if not isinstance(found, dict):
        raise ContentError(["content/sources.yaml: it is a list of keys, each with its fields"])
    for key, fields in found.items():
        if not isinstance(fields, dict) or not {"citation", "year", "seen"} <= set(fields) <= SOURCE_FIELDS:
            raise ContentError([f"content/sources.yaml, {key}: the fields are {', '.join(sorted(SOURCE_FIELDS))}"])
    return found


def read_drawings(root: Path) -> dict[str, str]:
    """Return the drawings that ship with the site by name, as SVG to be put into pages."""
    return {path.stem: path.read_text(encoding="utf-8").strip() for path in sorted((root / "diagrams").glob("*.svg"))}


def read_section_names(root: Path, lang: str) -> dict[str, str]:
    """Return the names of the parts of the menu by their keys, in their order, and of what stands outside it."""
    rows = yaml.safe_load((root / "sections.yaml").read_text(encoding="utf-8"))
    return {row["key"]: row["name"][lang] for row in rows} | {"home": "the home page"}


def read_wording(root: Path, lang: str) -> StyleGuide:
    """Return a language's lists of words; a language without any has empty lists."""
    return _style_guide(root / "wording" / f"{lang}.yaml")


@cached_by_file
def _style_guide(path: Path) -> StyleGuide:
    if not path.exists():
        return StyleGuide()
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    avoid = tuple(
        PhraseRule(re.compile(rf"\b(?:{row['say']})\b", re.IGNORECASE), row["instead"], row.get("but_in", ""))
        for row in found["avoid"]
    )
    return StyleGuide(frozenset(" ".join(found["plain"]).split()), avoid)


def _paths(root: Path) -> Iterator[tuple[type[Document], str, Path]]:
    for model in document_models():
        for lang, _ in settings.LANGUAGES:
            for path in sorted((root / model.CONTENT_SUBDIR / lang).rglob("*.md")):
                yield model, lang, path


def _check_facts(file: ContentFile) -> None:
    """Check what the form of the file cannot: code, address, dates and numbers."""
    if parse_code(file.code) != file.code:
        raise FrontMatterError(f"line 2: write the code as {parse_code(file.code)}")
    check_slug(str(file.fields["slug"]), is_term=file.model.KIND == Document.Kind.TERM)
    try:
        file.written_at  # noqa: B018
    except ValueError as error:
        raise FrontMatterError('line 2: written is not a date; write it like "2026-11-23"') from error
    for key, least, most in (("review_months", 1, MOST_MONTHS), ("position", 0, MOST_POSITION)):
        if not re.fullmatch(r"[0-9]{1,9}", number := str(file.fields.get(key, least))):
            raise FrontMatterError(f'line 2: {key} is a whole number, such as "12"')
        if not least <= int(number) <= most:
            raise FrontMatterError(f"line 2: {key} is {number}; it must be {least} to {most}")


def _with_line(message: str) -> str:
    return message if message.startswith("line ") else f"line 2: {message}"


def _duplicates(root: Path, files: Sequence[ContentFile]) -> list[str]:
    """Name files that claim the same code or address as another."""
    faults = []
    for what, key in (
        ("code", lambda file: file.code),
        ("address", lambda file: (file.model.KIND, file.lang, file.fields["slug"])),
    ):
        owners: dict[object, Path] = {}
        for file in files:
            owner = owners.setdefault(key(file), file.path)
            if owner != file.path:
                faults.append(
                    f"{file.path.relative_to(root.parent)}, line 2: its {what} belongs to "
                    f"{owner.relative_to(root.parent)}; choose another"
                )
    return faults
