"""Who wrote the words that are there now, and which of them are live."""

from leiomyo_site.editorial.models import Document, Publication, Revision


def latest_publication(document: Document) -> Publication | None:
    """Return the newest publication of a document, a withdrawal too; None if there has been none."""
    return document.publications.order_by("-number").first()


def contributors(document: Document, save: Revision) -> list[int]:
    """Return the ids of all who changed the text between its last publication and the words of `save`, newest first.

    For words that are public, or once were, it is the publication before them that counts: whoever wrote them cannot
    check them afterwards either. An edit that was undone counts, since undoing it cannot be told from hiding it. Each
    person stands once; the words of the content files have nobody behind them, unless they were brought in by somebody.
    """
    before = _published_before(document, save.hash)
    found: dict[int, None] = {}
    earlier = document.revisions.filter(version__lte=save.version).order_by("-version")
    for digest, person, at in earlier.values_list("hash", "by_id", "at"):
        if before and digest == before.hash and at <= before.published_at:
            break
        if person is not None:
            found[person] = None
    return list(found)


def _published_before(document: Document, digest: str) -> Publication | None:
    """Return the last publication before these words were first public, None if there is none."""
    last = None
    for row in document.publications.filter(action=Publication.Action.PUBLISH).order_by("number"):
        if row.hash == digest:
            break
        last = row
    return last


def latest_revision(document: Document) -> Revision:
    """Return the save that made the draft as it stands."""
    return document.revisions.get(version=document.version)
