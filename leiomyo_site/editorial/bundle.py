"""What families get of a text that is not in its own words.

These are its sources as cited, its pictures, the months until the next check, and the note that says what changed. A
reviewer approves the words and all of this together. Whoever changed any of it cannot approve it.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.forms.models import model_to_dict

from leiomyo_site.editorial.audit import last_entry_id
from leiomyo_site.editorial.hashing import content_hash
from leiomyo_site.editorial.history import latest_publication
from leiomyo_site.editorial.images import current_versions
from leiomyo_site.editorial.models import AuditLogEntry, Document, PictureVersion, Publication, Source, Weight
from leiomyo_site.text.page import figure_names

CITED = ("citation", "year", "studied", "url")
MONTHS_SET = "months until check set"
NOTE_SET = "note for families set"
# What is kept with a draft and reviewed with it: by its field, the line in the audit log when it changes.
LOGGED_FIELDS = {"review_months": MONTHS_SET, "change_note": NOTE_SET, "change_weight": NOTE_SET}


FIRST_NOTE = "First published."


class Change(NamedTuple):
    """What a publication tells families of the change, and how much it matters."""

    note: str
    weight: str


def change_of(document: Document) -> Change:
    """Return the note that a draft will be published with; a text that nobody has read yet needs none."""
    note = document.change_note.strip()
    return Change(note or ("" if latest_publication(document) else FIRST_NOTE), document.change_weight)


def shown_facts(document: Document, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sources and pictures that these words show, by name, and the months, all as they are now."""
    return shown_facts_of([(document, content)])[document.pk]


def shown_facts_of(drafts: Iterable[tuple[Document, Mapping[str, Any]]]) -> dict[int, dict[str, Any]]:
    """Return the same of many documents, by their ids, in as few queries as of one."""
    shown = {draft.pk: (draft, content.get("sources", ()), figure_names(content["body"])) for draft, content in drafts}
    cited = Source.objects.in_bulk({key for _, keys, _ in shown.values() for key in keys})
    sources = {key: model_to_dict(source, CITED) for key, source in cited.items()}
    pictures = current_versions({name for _, _, names in shown.values() for name in names})
    return {
        pk: {
            "sources": {key: sources[key] for key in keys if key in sources},
            "pictures": {name: pictures[name] for name in names if name in pictures},
            "review_months": draft.review_months,
        }
        for pk, (draft, keys, names) in shown.items()
    }


def published_facts(publication: Publication) -> dict[str, Any]:
    """Return the same facts as a publication froze them; none of a broken row, which must not close admin."""
    frozen = publication.frozen if isinstance(publication.frozen, dict) else {}
    found = {name: frozen.get(name) for name in ("sources", "pictures")}
    return {
        **{name: facts if isinstance(facts, dict) else {} for name, facts in found.items()},
        "review_months": publication.review_months,
    }


def facts_as_text(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return the facts as fields that a reviewer can compare: each source and picture by its name, and the months."""
    fields = {f"source {key}": _lines(cited) for key, cited in facts["sources"].items()}
    fields |= {f"picture {name}": _lines(shown) for name, shown in facts["pictures"].items()}
    return {**fields, "months until the next check": str(facts["review_months"])}


def note_as_text(note: str, weight: str) -> dict[str, str]:
    """Return the note that families get with a change, and how much it matters, as a field like the above."""
    return {"note for families": f"{note} ({Weight(weight).label})"} if note else {}


def reviewed_facts(document: Document, shown: Mapping[str, Any]) -> dict[str, str]:
    """Return, as fields to read, all that is approved together with words that show these facts."""
    return {**facts_as_text(shown), **note_as_text(*change_of(document))}


def facts_hash(document: Document, content: Mapping[str, Any]) -> str:
    """Return the hash by which a form knows what its reader saw beside the words."""
    return content_hash(reviewed_facts(document, shown_facts(document, content)))


def fact_hashes(facts: Mapping[str, str]) -> dict[str, str]:
    """Return a hash of each fact by its name: what an approval keeps, so that the one that changed can be named."""
    return {name: content_hash({name: text}) for name, text in facts.items()}


def changed_since_approval(document: Document, digest: str, facts: Mapping[str, str]) -> list[str]:
    """Return by name which of the facts are not as the last approval of these words, known by their hash, saw them."""
    newest = last_entry_id("approved", document=document.pk, detail__hash=digest)
    seen = AuditLogEntry.objects.values_list("detail__seen", flat=True).filter(pk=newest).first() or {}
    return [name for name, of_now in fact_hashes(facts).items() if of_now != seen.get(name)]


def changed_since_published(publication: Publication, shown: Mapping[str, Any]) -> list[str]:
    """Return by name which of the facts that a draft shows are not as families read them."""
    before, now = facts_as_text(published_facts(publication)), facts_as_text(shown)
    return [name for name in {**before, **now} if before.get(name) != now.get(name)]


def fact_contributors(document: Document, content: Mapping[str, Any]) -> set[int]:
    """Return the ids of all who ever changed a source, picture or number of months that is not as it was public before.

    Facts that are public already count as new against the publication before them: whoever changed them cannot check
    them afterwards either.
    """
    now = shown_facts(document, content)
    earlier = map(published_facts, document.publications.filter(action="publish").order_by("-number"))
    before = next((facts for facts in earlier if facts != now), None)
    had: Mapping[str, Any] = before or {"sources": {}, "pictures": {}, "review_months": None}
    log = AuditLogEntry.objects.filter(by__isnull=False)
    people: set[int] = set()
    for key in _changed(now["sources"], had["sources"]):
        people.update(log.filter(what="source saved", detail__key=key).values_list("by_id", flat=True))
    changed = _changed(now["pictures"], had["pictures"])
    people.update(PictureVersion.objects.filter(picture__name__in=changed).values_list("by_id", flat=True))
    if now["review_months"] != had["review_months"]:
        people.update(log.filter(what=MONTHS_SET, document=document).values_list("by_id", flat=True))
    if document.change_note:
        published = last_entry_id("published", "published on time", document=document)
        people.update(log.filter(what=NOTE_SET, document=document, pk__gt=published).values_list("by_id", flat=True))
    return people


def _changed(now: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
    return [name for name, shown in now.items() if shown != before.get(name)]


def _lines(fields: Mapping[str, Any]) -> str:
    # In an order of their own: Postgres gives the fields of a publication back in another one than they were put in.
    return "\n".join(f"{key}: {fields[key]}" for key in sorted(fields) if fields[key] not in ("", None))
