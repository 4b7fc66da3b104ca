"""The feed of changes as Atom: newest first, each change with its weight, so that safety is heard of first."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

FEED = "/feed.xml"
MAX_ENTRIES = 200


class ChangeFeed(Atom1Feed):
    """Django's Atom feed (RFC 4287) with a language and a weight for each entry, and summaries that are plain text.

    The feed's id is its own URL, as the RFC allows. All URLs are absolute.
    """

    def __init__(self, *, url: str, about_url: str, title: str, author: str, lang: str) -> None:
        super().__init__(
            title=_printable(title),
            link=about_url,
            description=None,
            language=lang,
            author_name=_printable(author),
            feed_url=url,
            feed_guid=url,
        )

    def add_change(
        self, *, url: str, at: datetime, lang: str, weight: str, weight_name: str, title: str, note: str
    ) -> None:
        """Add the next older change; a full feed stays as it is."""
        if len(self.items) == MAX_ENTRIES:
            return
        at = at.astimezone(UTC).replace(microsecond=0, tzinfo=None)  # Django ends a moment without a zone with Z
        self.add_item(
            title=_printable(title),
            link=url,
            description="",
            unique_id=url,
            pubdate=at,
            updateddate=at,
            lang=lang,
            weight=weight,
            weight_name=_printable(weight_name),
            note=_printable(note),
        )

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["lang"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("category", "", {"term": item["weight"], "label": item["weight_name"]})
        handler.addQuickElement("summary", item["note"])  # Django would mark it as HTML

    def to_bytes(self) -> bytes:
        """Return the document; the same entries give the same bytes."""
        out = BytesIO()
        self.write(out, "utf-8")
        return out.getvalue()


def _printable(text: str) -> str:
    # XML 1.0 has no way to write most control characters, and Django raises an error for them.
    return "".join(character for character in text if character.isprintable() or character in "\n\t")
