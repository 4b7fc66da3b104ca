"""A text as families would see it, from words that are handed in; nothing is read from drafts or stored."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext

from leiomyo_site.document_errors import DocumentErrors, errors_of
from leiomyo_site.editorial.selectors import LiveDocument
from leiomyo_site.site import routes
from leiomyo_site.site.layout import utility_page
from leiomyo_site.site.site_content import SiteContent, load_site_content
from leiomyo_site.text.images import ResponsiveImage


def preview_html(document: LiveDocument, *, images: Mapping[str, ResponsiveImage], now: datetime) -> str:
    """Return the whole page that a document would make, on the site as it is now; terms on it are the live ones.

    `images` are those that it shows, by name. Words that cannot be shown make a page that says why.
    """
    site = load_site_content(document.lang)
    try:
        with errors_of(document.code):
            return _page_html(document, site, images, now)
    except DocumentErrors as error:
        heading, why = gettext("This text cannot be shown"), error.reasons[document.code]
        return utility_page("unshown.html", site, heading=heading, call=None, why=why).make()


def _page_html(document: LiveDocument, site: SiteContent, images: Mapping[str, ResponsiveImage], now: datetime) -> str:
    if document.kind == "term":
        site = replace(site, terms={**site.terms, document.slug: document})
        return routes.term_page(document.slug, site, now=now).make()
    page = site.render_live_page(document, images=images)
    return routes.content_page(page, site.with_page(page), now=now).make()
