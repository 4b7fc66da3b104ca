"""Pages as handouts: the same words, the same words’ meanings, the same card on when to call."""

import re
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.translation import gettext

from leiomyo_site.editorial.selectors import Version
from leiomyo_site.handouts.handout import Handout, Imprint, WordEntry, day
from leiomyo_site.permalinks.urls import short_path
from leiomyo_site.site.content_page import SourceLine, Word, call_card, reading_source, words
from leiomyo_site.site.site_content import Library, LivePage
from leiomyo_site.site.version_catalogue import Shelf
from leiomyo_site.site.version_history import History, Standing
from leiomyo_site.site.version_page import old_page

LINK = re.compile(r'href="(/[^"#]*)')


def imprint() -> Imprint:
    """Return whose guide this is, from the settings."""
    return Imprint(settings.SITE_NAME, settings.SITE_URL, settings.CLINIC_NAME)


def handout_of(page: LivePage, library: Library) -> Handout:
    """Return a page as it is now."""
    publication, html = page.publication, page.html
    call = None if 'class="call"' in html.body else call_card(library)
    return Handout(
        code=publication.code,
        number=publication.number,
        lang=library.lang,
        slug=publication.slug,
        title=page.text.title,
        summary=html.summary,
        in_short=html.in_short if page.text.in_short else "",
        body=html.body,
        call=call.reasons + call.phones if call else "",
        words=entries(words((*html.terms, *(call.terms if call else ())), library)),
        sources=_sources(reading_source(page, key) for key in page.text.sources),
        published_at=publication.published_at,
        pages=_leads(html.summary + html.in_short + html.body, library),
        checked_by=publication.checked_by,
        checked_at=publication.checked_at,
    )


def old_handout_of(version: Version, shelf: Shelf) -> Handout:
    """Return a page as it was published under a number; it says how that number stands today."""
    old = old_page(version, shelf)
    call = None if 'class="call"' in old.body else call_card(shelf.library)
    then = entries(old.words)
    return Handout(
        code=version.code,
        number=version.number,
        lang=version.lang,
        slug=version.slug,
        title=old.title,
        summary=old.summary,
        in_short=old.in_short if "<li>" in old.in_short else "",
        body=old.body,
        call=call.reasons + call.phones if call else "",
        words=(*then, *(entry for entry in card_words(shelf.library) if entry.slug not in {one.slug for one in then})),
        sources=_sources(old.sources),
        published_at=version.published_at,
        pages=_leads(old.summary + old.in_short + old.body, shelf.library),
        checked_by=version.checked_by,
        checked_at=version.checked_at,
        standing=standing_of(version, shelf.texts[version.code]),
    )


def standing_of(version: Version, text: History) -> str:
    """Return what paper with an old number must say first; empty for the words of now."""
    how = text.standing(version.number)
    if how is Standing.WITHDRAWN:
        said = {"day": day(text.newest.published_at), "note": text.newest.note}
        return gettext("This page was taken down on %(day)s. Please do not use it. %(note)s") % said
    if how is Standing.CHANGED:
        said = {"number": version.number, "address": imprint().shown(short_path(version.code))}
        return gettext("These are the words of version %(number)s. There are newer ones: %(address)s") % said
    return ""


def card_words(library: Library) -> tuple[WordEntry, ...]:
    """Return the words of the card on when to call, which is that of now on every paper."""
    call = call_card(library)
    return entries(words(call.terms, library)) if call else ()


def entries(shown: Iterable[Word]) -> tuple[WordEntry, ...]:
    """Return words of a page as paper lists them."""
    return tuple(WordEntry(word.slug, word.name, word.say, word.definition) for word in shown)


def _leads(html: str, library: Library) -> Mapping[str, tuple[str, str]]:
    """Return code and title of the live pages that a text leads to, by their path."""
    known = library.by_path
    found = sorted({path for path in LINK.findall(html) if path in known})
    return {path: (known[path].publication.code, known[path].text.title) for path in found}


def _sources(lines: Iterable[SourceLine]) -> tuple[tuple[str, str], ...]:
    return tuple((_source(line), line.url) for line in lines)


def _source(line: SourceLine) -> str:
    year = gettext("No date given.") if line.year == "undated" else f"{line.year}."
    return " ".join(part for part in (line.citation, year, line.studied) if part)
