"""The tables behind every text: its draft, each save of it, what reviewers said, and each publication.

What is live is the newest Publication of a document; nothing else says so. The rows of the
tables in APPEND_ONLY are never changed or deleted: a trigger in the database refuses (triggers.py).
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from leiomyo_site.prose.files import Shape, Value

APPEND_ONLY = (
    "editorial_draftsave",
    "editorial_publication",
    "editorial_address",
    "editorial_review",
    "editorial_event",
)


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


class Review(models.Model):
    """One person's word on one exact text, known by its hash; `role` and `name` are theirs at that time."""

    class Verdict(models.TextChoices):
        ASKED = "asked", "asked for a review"
        APPROVED = "approved", "approved"
        RETURNED = "returned", "returned with a comment"

    class Scope(models.TextChoices):
        FULL = "full", "the whole text"
        CHANGES = "changes", "only what changed"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="reviews")
    hash = models.CharField(max_length=64)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    scope = models.CharField(max_length=10, choices=Scope.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    at = models.DateTimeField()
    comment = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["document", "hash", "at"], name="review_of_exact_words")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="approved") | Q(scope__in=["full", "changes"]), name="an_approval_has_a_scope"
            ),
            models.CheckConstraint(condition=~Q(verdict="returned") | Q(comment__gt=""), name="a_return_says_why"),
        ]


class Event(models.Model):
    """One line of the audit list: who did what to which text, with the facts that mattered."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=30)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="events")
    detail = models.JSONField(default=dict)


class Schedule(models.Model):
    """Words frozen to be published at a time; the approval is looked at again when they are due."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        REFUSED = "refused", "refused"
        CANCELLED = "cancelled", "cancelled"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="schedules")
    due_at = models.DateTimeField()
    hash = models.CharField(max_length=64)
    weight = models.CharField(max_length=10)
    note = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    started_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document"], condition=Q(state="waiting"), name="one_waiting_schedule")
        ]


class Publication(models.Model):
    """One text exactly as families got it, numbered from 1 for each document.

    `frozen` holds what it showed from elsewhere: the numbers of the terms and the words of the sources.
    """

    class Action(models.TextChoices):
        PUBLISH = "publish", "published"
        WITHDRAW = "withdraw", "withdrawn"

    class Origin(models.TextChoices):
        STARTING = "starting", "starting content, not yet checked by a clinician"
        REVIEWED = "reviewed", "approved by a clinical reviewer"
        WITHDRAWN = "withdrawn", "taken down"

    class Weight(models.TextChoices):
        WORDING = "wording", "wording only"
        CONTENT = "content", "something new or different"
        SAFETY = "safety", "matters for safety"

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
    approval = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, related_name="publications")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField()
    weight = models.CharField(max_length=10, choices=Weight.choices, default=Weight.CONTENT)
    note = models.CharField("what changed, for families", max_length=300)
    moved_to = models.CharField("address of the page to read instead", max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="publications_are_numbered"),
            models.UniqueConstraint(fields=["code", "number"], name="a_code_and_number_name_one_text"),
            models.CheckConstraint(
                condition=Q(action="withdraw", content__isnull=True)
                | Q(action="publish", content__isnull=False, hash__gt=""),
                name="what_is_published_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(origin="starting", number=1, action="publish")
                | Q(origin="reviewed", approval__isnull=False, approved_by__isnull=False, action="publish")
                | Q(origin="withdrawn", action="withdraw", published_by__isnull=False),
                name="only_starting_content_goes_unapproved",
            ),
            # Four eyes, held by the database too: nobody approves what they themselves wrote last.
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(author__isnull=True) | ~Q(approved_by=F("author")),
                name="nobody_approves_their_own_words",
            ),
            models.CheckConstraint(condition=~Q(note=""), name="a_publication_says_what_changed"),
            models.CheckConstraint(condition=Q(number__gte=1), name="numbers_start_at_one"),
        ]
        indexes = [models.Index(F("kind"), F("lang"), F("slug"), name="publication_by_address")]
