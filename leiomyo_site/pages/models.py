"""The draft of one page. Families never read this table: they read publications."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from leiomyo_site.editorial.models import Document
from leiomyo_site.text.front_matter import PAGE, Value


class Page(Document):
    """A page’s words; `position` orders pages in menus, `sources` are keys of the source catalogue."""

    KIND = Document.Kind.PAGE
    FOLDER = "pages"
    SHAPE = PAGE

    title = models.CharField(max_length=120)
    summary = models.TextField()
    in_short = models.JSONField("in short", default=list, blank=True)
    section = models.CharField(max_length=40)
    position = models.PositiveIntegerField(default=0)
    sources = models.JSONField(default=list, blank=True)
    body = models.TextField("text")

    def __str__(self) -> str:
        return self.title

    def words(self) -> dict[str, Any]:
        """Return all words that families see from this page, in the form of its content file."""
        return {
            "slug": self.slug,
            "title": self.title,
            "summary": self.summary,
            "in_short": list(self.in_short),
            "section": self.section,
            "position": str(self.position),
            "sources": list(self.sources),
            "body": self.body,
        }

    def take(self, fields: Mapping[str, Value], body: str) -> None:
        """Take over the words of a content file."""
        self.slug, self.title, self.summary = str(fields["slug"]), str(fields["title"]), str(fields["summary"])
        self.in_short, self.sources = list(fields["in_short"]), list(fields["sources"])
        self.section, self.position = str(fields["section"]), int(str(fields["position"]))
        self.body = body
