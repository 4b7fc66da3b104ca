"""The draft of one page. Families never read this table: they read publications."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from leiomyo_site.editorial.models import Document
from leiomyo_site.text.front_matter import Value
from leiomyo_site.text.page import HOSPICE, PAGE_SCHEMA, PageContent


class Page(Document):
    """A page’s words; `position` orders pages in menus, `sources` are keys of the source catalogue."""

    KIND = Document.Kind.PAGE
    CONTENT_SUBDIR = "pages"
    FILE_SCHEMA = PAGE_SCHEMA

    title = models.CharField(max_length=120)
    summary = models.TextField()
    in_short = models.JSONField("in short", default=list, blank=True)
    section = models.CharField(max_length=40)
    position = models.PositiveIntegerField(default=0)
    sources = models.JSONField(default=list, blank=True)
    body = models.TextField("text")
    call_first = models.CharField(
        "whom the family calls first", max_length=20, blank=True, choices=[(HOSPICE, "the hospice nurse")]
    )

    def __str__(self) -> str:
        return self.title

    def to_content(self) -> dict[str, Any]:
        """Return all words that families see from this page, in the form of its content file."""
        return {"slug": self.slug, **PageContent.from_content(vars(self)).to_content()}

    def set_content(self, fields: Mapping[str, Value], body: str) -> None:
        """Take over the words of a content file."""
        self.slug = str(fields["slug"])
        for name, value in vars(PageContent.from_content({**fields, "body": body})).items():
            setattr(self, name, list(value) if isinstance(value, tuple) else value)
