"""Template tags of the editors' desk."""

from django import template
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.module_loading import import_string

from leiomyo_site.editorial.overview import Box, boxes

register = template.Library()


@register.simple_tag
def overview(person: AbstractBaseUser) -> list[Box]:
    """Return the boxes of the desk's front page for a person."""
    return boxes(person, now=timezone.now())


@register.simple_tag
def edition_told() -> object:
    """Return what the desk is told of the edition that families read."""
    return import_string(settings.EDITION_TOLD)()
