"""Pages as handouts: the same words, the same words’ meanings, the same card on when to call."""

from collections.abc import Iterable, Iterator, Mapping

from django.conf import settings
from django.utils.translation import gettext

from leiomyo_site.editorial.selectors import PublishedVersion
from leiomyo_site.handouts.handout import Handout, HandoutTerm, Publisher
from leiomyo_site.permalinks.urls import short_path
from leiomyo_site.site.call_menu import call_menu
from leiomyo_site.site.content_page import (
    Citation,
    GlossaryEntry,
    citation,
    emergency_card,
    glossary_entries,
    has_own_card,
)
from leiomyo_site.site.site_content import LivePage, SiteContent, clinic, condition
from leiomyo_site.site.template_engine import day
from leiomyo_site.site.version_catalogue import VersionCatalogue
from leiomyo_site.site.version_history import VersionHistory, VersionStatus
from leiomyo_site.site.version_page import archived_page
from leiomyo_site.text.page import RenderedPage


def publisher() -> Publisher:
    """Return whose guide this is, from the settings and the condition."""
    return Publisher(
        settings.SITE_NAME, condition().tagline, settings.SITE_URL, settings.CLINIC_NAME, tuple(_numbers())
    )


def _numbers() -> Iterator[tuple[str, str, str]]:
    """Yield whom families call, the emergency number first, as paper has no header that shows it."""
    choices = call_menu(clinic()).choices
    for choice in sorted(choices, key=lambda choice: choice.kind != "emergency"):
        lines = (f"{line.shown} ({line.words})" if line.words else line.shown for line in choice.lines)
        yield choice.kind, choice.title, ", ".join(lines)


def has_sheets(text: VersionHistory) -> bool:
    """Was a document ever the page on when to call? Its sheet for the fridge and its card stay where they were."""
    return any(version.slug == condition().call_page for version in text.versions)


def live_handout(page: LivePage, site: SiteContent) -> Handout:
    """Return a page as it is now."""
    publication, html = page.publication, page.html
    call = None if has_own_card(page.content, html) else emergency_card(site)
    return Handout(
        code=publication.code,
        version=publication.number,
        lang=site.lang,
        slug=publication.slug,
        content=page.content,
        summary=html.summary.html,
        in_short=html.in_short.html if page.content.in_short else "",
        body=html.body.html,
        starts_with_danger=html.body.starts_with_danger,
        call=call.reasons + call.phones if call else "",
        terms=handout_terms(glossary_entries((*html.terms, *(call.terms if call else ())), site)),
        sources=_sources(citation(page, key) for key in page.content.sources),
        published_at=publication.published_at,
        pages=_linked_pages(html, site),
        checked_by=publication.checked_by,
        checked_at=publication.checked_at,
        has_sheets=publication.slug == condition().call_page,
    )


def archived_handout(version: PublishedVersion, catalogue: VersionCatalogue) -> Handout:
    """Return a page as it was published under a number; it says how that number stands today."""
    old = archived_page(version, catalogue)
    call = None if has_own_card(old.content, old.html) else emergency_card(catalogue.site)
    then = handout_terms(old.words)
    return Handout(
        code=version.code,
        version=version.number,
        lang=version.lang,
        slug=version.slug,
        content=old.content,
        summary=old.html.summary.html,
        in_short=old.html.in_short.html if old.html.in_short.blocks else "",
        body=old.html.body.html,
        starts_with_danger=old.html.body.starts_with_danger,
        call=call.reasons + call.phones if call else "",
        terms=(*then, *(entry for entry in card_terms(catalogue.site) if entry.slug not in {one.slug for one in then})),
        sources=_sources(old.sources),
        published_at=version.published_at,
        pages=_linked_pages(old.html, catalogue.site),
        checked_by=version.checked_by,
        checked_at=version.checked_at,
        version_note=version_note(version, catalogue.histories[version.code]),
        has_sheets=has_sheets(catalogue.histories[version.code]),
    )


def version_note(version: PublishedVersion, text: VersionHistory) -> str:
    """Return what paper with an old number must say first; empty for the words of now."""
    how = text.status(version.number)
    if how is VersionStatus.WITHDRAWN:
        said = {"day": day(text.newest.published_at), "note": text.newest.note}
        return gettext("This page was taken down on %(day)s. Please do not use it. %(note)s") % said
    if how is VersionStatus.CHANGED:
        shown: dict[str, object] = {
            "number": version.number,
            "address": publisher().printed_url(short_path(version.code)),
        }
        return gettext("These are the words of version %(number)s. There are newer ones: %(address)s") % shown
    return ""


def card_terms(site: SiteContent) -> tuple[HandoutTerm, ...]:
    """Return the words of the card on when to call, which is that of now on every paper."""
    call = emergency_card(site)
    return handout_terms(glossary_entries(call.terms, site)) if call else ()


def handout_terms(shown: Iterable[GlossaryEntry]) -> tuple[HandoutTerm, ...]:
    """Return words of a page as paper lists them."""
    return tuple(HandoutTerm(word.slug, word.name, word.say, word.definition) for word in shown)


def _linked_pages(html: RenderedPage, site: SiteContent) -> Mapping[str, tuple[str, str]]:
    """Return code and title of the live pages that a page links to, by their path."""
    known = site.by_path
    found = sorted({link.partition("#")[0] for link in html.links} & known.keys())
    return {path: (known[path].publication.code, known[path].content.title) for path in found}


def _sources(lines: Iterable[Citation]) -> tuple[tuple[str, str], ...]:
    return tuple((_source(line), line.url) for line in lines)


def _source(line: Citation) -> str:
    year = gettext("No date given.") if line.year == "undated" else f"{line.year}."
    return " ".join(part for part in (line.citation, year, line.studied) if part)
