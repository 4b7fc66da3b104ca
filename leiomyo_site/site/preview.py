"""A text as families would see it, from words that are handed in; nothing is read from drafts or stored."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from leiomyo_site.editorial.selectors import LiveDocument
from leiomyo_site.site import routes
from leiomyo_site.site.site_content import load_site_content
from leiomyo_site.text.images import ResponsiveImage


def preview_html(
    kind: str,
    content: Mapping[str, Any],
    *,
    lang: str,
    code: str,
    images: Mapping[str, ResponsiveImage],
    sources: Mapping[str, Mapping[str, str]],
    review_months: int,
    now: datetime | None = None,
) -> str:
    """Return the whole page that these words would make, on the site as it is now; terms on it are the live ones.

    `images` and `sources` are those that the words show, by name.
    """
    site = load_site_content(lang)
    at = now or timezone.now()
    facts = LiveDocument(
        code=code,
        kind=kind,
        lang=lang,
        slug=content["slug"],
        number=0,
        content=content,
        sources=sources,
        pictures={},
        published_at=at,
        first_published_at=at,
        review_months=review_months,
        note="Draft: families cannot see this.",
    )
    if kind == "term":
        site = replace(site, terms={**site.terms, facts.slug: facts})
        return routes.term_page(facts.slug, site, now=at).make()
    page = site.render_live_page(facts, images=images)
    return routes.content_page(page, site.with_page(page), now=at).make()
