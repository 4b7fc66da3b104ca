"""What editors are told of the edition that families read."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leiomyo_site.admin.integers import parse_positive_int
from leiomyo_site.edition_status import (
    current_edition,
    publishing_problem,
    read_status,
    served_row,
    waiting_seconds,
    worker_problem,
)
from leiomyo_site.editorial import selectors
from leiomyo_site.editorial.history import latest_publication
from leiomyo_site.editorial.live_content import newest_publications
from leiomyo_site.editorial.models import Document, Publication
from leiomyo_site.permalinks.urls import short_path
from leiomyo_site.text.urls import page_path, term_path

MOST_RECENT = 30


@dataclass(frozen=True)
class BuildStatus:
    """One sentence about the edition, what is wrong with the last one that was tried, and whether one is being made."""

    sentence: str
    problems: tuple[str, ...] = ()
    is_baking: bool = False
    document: int | None = None


def build_status() -> BuildStatus:
    """Return what to tell editors now."""
    status, number = read_status(settings.EDITIONS_DIR), current_edition(settings.EDITIONS_DIR)
    reading = f"Families read edition {number}." if number else "No edition has been made yet."
    if status.get("state") == "held":
        return BuildStatus(f"{reading} Newer publications do not reach them:", tuple(status["faults"]))
    made_of = status.get("inputs")
    waits = waiting_seconds(settings.EDITIONS_DIR) is not None or (
        made_of is not None and made_of["stamp"] != selectors.content_revision()
    )
    late = tuple(filter(None, [worker_problem(settings.EDITIONS_DIR)])) if waits else ()
    held = tuple(status.get("held", {}).values())
    if status.get("state") == "baking":
        far = f": {status['done']} of {status['of']} addresses" if "of" in status else "; it takes a few seconds"
        return BuildStatus(f"{reading} A new one is being made{far}.", late, is_baking=True)
    if status.get("state") == "refused":
        return BuildStatus(f"{reading} A newer one cannot be made, since a page failed:", tuple(status["faults"]))
    if status.get("state") == "failed":
        return BuildStatus(f"{reading} Making a new one failed, and is tried again:", tuple(status["faults"]))
    if status.get("trouble"):
        return BuildStatus(f"{reading} New publications do not reach them:", (status["trouble"],))
    if late:
        sentence = f"{reading} Newer publications wait. Tell whoever runs this site:"
        return BuildStatus(sentence, (*late, *held), is_baking=True)
    if waits:
        return BuildStatus(f"{reading} Newer publications are not in it yet.", held, is_baking=True)
    if held:
        why = "Everything published is in it but for these. Mend each and publish it again:"
        return BuildStatus(f"{reading} {why}", held)
    if status.get("number", number) != number:
        return BuildStatus(f"{reading} Tell whoever runs this site:", (publishing_problem(settings.EDITIONS_DIR),))
    return BuildStatus(reading)


def document_status(document: Document) -> BuildStatus:
    """Return whether families have the newest publication of a document, and if not, why and who can mend it.

    The edition that is served says what they have, the publications what they should have.
    """
    newest = latest_publication(document)
    if newest is None:
        return BuildStatus("Families have never seen this text.", document=document.pk)
    day, edition = _day(newest.published_at), build_status()
    is_withdrawal = newest.action == Publication.Action.WITHDRAW
    if not is_served(newest.code, newest.number):
        return _waiting_status(newest, edition)
    if is_withdrawal:
        sentence, waits = f"Families read at its address that it was taken down, on {day}.", False
    else:
        sentence, waits = _reading(newest)
    if waits or edition.is_baking or edition.problems:
        sentence += f" {edition.sentence}"
    return BuildStatus(sentence, edition.problems, waits or edition.is_baking, document.pk)


def is_served(code: str, number: int) -> bool:
    """Return whether families have a publication: the edition that they read answers at its short link.

    Without any edition pages are made from the publications themselves.
    """
    row = served_row(settings.EDITIONS_DIR, short_path(code, number))
    return bool(row and not row.get("withheld")) or current_edition(settings.EDITIONS_DIR) is None


def served_publication(document: Document) -> Publication | None:
    """Return the newest publication of a document that families have, a withdrawal too; None if they have none."""
    rows = document.publications.order_by("-number")
    return next((row for row in rows if is_served(row.code, row.number)), None)


def _reading(newest: Publication) -> tuple[str, bool]:
    """Return which version families read and who checked it, and whether a newer check does not stand on it yet."""
    live = selectors.live_document(newest.code)
    checked = live.checked if live else ("", "")
    name, at = served_row(settings.EDITIONS_DIR, public_path(newest)).get("checked", checked)
    said = f"checked by {name}" if name else "not yet checked by a clinician"
    sentence = f"Families read version {newest.number} of {_day(newest.published_at)}, {said}."
    if live and live.checked_at and (name, at) != checked:
        return f"{sentence} The check by {live.checked_by} of {_day(live.checked_at)} does not stand on it yet.", True
    return sentence, False


def _day(at: datetime) -> str:
    return f"{timezone.localtime(at):%-d %B %Y}"


def _waiting_status(newest: Publication, edition: BuildStatus) -> BuildStatus:
    """Return that families do not have a publication yet, what they have instead, why, and who can mend it."""
    is_withdrawal = newest.action == Publication.Action.WITHDRAW
    done = "It was taken down" if is_withdrawal else f"Version {newest.number} was published"
    served = served_publication(newest.document)
    reading = "they do not see this text yet"
    if served:
        has_words = served.action == Publication.Action.PUBLISH
        reading = f"they still read {f'version {served.number}' if has_words else 'that it was taken down'}"
    sentence = f"{done} on {_day(newest.published_at)}, but families do not have that yet: {reading}."
    status = read_status(settings.EDITIONS_DIR)
    own = [status.get("held", {}).get(f"{newest.code}.{newest.number}", "")]
    own += [fault for fault in status.get("faults", ()) if fault.startswith(f"{public_path(newest)}:")]
    if why := tuple(filter(None, own)):
        sentence += " An editor can mend it: change the text, have it approved, and publish it again."
        return BuildStatus(sentence, why, is_baking=True, document=newest.document_id)
    # A document that is held back holds up no other.
    if blocking := tuple(problem for problem in edition.problems if problem not in status.get("held", {}).values()):
        sentence += " Something else holds it up. Whoever looks after that, or runs this site, can mend it."
        return BuildStatus(sentence, blocking, is_baking=True, document=newest.document_id)
    return BuildStatus(f"{sentence} {edition.sentence}", is_baking=True, document=newest.document_id)


def waiting_documents() -> list[str]:
    """Return the addresses of the newest publications that families do not have, the newest first."""
    recent = newest_publications().order_by("-pk")[:MOST_RECENT]
    return [public_path(row) for row in recent if not is_served(row.code, row.number)]


def public_path(publication: Publication) -> str:
    """Return where families find what was published."""
    path = page_path if publication.kind == Document.Kind.PAGE else term_path
    return path(publication.slug, publication.lang)


@never_cache
@require_safe
def build_status_view(request: HttpRequest) -> HttpResponse:
    """Answer the script of the front page, which follows an edition while it is made."""
    document = Document.objects.filter(pk=parse_positive_int(request.GET.get("document", ""))).first()
    status = document_status(document) if document else build_status()
    return render(request, "editing/build_status.html", {"status": status})
