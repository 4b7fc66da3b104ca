"""Publishing: freezing a draft as the text that families read."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict

from leiomyo_site.prose.page import PageText, render_page
from leiomyo_site.prose.rendering import Surroundings

from . import published
from .models import Address, Document, Publication, Source


class PublishRefused(Exception):
    """This text may not be published now; says why and what to do."""


@transaction.atomic
def publish_starting_content(documents: Iterable[Document], *, note: str) -> list[Publication]:
    """Publish drafts that came with the site and have never been public, without approval.

    They are dated by the save that made their words, so that a rebuilt site says the same. Terms come first, so that
    the pages can record which versions of them they show.

    Raises:
        PublishRefused: a document has been public before, or its address belongs to another.
    """
    ordered = sorted(documents, key=lambda document: (document.kind != Document.Kind.TERM, document.slug))
    return [_publish_unapproved(document, note=note) for document in ordered]


def _publish_unapproved(document: Document, *, note: str) -> Publication:
    if document.publications.exists():
        raise PublishRefused(f"“{document.slug}” is public already. Ask a reviewer to approve the new words.")
    _claim_address(document)
    save = document.saves.get(version=document.version)
    return Publication.objects.create(
        document_id=document.pk,
        code=document.code,
        kind=document.kind,
        lang=document.lang,
        slug=document.slug,
        number=1,
        origin=Publication.Origin.STARTING,
        content=save.content,
        hash=save.hash,
        frozen=_shown_from_elsewhere(document, save.content),
        review_months=document.review_months,
        published_at=save.at,
        note=note,
    )


def _claim_address(document: Document) -> None:
    address, _ = Address.objects.get_or_create(
        kind=document.kind, lang=document.lang, slug=document.slug, defaults={"document_id": document.pk}
    )
    if address.document_id != document.pk:
        raise PublishRefused(f"The address “{document.slug}” once belonged to another text. Choose another.")


def _shown_from_elsewhere(document: Document, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sources that a page cites and the numbers of the terms on it, as they are now."""
    if document.kind != Document.Kind.PAGE:
        return {}
    page = PageText.from_content(content)
    cited = Source.objects.in_bulk(page.sources)
    missing = [key for key in page.sources if key not in cited]
    if missing:
        raise PublishRefused(f"“{document.slug}” cites sources that do not exist: {', '.join(missing)}.")
    shown = render_page(page, Surroundings(published.glossary(document.lang), lang=document.lang)).terms
    numbers = {term.slug: term.number for term in published.terms(document.lang)}
    return {
        "sources": {key: model_to_dict(cited[key], ("citation", "year", "studied", "url")) for key in page.sources},
        "terms": {slug: numbers[slug] for slug in shown},
    }
