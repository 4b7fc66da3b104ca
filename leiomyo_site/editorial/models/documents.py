"""A text with its permanent identity, every save of its draft, its addresses, and what texts may cite."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from leiomyo_site.text.front_matter import FileSchema, Value

# A text has to be checked again some day, and the menu has so many places.
MOST_MONTHS = 60
MOST_POSITION = 10_000


class Weight(models.TextChoices):
    """How much a change matters to families."""

    WORDING = "wording", "wording only"
    CONTENT = "content", "something new or different"
    SAFETY = "safety", "matters for safety"


def validate_language(lang: str) -> None:
    """Check that the site shows a language.

    Raises:
        ValidationError: it does not; says which ones it does.
    """
    known = [code for code, _ in settings.LANGUAGES]
    if lang not in known:
        raise ValidationError(f"“{lang}” is no language of this site: choose one of {', '.join(known)}.")


class Document(models.Model):
    """One text with its permanent identity; Page and Term extend it with their words.

    `version` counts saves and decides between two people who save at once; `draft_hash` is the hash of the words now,
    `synced_hash` of the words when the content file and the draft last agreed. The note and its weight tell families
    what changed since the last publication; they are approved with the words.
    """

    class Kind(models.TextChoices):
        PAGE = "page", "page"
        TERM = "term", "term"

    # Each kind of text says these of itself: which it is, its folder in content/, and the form of its file.
    KIND: ClassVar[str]
    CONTENT_SUBDIR: ClassVar[str]
    FILE_SCHEMA: ClassVar[FileSchema]

    code = models.CharField(max_length=5, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, editable=False)
    lang = models.CharField("language", max_length=10, default="en", validators=[validate_language])
    slug = models.CharField("address", max_length=120)
    review_months = models.PositiveSmallIntegerField("months between full reviews", default=12)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    backup = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="when the owner is away",
    )
    change_note = models.CharField("what changed, in a sentence for families", max_length=300, blank=True)
    change_weight = models.CharField(
        "how much it matters", max_length=10, choices=Weight.choices, default=Weight.CONTENT
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    draft_hash = models.CharField(max_length=64, editable=False)
    synced_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "lang", "slug"], name="one_draft_an_address")]

    def to_content(self) -> dict[str, Any]:
        """Return all words that families see from this text, as plain JSON values."""
        raise NotImplementedError(f"{type(self).__name__} does not say which words it holds")

    def set_content(self, fields: Mapping[str, Value], body: str) -> None:
        """Take over the words of a content file."""
        raise NotImplementedError(f"{type(self).__name__} does not say how to read its file")


class Revision(models.Model):
    """The words of a draft after one save, for ever. `by` is empty for what came from the content files."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    hash = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "editorial_draftsave"  # triggers hold on to the names of tables
        constraints = [models.UniqueConstraint(fields=["document", "version"], name="one_save_a_version")]


class ReservedUrl(models.Model):
    """An address that has once been public: it belongs to its document for ever."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="addresses")
    kind = models.CharField(max_length=10)
    lang = models.CharField(max_length=10)
    slug = models.CharField(max_length=120)

    class Meta:
        db_table = "editorial_address"
        constraints = [models.UniqueConstraint(fields=["kind", "lang", "slug"], name="an_address_has_one_owner")]


class Source(models.Model):
    """A book, study or web page that pages may cite by its key; published pages carry a copy of its words.

    `synced_hash` is the hash of its words when content/sources.yaml and this row last agreed.
    """

    key = models.SlugField(max_length=60, primary_key=True)
    citation = models.TextField()
    year = models.CharField(max_length=10)
    studied = models.TextField("who was studied, how many, when", blank=True)
    seen = models.CharField("what was read", max_length=20)
    url = models.URLField(max_length=500, blank=True)
    synced_hash = models.CharField(max_length=64, blank=True, editable=False)

    def __str__(self) -> str:
        return self.key

    def to_content(self) -> dict[str, str]:
        """Return what the catalogue says of this source, in the form of its file; what is empty is left out."""
        fields = ("citation", "year", "studied", "seen", "url")
        return {field: getattr(self, field) for field in fields if getattr(self, field)}
