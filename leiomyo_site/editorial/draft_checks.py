"""What the gates say of a draft, held against what is live; what must be mended stops it here, not on a screen."""

from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.content_checks import (
    Finding,
    Standards,
    check_definition,
    check_page,
    ids_on,
    standards_for,
)
from leiomyo_site.editorial.content_files import read_wording
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.images import images_now
from leiomyo_site.editorial.models import Document, Source
from leiomyo_site.text.images import ResponsiveImage
from leiomyo_site.text.page import PageText
from leiomyo_site.text.style_checks import Fault
from leiomyo_site.text.urls import lang_prefix, page_path


def finding(draft: Document) -> Finding:
    """Return what is to be looked at in a draft; links and terms are those that families can reach now."""
    words = draft.words()
    standards = _standards(draft)
    if draft.KIND == Document.Kind.PAGE:
        return check_page(PageText.from_content(words), standards)
    return check_definition(words["body"], words["slug"], words["see_also"], standards)


def check_mended(draft: Document, reason: str) -> None:
    """Check that nothing in a draft must be mended, and that a reason is given for all else that might be.

    Raises:
        PublishRefused: something must be mended first, or the reason is missing; says what and where.
    """
    faults = check_nothing_blocks(draft)
    if faults and not reason.strip():
        said = "; ".join(fault.message for fault in faults)
        raise PublishRefused(f"Look at these, or say why they may stay: {said}.")


def check_nothing_blocks(draft: Document) -> tuple[Fault, ...]:
    """Return what may stay in a draft for a reason, if nothing in it must be mended.

    Raises:
        PublishRefused: something must be mended first; says what and where.
    """
    faults = finding(draft).faults
    blocking = [fault for fault in faults if fault.is_blocking]
    if blocking:
        said = "; ".join(fault.message + (f" (“{fault.quote[:80]}”)" if fault.quote else "") for fault in blocking)
        raise PublishRefused(f"{len(blocking)} to mend first: {said}.")
    return faults


def _standards(draft: Document) -> Standards:
    own = {}
    if draft.KIND == Document.Kind.PAGE:
        own = {page_path(draft.slug, draft.lang): PageText.from_content(draft.words())}
    return standards_among(draft.lang, own=own, images=images_now(draft))


def standards_among(
    lang: str, *, own: Mapping[str, PageText] | None = None, images: Mapping[str, ResponsiveImage] | None = None
) -> Standards:
    """Return what a text is held against among those that families can reach; `own` is the text itself by its path."""
    glossary = published.glossary(lang)
    return standards_for(
        glossary,
        {**_live_ids(lang, published.stamp()), **{path: ids_on(text, glossary) for path, text in (own or {}).items()}},
        drawings=published.drawings(),
        images=images or {},
        wording=read_wording(settings.CONTENT_DIR, lang),
        studied={source.key: bool(source.studied) for source in Source.objects.all()},
        other_addresses=[f"{lang_prefix(lang)}glossary/"],
    )


@lru_cache(maxsize=4)
def _live_ids(lang: str, stamp: int) -> dict[str, frozenset[str]]:
    glossary = published.glossary(lang)
    return {
        page_path(page.slug, page.lang): ids_on(PageText.from_content(page.content), glossary)
        for page in published.pages(lang)
    }
