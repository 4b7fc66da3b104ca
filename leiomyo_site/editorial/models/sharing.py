"""Links that let someone without an account read one exact draft, and what they said of it."""

from django.conf import settings
from django.db import models

from leiomyo_site.editorial.models.documents import Revision


class DraftShareLink(models.Model):
    """A link to the words of one save; the token in its address is signed and stored nowhere."""

    save_shown = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="shares")
    made_for = models.CharField("for whom", max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    recalled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "editorial_share"


class DraftComment(models.Model):
    """What a reader of a shared draft wrote to its editors; `name` is what they called themselves."""

    share = models.ForeignKey(DraftShareLink, on_delete=models.PROTECT, related_name="comments")
    name = models.CharField(max_length=80, blank=True)
    text = models.TextField(max_length=4000)
    at = models.DateTimeField()

    class Meta:
        db_table = "editorial_sharecomment"
