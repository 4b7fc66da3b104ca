"""The reading door: what families may see. Reads publications and nothing else; no draft can come through here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, Max, OuterRef

from leiomyo_site.prose.addresses import term_path
from leiomyo_site.prose.glossary import Glossary
from leiomyo_site.prose.page import term_from_content

from .content_files import read_drawings
from .models import Document, Publication


@dataclass(frozen=True)
class Published:
    """One text as families read it now; `checked_by` is empty while no clinician has approved exactly these words."""

    code: str
    kind: str
    lang: str
    slug: str
    number: int
    content: Mapping[str, Any]
    sources: Mapping[str, Mapping[str, str]]
    published_at: datetime
    review_months: int
    note: str
    checked_by: str = ""


def stamp() -> int:
    """Return a number that grows with every publication; 0 when nothing has been published."""
    return Publication.objects.aggregate(newest=Max("pk"))["newest"] or 0


def pages(lang: str) -> list[Published]:
    """Return the live pages of a language, in the order of their addresses."""
    return _live(Document.Kind.PAGE, lang)


def terms(lang: str) -> list[Published]:
    """Return the live glossary terms of a language, in the order of their addresses."""
    return _live(Document.Kind.TERM, lang)


def glossary(lang: str) -> Glossary:
    """Return the live terms of a language, ready to be found in text."""
    return Glossary(
        (term_from_content(term.content, slug=term.slug, url=term_path(term.slug, lang)) for term in terms(lang)),
        lang=lang,
    )


def languages() -> list[str]:
    """Return the languages in which anything is live."""
    return sorted(_newest().filter(action=Publication.Action.PUBLISH).values_list("lang", flat=True).distinct())


def drawings() -> dict[str, str]:
    """Return the drawings that ship with the site by name, as SVG to be put into pages."""
    return read_drawings(settings.CONTENT_DIR)


def _newest() -> Any:
    newer = Publication.objects.filter(document=OuterRef("document"), number__gt=OuterRef("number"))
    return Publication.objects.filter(~Exists(newer))


def _live(kind: str, lang: str) -> list[Published]:
    rows = _newest().filter(kind=kind, lang=lang, action=Publication.Action.PUBLISH).order_by("slug")
    return [
        Published(
            code=row.code,
            kind=row.kind,
            lang=row.lang,
            slug=row.slug,
            number=row.number,
            content=row.content,
            sources=row.frozen.get("sources", {}),
            published_at=row.published_at,
            review_months=row.review_months,
            note=row.note,
        )
        for row in rows
    ]
