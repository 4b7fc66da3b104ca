"""Pages of the library as handouts: the same words, the same words’ meanings, the same card on when to call."""

import re
from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext

from leiomyo_site.handouts.handout import Handout, Imprint, WordEntry

from .library import Library, LivePage
from .reading_page import SourceLine, call_card, reading_source, words

LINK = re.compile(r'href="(/[^"#]*)')


def imprint() -> Imprint:
    """Return whose guide this is, from the settings."""
    return Imprint(settings.SITE_NAME, settings.SITE_URL, settings.CLINIC_NAME)


def handout_of(page: LivePage, library: Library) -> Handout:
    """Return a page as it goes on paper."""
    publication, html = page.publication, page.html
    call = None if 'class="call"' in html.body else call_card(library)
    met = words((*html.terms, *(call.terms if call else ())), library)
    known = places(library)
    leads = sorted(set(LINK.findall(html.summary + html.in_short + html.body)))
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
        words=tuple(WordEntry(word.slug, word.name, word.say, word.definition) for word in met),
        sources=tuple(_source(reading_source(page, key)) for key in page.text.sources),
        published_at=publication.published_at,
        pages={path: known[path] for path in leads if path in known},
        checked_by=publication.checked_by,
        checked_at=publication.checked_at,
    )


def places(library: Library) -> Mapping[str, tuple[str, str]]:
    """Return code and title of every live page by its path."""
    return library.once("places", lambda: {p.path: (p.publication.code, p.text.title) for p in library.pages.values()})


def _source(line: SourceLine) -> tuple[str, str]:
    year = gettext("No date given.") if line.year == "undated" else f"{line.year}."
    return " ".join(part for part in (line.citation, year, line.studied) if part), line.url
