"""What the desk is told of the edition that families read, for a front page that looks again while one is made."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def told(request: HttpRequest) -> HttpResponse:
    """Return the sentences about the edition, as they stand on the front page, and nothing else."""
    return render(request, "desk/told.html", {"told": import_string(settings.EDITION_TOLD)()})
