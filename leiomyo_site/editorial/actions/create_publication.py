"""Freezing: words written down as the next number, with their address and all that they show from elsewhere."""

from collections.abc import Mapping
from typing import Any

from django.forms.models import model_to_dict

from leiomyo_site.editorial import selectors
from leiomyo_site.editorial.audit import last_entry_id
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.history import latest_publication
from leiomyo_site.editorial.images import current_versions
from leiomyo_site.editorial.models import Document, Publication, ReservedUrl, Review, Revision, Source
from leiomyo_site.editorial.rendered_documents import rendered_without_figures
from leiomyo_site.text.page import PageContent, figure_names


def image_versions(save: Revision) -> dict[str, Any]:
    """Return the pictures that the words of a save show, by name, as they are now."""
    return current_versions(figure_names(save.content["body"]))


def require_images_reviewed(pictures: Mapping[str, Any], approval: Review) -> None:
    """Check that the reviewer saw these very pictures.

    Raises:
        PublishRefused: one was put in after the approval.
    """
    seen = last_entry_id("approved", document=approval.document_id, detail__hash=approval.hash)
    newer = [name for name in pictures if last_entry_id("picture put in", detail__picture=name) > seen]
    if newer:
        raise PublishRefused(
            f"The picture “{newer[0]}” was changed after the approval. Ask a clinical reviewer to look again."
        )


def create_publication(document: Document, save: Revision, *, pictures: Mapping[str, Any], **facts: Any) -> Publication:
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
        frozen=_dependencies(document, save.content) | ({"pictures": dict(pictures)} if pictures else {}),
        review_months=document.review_months,
        **facts,
    )


def _reserve_url(document: Document, slug: str) -> None:
    address, _ = ReservedUrl.objects.get_or_create(
        kind=document.kind, lang=document.lang, slug=slug, defaults={"document_id": document.pk}
    )
    if address.document_id != document.pk:
        raise PublishRefused(f"The address “{slug}” once belonged to another text. Choose another.")


def _dependencies(document: Document, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sources that a page cites, the numbers of the terms on it, and its drawings, as they are now."""
    if document.kind != Document.Kind.PAGE:
        return {}
    page = PageContent.from_content(content)
    cited = Source.objects.in_bulk(page.sources)
    missing = [key for key in page.sources if key not in cited]
    if missing:
        raise PublishRefused(f"“{document.slug}” cites sources that do not exist: {', '.join(missing)}.")
    shown = rendered_without_figures(page, selectors.glossary(document.lang)).terms
    numbers, drawings = selectors.term_versions(document.lang), selectors.drawings()
    return {
        "sources": {key: model_to_dict(cited[key], ("citation", "year", "studied", "url")) for key in page.sources},
        "terms": {slug: numbers[slug] for slug in shown},
        "drawings": {name: drawings[name] for name in figure_names(page.body) if name in drawings},
    }
