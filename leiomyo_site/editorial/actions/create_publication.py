"""Freezing: words written down as the next number, with their address and all that they show from elsewhere."""

from collections.abc import Mapping
from typing import Any

from leiomyo_site.editorial import selectors
from leiomyo_site.editorial.bundle import changed_since_approval
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.hashing import content_hash
from leiomyo_site.editorial.history import latest_publication
from leiomyo_site.editorial.models import Document, Publication, ReservedUrl, Review, Revision
from leiomyo_site.editorial.rendered_documents import rendered_without_figures
from leiomyo_site.text.page import PageContent, figure_names
from leiomyo_site.text.urls import SlugError, check_slug


def require_facts_reviewed(facts: Mapping[str, str], approval: Review) -> None:
    """Check that the reviewer saw these very sources, pictures, months and note, each by its name.

    Raises:
        PublishRefused: some were changed after the approval; says which.
    """
    if changed := changed_since_approval(approval.document, approval.hash, facts):
        raise PublishRefused(
            f"Changed after the approval: {', '.join(changed)}. Ask a clinical reviewer to look again."
        )


def create_publication(document: Document, save: Revision, *, shown: Mapping[str, Any], **facts: Any) -> Publication:
    """Write the words of a save down as the next number, with its address claimed and all it shows from elsewhere."""
    _reserve_url(document, save.content["slug"])
    live = latest_publication(document)
    return Publication.objects.create(
        document_id=document.pk,
        code=document.code,
        kind=document.kind,
        lang=document.lang,
        slug=save.content["slug"],
        number=live.number + 1 if live else 1,
        content=save.content,
        hash=save.hash,
        frozen=_dependencies(document, save.content, shown),
        facts_hash=content_hash(shown),
        review_months=shown["review_months"],
        **facts,
    )


def _reserve_url(document: Document, slug: str) -> None:
    try:
        check_slug(slug, is_term=document.kind == Document.Kind.TERM)
    except SlugError as error:
        raise PublishRefused(f"{error}. Change the address of the draft.") from error
    address, _ = ReservedUrl.objects.get_or_create(
        kind=document.kind, lang=document.lang, slug=slug, defaults={"document_id": document.pk}
    )
    if address.document_id != document.pk:
        raise PublishRefused(f"The address “{slug}” once belonged to another text. Choose another.")


def _dependencies(document: Document, content: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sources and pictures as shown, and the numbers of a page’s terms and its drawings as they are now."""
    pictures = {"pictures": dict(shown["pictures"])} if shown["pictures"] else {}
    if document.kind != Document.Kind.PAGE:
        return pictures
    page = PageContent.from_content(content)
    cited = shown["sources"]
    missing = [key for key in page.sources if key not in cited]
    if missing:
        raise PublishRefused(f"“{document.slug}” cites sources that do not exist: {', '.join(missing)}.")
    linked = rendered_without_figures(page, selectors.glossary(document.lang)).terms
    numbers, drawings = selectors.term_versions(document.lang), selectors.drawings()
    return {
        "sources": {key: cited[key] for key in page.sources},
        "terms": {slug: numbers[slug] for slug in linked},
        "drawings": {name: drawings[name] for name in figure_names(page.body) if name in drawings},
        **pictures,
    }
