"""What editors are told of the edition that families read."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leiomyo_site.edition_status import current_edition, publishing_problem, read_status, waiting_seconds
from leiomyo_site.editorial import selectors


@dataclass(frozen=True)
class BuildStatus:
    """One sentence about the edition, what is wrong with the last one that was tried, and whether one is being made."""

    sentence: str
    problems: tuple[str, ...] = ()
    is_baking: bool = False


def build_status() -> BuildStatus:
    """Return what to tell editors now."""
    status, number = read_status(settings.EDITIONS_DIR), current_edition(settings.EDITIONS_DIR)
    reading = f"Families read edition {number}." if number else "No edition has been made yet."
    waits = waiting_seconds(settings.EDITIONS_DIR) is not None
    late = tuple(filter(None, [publishing_problem(settings.EDITIONS_DIR)])) if waits else ()
    if status.get("state") == "baking":
        far = f": {status['done']} of {status['of']} addresses" if "of" in status else "; it takes a few seconds"
        return BuildStatus(f"{reading} A new one is being made{far}.", late, is_baking=True)
    if status.get("state") == "refused":
        why = "The newest publications are not in it yet, since a page failed:"
        return BuildStatus(f"{reading} {why}", tuple(status["faults"]))
    if status.get("state") == "failed":
        return BuildStatus(f"{reading} Making a new one failed, and is tried again:", tuple(status["faults"]))
    if status.get("trouble"):
        return BuildStatus(f"{reading} New publications do not reach them:", (status["trouble"],))
    if late:
        return BuildStatus(f"{reading} Newer publications wait. Tell whoever runs this site:", late, is_baking=True)
    made_of = status.get("inputs")
    if made_of and made_of["stamp"] != selectors.content_revision():
        return BuildStatus(f"{reading} Newer publications are not in it yet.", is_baking=True)
    return BuildStatus(reading)


@never_cache
@require_safe
def build_status_view(request: HttpRequest) -> HttpResponse:
    """Answer the script of the front page, which follows an edition while it is made."""
    return render(request, "editing/build_status.html", {"status": build_status()})
