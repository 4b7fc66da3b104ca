"""The draft of one medical word. Families never read this table: they read publications."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from leiomyo_site.editorial.models import Document
from leiomyo_site.text.front_matter import TERM_SCHEMA, Value


class Term(Document):
    """A word, how to say it, and what it means; lists are kept as JSON so that one row holds all words."""

    KIND = Document.Kind.TERM
    CONTENT_SUBDIR = "glossary"
    FILE_SCHEMA = TERM_SCHEMA

    name = models.CharField(max_length=120)
    say = models.CharField("how to say it", max_length=120, blank=True)
    other_names = models.JSONField("also called", default=list, blank=True)
    spellings = models.JSONField("other spellings to find in text", default=list, blank=True)
    match_case = models.BooleanField("only with these capital letters", default=False)
    see_also = models.JSONField("see also (addresses of terms)", default=list, blank=True)
    definition = models.TextField()

    def __str__(self) -> str:
        return self.name

    def to_content(self) -> dict[str, Any]:
        """Return all words that families see from this term, in the form of its content file."""
        return {
            "slug": self.slug,
            "name": self.name,
            "say": self.say,
            "other_names": list(self.other_names),
            "spellings": list(self.spellings),
            "match_case": "yes" if self.match_case else "no",
            "see_also": list(self.see_also),
            "body": self.definition,
        }

    def set_content(self, fields: Mapping[str, Value], body: str) -> None:
        """Take over the words of a content file."""
        self.slug, self.name, self.say = str(fields["slug"]), str(fields["name"]), str(fields["say"])
        self.other_names, self.spellings = list(fields["other_names"]), list(fields["spellings"])
        self.match_case, self.see_also = fields["match_case"] == "yes", list(fields["see_also"])
        self.definition = body
