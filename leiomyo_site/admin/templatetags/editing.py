"""Template tags of the editors' desk."""

from django import template
from django.contrib.auth.models import User
from django.utils import timezone

from leiomyo_site.admin import build_status
from leiomyo_site.editorial.dashboard import Box, boxes

register = template.Library()


@register.simple_tag
def overview(person: User) -> list[Box]:
    """Return the boxes of the desk's front page for a person."""
    return boxes(person, now=timezone.now())


@register.simple_tag
def edition_told() -> object:
    """Return what the desk is told of the edition that families read."""
    return build_status.edition_told()
