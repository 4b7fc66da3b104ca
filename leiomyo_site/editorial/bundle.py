"""What a text shows that is not in its own words: sources as cited, pictures, and the months until the next check.

A reviewer approves the words and all of this together. Whoever changed any of it cannot approve it.
"""

from collections.abc import Mapping
from typing import Any

from django.forms.models import model_to_dict

from leiomyo_site.editorial.hashing import content_hash
from leiomyo_site.editorial.images import current_versions
from leiomyo_site.editorial.models import AuditLogEntry, Document, PictureVersion, Publication, Source
from leiomyo_site.text.page import figure_names

CITED = ("citation", "year", "studied", "url")
MONTHS_SET = "months until check set"


def shown_facts(document: Document, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sources and pictures that these words show, by name, and the months, all as they are now."""
    cited = Source.objects.in_bulk(content.get("sources", ()))
    return {
        "sources": {key: model_to_dict(source, CITED) for key, source in cited.items()},
        "pictures": current_versions(figure_names(content["body"])),
        "review_months": document.review_months,
    }


def published_facts(publication: Publication) -> dict[str, Any]:
    """Return the same facts as a publication froze them."""
    frozen = publication.frozen
    return {
        "sources": frozen.get("sources", {}),
        "pictures": frozen.get("pictures", {}),
        "review_months": publication.review_months,
    }


def facts_hash(document: Document, content: Mapping[str, Any]) -> str:
    """Return the hash by which a review knows what it saw beside the words."""
    return content_hash(shown_facts(document, content))


def facts_as_text(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return the facts as fields that a reviewer can compare: each source and picture by its name, and the months."""
    fields = {f"source {key}": _lines(cited) for key, cited in facts["sources"].items()}
    fields |= {f"picture {name}": _lines(shown) for name, shown in facts["pictures"].items()}
    return {**fields, "months until the next check": str(facts["review_months"])}


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
    return people


def _changed(now: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
    return [name for name, shown in now.items() if shown != before.get(name)]


def _lines(fields: Mapping[str, Any]) -> str:
    return "\n".join(f"{key}: {value}" for key, value in fields.items() if value not in ("", None))
