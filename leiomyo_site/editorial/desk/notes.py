"""What the gates say of a draft, held against what is live."""

from django.conf import settings

from leiomyo_site.prose.addresses import lang_prefix, page_path
from leiomyo_site.prose.page import PageText

from .. import published
from ..content_files import read_wording
from ..gates import Finding, Standards, check_definition, check_page, standards_for
from ..models import Document, Source


def finding(draft: Document) -> Finding:
    """Return what is to be looked at in a draft; links and terms are those that families can reach now."""
    words = draft.words()
    standards = _standards(draft)
    if draft.KIND == Document.Kind.PAGE:
        return check_page(PageText.from_content(words), standards)
    return check_definition(words["body"], words["slug"], words["see_also"], standards)


def _standards(draft: Document) -> Standards:
    pages = {
        page_path(page.slug, page.lang): PageText.from_content(page.content) for page in published.pages(draft.lang)
    }
    if draft.KIND == Document.Kind.PAGE:
        pages[page_path(draft.slug, draft.lang)] = PageText.from_content(draft.words())
    return standards_for(
        published.glossary(draft.lang),
        pages,
        drawings=published.drawings(),
        wording=read_wording(settings.CONTENT_DIR, draft.lang),
        studied={source.key: bool(source.studied) for source in Source.objects.all()},
        other_addresses=[f"{lang_prefix(draft.lang)}glossary/"],
    )
