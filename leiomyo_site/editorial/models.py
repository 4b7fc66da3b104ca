"""The tables behind every text: its draft, each save of it, and each publication.

What is live is the newest Publication of a document; nothing else says so. DraftSave, Publication and Address rows are
never changed or deleted: a trigger in the database refuses (migrations/0002).
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from leiomyo_site.prose.files import Shape, Value

APPEND_ONLY = ("editorial_draftsave", "editorial_publication", "editorial_address")


class Document(models.Model):
    """One text with its permanent identity; Page and Term extend it with their words.

    `version` counts saves and decides between two people who save at once; `draft_hash` is the hash of the words now,
    `synced_hash` of the words when the content file and the draft last agreed.
    """

    class Kind(models.TextChoices):
        PAGE = "page", "page"
        TERM = "term", "term"

    # Each kind of text says these of itself: which it is, its folder in content/, and the form of its file.
    KIND: ClassVar[str]
    FOLDER: ClassVar[str]
    SHAPE: ClassVar[Shape]

    code = models.CharField(max_length=5, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, editable=False)
    lang = models.CharField("language", max_length=10, default="en")
    slug = models.CharField("address", max_length=120)
    review_months = models.PositiveSmallIntegerField("months between full reviews", default=12)
    version = models.PositiveIntegerField(default=0, editable=False)
    draft_hash = models.CharField(max_length=64, editable=False)
    synced_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "lang", "slug"], name="one_draft_an_address")]

    def words(self) -> dict[str, Any]:
        """Return all words that families see from this text, as plain JSON values."""
        raise NotImplementedError(f"{type(self).__name__} does not say which words it holds")

    def take(self, fields: Mapping[str, Value], body: str) -> None:
        """Take over the words of a content file."""
        raise NotImplementedError(f"{type(self).__name__} does not say how to read its file")


class DraftSave(models.Model):
    """The words of a draft after one save, for ever. `by` is empty for what came from the content files."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="saves")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    hash = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "version"], name="one_save_a_version")]


class Address(models.Model):
    """An address that has once been public: it belongs to its document for ever."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="addresses")
    kind = models.CharField(max_length=10)
    lang = models.CharField(max_length=10)
    slug = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "lang", "slug"], name="an_address_has_one_owner")]


class Source(models.Model):
    """A book, study or web page that pages may cite by its key; published pages carry a copy of its words."""

    key = models.SlugField(max_length=60, primary_key=True)
    citation = models.TextField()
    year = models.CharField(max_length=10)
    studied = models.TextField("who was studied, how many, when", blank=True)
    seen = models.CharField("what was read", max_length=20)
    url = models.URLField(max_length=500, blank=True)


class Publication(models.Model):
    """One text exactly as families got it, numbered from 1 for each document.

    `frozen` holds what it showed from elsewhere: the numbers of the terms and the words of the sources.
    """

    class Action(models.TextChoices):
        PUBLISH = "publish", "published"
        WITHDRAW = "withdraw", "withdrawn"

    class Origin(models.TextChoices):
        STARTING = "starting", "starting content, not yet checked by a clinician"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="publications")
    code = models.CharField(max_length=5)
    kind = models.CharField(max_length=10)
    lang = models.CharField(max_length=10)
    slug = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=10, choices=Action.choices, default=Action.PUBLISH)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    content = models.JSONField(null=True)
    hash = models.CharField(max_length=64, blank=True)
    frozen = models.JSONField(default=dict)
    review_months = models.PositiveSmallIntegerField(default=12)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    published_at = models.DateTimeField()
    note = models.CharField("what changed, for families", max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="publications_are_numbered"),
            models.UniqueConstraint(fields=["code", "number"], name="a_code_and_number_name_one_text"),
            models.CheckConstraint(
                condition=Q(action="withdraw", content__isnull=True)
                | Q(action="publish", content__isnull=False, hash__gt=""),
                name="what_is_published_is_whole",
            ),
            # Until reviews exist, only the text that ships with the site may be published, and it needs no approval.
            models.CheckConstraint(condition=Q(origin="starting"), name="only_starting_content_goes_unapproved"),
            models.CheckConstraint(condition=Q(number__gte=1), name="numbers_start_at_one"),
        ]
        indexes = [models.Index(F("kind"), F("lang"), F("slug"), name="publication_by_address")]
