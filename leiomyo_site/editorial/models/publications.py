"""What reviewers said of exact words, what was published, what is to be published, and who did what."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from leiomyo_site.editorial.models.documents import Document, Weight


class Review(models.Model):
    """One person's word on one exact text, known by its hash; `name` is theirs at that time.

    Only who has the role can say it, so a verdict stands when the role is lost later. `facts_hash` is that of the
    sources, pictures and months that an approval saw beside the words.
    """

    class Verdict(models.TextChoices):
        ASKED = "asked", "asked for a review"
        APPROVED = "approved", "approved"
        RETURNED = "returned", "returned with a comment"

    class Scope(models.TextChoices):
        FULL = "full", "the whole text"
        CHANGES = "changes", "only what changed"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="reviews")
    hash = models.CharField(max_length=64)
    facts_hash = models.CharField(max_length=64, blank=True, default="")
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


class AuditLogEntry(models.Model):
    """One line of the audit list: who did what to which text, with the facts that mattered.

    It outlives a text that was never public and was discarded.
    """

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=30)
    document = models.ForeignKey(
        Document, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="events"
    )
    detail = models.JSONField(default=dict)

    class Meta:
        db_table = "editorial_event"
        verbose_name = "audit log entry"
        verbose_name_plural = "audit log"


class ScheduledPublication(models.Model):
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
        db_table = "editorial_schedule"
        constraints = [
            models.UniqueConstraint(fields=["document"], condition=Q(state="waiting"), name="one_waiting_schedule")
        ]


class Publication(models.Model):
    """One text exactly as families got it, numbered from 1 for each document.

    `frozen` holds what it showed from elsewhere: the numbers of the terms, the words of the sources, the pictures.
    `facts_hash` is that of what a reviewer approves of it, with the months.
    """

    class Action(models.TextChoices):
        PUBLISH = "publish", "published"
        WITHDRAW = "withdraw", "withdrawn"

    class Origin(models.TextChoices):
        STARTING = "starting", "starting content, not yet checked by a clinician"
        REVIEWED = "reviewed", "approved by a clinical reviewer"
        WITHDRAWN = "withdrawn", "taken down"

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
    facts_hash = models.CharField(max_length=64, blank=True, default="")
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


class DatabaseIdentity(models.Model):
    """The one row that says which site this database is of, made with the tables and never changed.

    Editions carry it too, so that no other database takes their place unnoticed.
    """

    identity = models.CharField(max_length=32)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="a_database_is_of_one_site")]
