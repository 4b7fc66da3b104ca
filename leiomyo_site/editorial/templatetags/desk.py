"""Template tags of the editors' desk."""

from django import template
from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from leiomyo_site.editorial.overview import Box, boxes

register = template.Library()


@register.simple_tag
def overview(person: AbstractBaseUser) -> list[Box]:
    """Return the boxes of the desk's front page for a person."""
    return boxes(person, now=timezone.now())
