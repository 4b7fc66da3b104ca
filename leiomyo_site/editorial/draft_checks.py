"""What the gates say of a draft, held against what is live; what must be mended stops it here, not on a screen."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.conf import settings

from leiomyo_site.document_errors import DocumentErrors, errors_of
from leiomyo_site.editorial import selectors
from leiomyo_site.editorial.content_checks import (
    CheckContext,
    CheckReport,
    check_context,
    check_definition,
    check_page,
    ids_on,
)
from leiomyo_site.editorial.content_files import read_wording
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.file_checks import with_danger_signs
from leiomyo_site.editorial.images import draft_images
from leiomyo_site.editorial.models import Document, Source
from leiomyo_site.text.glossary import Glossary
from leiomyo_site.text.images import ResponsiveImage
from leiomyo_site.text.page import PageContent
from leiomyo_site.text.style_checks import Issue
from leiomyo_site.text.urls import lang_prefix, page_path


def check_draft(draft: Document) -> CheckReport:
    """Return what is to be looked at in a draft; links and terms are those that families can reach now.

    Words that cannot be shown at all are one thing to mend, so that their form opens and somebody can mend them.
    """
    words = draft.to_content()
    standards = _draft_context(draft)
    try:
        with errors_of(draft.code):
            if draft.KIND == Document.Kind.PAGE:
                return check_page(PageContent.from_content(words), standards, slug=draft.slug)
            return check_definition(words["body"], words["slug"], words["see_also"], standards)
    except DocumentErrors as error:
        return CheckReport(None, (), (Issue("unshown", error.reasons[draft.code]),))


def require_no_errors_or_reason(draft: Document, reason: str) -> None:
    """Check that nothing in a draft must be mended, and that a reason is given for all else that might be.

    Raises:
        PublishRefused: something must be mended first, or the reason is missing; says what and where.
    """
    faults = require_no_errors(draft)
    if faults and not reason.strip():
        said = "; ".join(map(str, faults))
        raise PublishRefused(f"Look at these, or say why they may stay: {said}.")


def require_no_errors(draft: Document) -> tuple[Issue, ...]:
    """Return what may stay in a draft for a reason, if nothing in it must be mended.

    Raises:
        PublishRefused: something must be mended first; says what and where.
    """
    faults = check_draft(draft).issues
    blocking = [fault for fault in faults if fault.is_blocking]
    if blocking:
        said = "; ".join(str(fault) + (f" (“{fault.quote[:80]}”)" if fault.quote else "") for fault in blocking)
        raise PublishRefused(f"{len(blocking)} to mend first: {said}.")
    return faults


def _draft_context(draft: Document) -> CheckContext:
    own = {}
    if draft.KIND == Document.Kind.PAGE:
        own = {page_path(draft.slug, draft.lang): PageContent.from_content(draft.to_content())}
    context = live_check_context(draft.lang, own=own, images=draft_images(draft))
    return replace(context, linked_from=_linked_headings(draft))


def _linked_headings(draft: Document) -> dict[str, list[str]]:
    """Return the ids on a live page that other live texts link to, with the titles of those texts."""
    live = [(lang, page) for lang in selectors.languages() for page in selectors.live_page_texts(lang)]
    path = next((page_path(page.slug, lang) for lang, page in live if page.code == draft.code), "")
    if draft.KIND != Document.Kind.PAGE or not path:
        return {}
    texts = [(page.text.title, page.text.markdown) for _, page in live if page.code != draft.code]
    for lang in selectors.languages():
        texts += [(term.name, term.definition) for term in selectors.glossary(lang).terms.values()]
    link = re.compile(rf"\]\({re.escape(path)}#([^\s()]+)\)")
    found: dict[str, list[str]] = {}
    for title, markdown in texts:
        for fragment in dict.fromkeys(link.findall(markdown)):
            found.setdefault(fragment, []).append(title)
    return found


def live_check_context(
    lang: str, *, own: Mapping[str, PageContent] | None = None, images: Mapping[str, ResponsiveImage] | None = None
) -> CheckContext:
    """Return what a text is checked against, as families can reach it now; `own` is the text itself by its path."""
    glossary = selectors.glossary(lang)
    live = {page_path(page.slug, lang): page.text for page in selectors.live_page_texts(lang)}
    context = check_context(
        glossary,
        PageIds({**live, **(own or {})}, glossary),
        drawings=selectors.drawings(),
        images=images or {},
        wording=read_wording(settings.CONTENT_DIR, lang),
        studied={source.key: bool(source.studied) for source in Source.objects.all()},
        other_addresses=[f"{lang_prefix(lang)}glossary/"],
    )
    return with_danger_signs(context, settings.CONTENT_DIR, lang)


class PageIds(Mapping[str, frozenset[str]]):
    """The ids on each page by its path; a page is rendered only when its ids are asked for."""

    def __init__(self, pages: Mapping[str, PageContent], glossary: Glossary) -> None:
        self._pages = pages
        self._glossary = glossary

    def __getitem__(self, path: str) -> frozenset[str]:
        return ids_on(self._pages[path], self._glossary)

    def __contains__(self, path: object) -> bool:
        return path in self._pages

    def __iter__(self) -> Iterator[str]:
        return iter(self._pages)

    def __len__(self) -> int:
        return len(self._pages)
