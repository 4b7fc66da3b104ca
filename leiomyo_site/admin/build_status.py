"""What editors are told of the edition that families read."""

from dataclasses import dataclass

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
    served_version,
    waiting_seconds,
)
from leiomyo_site.editorial import selectors
from leiomyo_site.editorial.history import latest_publication
from leiomyo_site.editorial.live_content import newest_publications
from leiomyo_site.editorial.models import Document, Publication
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
    held = tuple(status.get("held", {}).values())
    if late:
        sentence = f"{reading} Newer publications wait. Tell whoever runs this site:"
        return BuildStatus(sentence, (*late, *held), is_baking=True)
    made_of = status.get("inputs")
    if made_of and made_of["stamp"] != selectors.content_revision():
        return BuildStatus(f"{reading} Newer publications are not in it yet.", held, is_baking=True)
    if held:
        why = "Everything published is in it but for these. Mend each and publish it again:"
        return BuildStatus(f"{reading} {why}", held)
    return BuildStatus(reading)


def document_status(document: Document) -> BuildStatus:
    """Return whether families have the newest publication of a document, and if not, why and who can mend it.

    The edition that is served says what they have, the publications what they should have.
    """
    newest = latest_publication(document)
    if newest is None:
        return BuildStatus("Families have never seen this text.", document=document.pk)
    served = _served(newest)
    is_withdrawal = newest.action == Publication.Action.WITHDRAW
    day = f"{timezone.localtime(newest.published_at):%-d %B %Y}"
    if served != (0 if is_withdrawal else newest.number):
        return _waiting_status(newest, served, day)
    edition = build_status()
    if is_withdrawal:
        sentence = f"Families no longer see this text: it was taken down on {day}."
    else:
        sentence = f"Families read version {newest.number} of {day}, {_checked_in_words(newest.code)}."
    if edition.is_baking or edition.problems:
        sentence += f" {edition.sentence}"
    return BuildStatus(sentence, edition.problems, edition.is_baking, document.pk)


def _served(newest: Publication) -> int | None:
    """Return the version of a document that families read, wherever it stood; 0 if none, None without an edition."""
    paths = {public_path(row) for row in newest.document.publications.only("kind", "lang", "slug")}
    found = [served_version(settings.EDITIONS_DIR, path, newest.code) for path in paths]
    return max((number for number in found if number is not None), default=None)


def _checked_in_words(code: str) -> str:
    live = selectors.live_document(code)
    return f"checked by {live.checked_by}" if live and live.checked_by else "not yet checked by a clinician"


def _waiting_status(newest: Publication, served: int | None, day: str) -> BuildStatus:
    """Return that families do not have a publication yet, what they have instead, why, and who can mend it."""
    is_withdrawal = newest.action == Publication.Action.WITHDRAW
    done = "It was taken down" if is_withdrawal else f"Version {newest.number} was published"
    reading = f"they still read version {served}" if served else "they do not see this text yet"
    sentence = f"{done} on {day}, but families do not have that yet: {reading}."
    status = read_status(settings.EDITIONS_DIR)
    own = [status.get("held", {}).get(f"{newest.code}.{newest.number}", "")]
    own += [fault for fault in status.get("faults", ()) if fault.startswith(f"{public_path(newest)}:")]
    if why := tuple(filter(None, own)):
        sentence += " An editor can mend it: change the text, have it approved, and publish it again."
        return BuildStatus(sentence, why, is_baking=True, document=newest.document_id)
    edition = build_status()
    if edition.problems:
        sentence += " Something else holds it up. Whoever looks after that, or runs this site, can mend it."
        return BuildStatus(sentence, edition.problems, is_baking=True, document=newest.document_id)
    return BuildStatus(f"{sentence} {edition.sentence}", is_baking=True, document=newest.document_id)


def waiting_documents() -> list[str]:
    """Return the addresses of the newest publications that families do not have, the newest first."""
    recent = newest_publications().order_by("-pk")[:MOST_RECENT]
    return [
        public_path(row)
        for row in recent
        if _served(row) != (0 if row.action == Publication.Action.WITHDRAW else row.number)
    ]


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
