"""Pictures that texts show by name: each upload is a numbered version that is never changed, and so are its files."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Picture(models.Model):
    """A name under which texts show a picture; what it shows now is its newest version."""

    name = models.SlugField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.name


class PictureVersion(models.Model):
    """One upload: the SHA-256 of the cleaned original, its size in pixels, and its words for those who cannot see."""

    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    widths = models.JSONField("widths made ahead of time, in pixels")
    alt = models.CharField("what the picture shows, in words", max_length=300, blank=True)
    decorative = models.BooleanField(default=False)
    credit = models.CharField("who made it", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["picture", "number"], name="pictures_are_numbered"),
            models.CheckConstraint(
                condition=Q(decorative=True, alt="") | Q(decorative=False, alt__gt=""),
                name="a_picture_is_described_or_decorative",
            ),
        ]


class PictureFile(models.Model):
    """The bytes of one size and format of a picture; here, so that every machine and every backup has them."""

    sha256 = models.CharField(max_length=64)
    name = models.CharField("such as 640.webp", max_length=12)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256", "name"], name="a_picture_file_stands_once")]
