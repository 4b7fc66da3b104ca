"""Every file of content/ held against the gates."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from leiomyo_site.editorial.content_checks import (
    CheckContext,
    CheckReport,
    check_context,
    check_definition,
    check_page,
    ids_on,
)
from leiomyo_site.editorial.content_files import (
    ContentError,
    ContentFile,
    read_content,
    read_drawings,
    read_sources,
    read_wording,
)
from leiomyo_site.editorial.models import Document
from leiomyo_site.text.condition import ConditionError, read_condition
from leiomyo_site.text.danger_signs import DangerSignsError, read_danger_signs
from leiomyo_site.text.glossary import Glossary
from leiomyo_site.text.page import PageContent, term_from_content
from leiomyo_site.text.urls import lang_prefix, page_path, term_path


def check_files(root: Path) -> list[tuple[ContentFile, CheckReport]]:
    """Return what the gates say of every file below a content folder.

    Raises:
        ContentError: a file cannot be read.
        GlossaryError: a spelling belongs to two terms.
    """
    files = read_content(root)
    found = []
    for lang in sorted({file.lang for file in files}):
        own = [file for file in files if file.lang == lang]
        standards = _file_context(root, lang, own)
        for done, file in enumerate(own, 1):
            if sys.stderr.isatty():
                sys.stderr.write(f"\rchecking {done} of {len(own)}" + ("\n" if done == len(own) else ""))
            found.append((file, _check(file, standards)))
    return found


def _file_context(root: Path, lang: str, files: Sequence[ContentFile]) -> CheckContext:
    words = {
        kind: [file.document().to_content() for file in files if kind == file.model.KIND]
        for kind in Document.Kind.values
    }
    terms = [term_from_content(term, slug=term["slug"], url=term_path(term["slug"], lang)) for term in words["term"]]
    pages = {page_path(page["slug"], lang): PageContent.from_content(page) for page in words["page"]}
    glossary = Glossary(terms, lang=lang)
    context = check_context(
        glossary,
        {path: ids_on(page, glossary) for path, page in pages.items()},
        drawings=read_drawings(root),
        images={},
        wording=read_wording(root, lang),
        studied={key: bool(fields.get("studied")) for key, fields in read_sources(root).items()},
        other_addresses=[f"{lang_prefix(lang)}glossary/"],
    )
    return with_danger_signs(context, root, lang)


def with_danger_signs(context: CheckContext, root: Path, lang: str) -> CheckContext:
    """Return standards that also hold the page on when to call to the danger signs of a content folder.

    Raises:
        ContentError: the list of signs cannot be used.
    """
    try:
        signs = read_danger_signs(root / "danger-signs.yaml", lang)
        call_page = read_condition(root / "condition.yaml").call_page if signs else ""
    except (DangerSignsError, ConditionError) as error:
        raise ContentError(str(error)) from error
    return replace(context, call_page=call_page, danger_signs=signs)


def _check(file: ContentFile, standards: CheckContext) -> CheckReport:
    words = file.document().to_content()
    if file.model.KIND == Document.Kind.PAGE:
        return check_page(PageContent.from_content(words), standards, slug=words["slug"])
    return check_definition(words["body"], words["slug"], words["see_also"], standards)
