"""What packets are made of, written with each edition and found in the current one."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language_info, gettext

from leiomyo_site.editorial import selectors as published
from leiomyo_site.handouts.handout import Card, card_of
from leiomyo_site.handouts.link_kit_page import topics_of
from leiomyo_site.handouts.packet_data import Entry, PacketShelf, Topic, write_shelf
from leiomyo_site.handouts.packet_request import Known
from leiomyo_site.handouts.pdf_content import card_words, imprint
from leiomyo_site.handouts.pdf_images import put_pictures
from leiomyo_site.handouts.pdf_responses import handouts, parts
from leiomyo_site.site.content_page import emergency_card
from leiomyo_site.site.layout import utility_page
from leiomyo_site.site.site_content import SiteContent
from leiomyo_site.site.version_history import histories, replacement_of
from leiomyo_site.text.urls import DEFAULT_LANG

FOLDER = "packet"


def packet_folder() -> Path:
    """Return the folder with what packets are made of now."""
    return Path(os.path.realpath(settings.CURRENT_EDITION_DIR)) / FOLDER


def write_packets(sites: Sequence[SiteContent], edition: Path) -> None:
    """Write all that packets need into the folder of an edition; nothing where there are no pages."""
    shown = [site for site in sites if site.pages]
    if not shown:
        return
    first = next((site for site in shown if site.lang == DEFAULT_LANG), shown[0])
    found = PacketShelf(
        imprint=imprint(),
        topics=tuple(topic for site in shown for topic in _topics(site)),
        gone=tuple(_gone()),
        cards={site.lang: card for site in shown if (card := _card(site))},
    )
    pages = [parts(handout, site) for site in shown for handout in handouts(site).values()]
    frame = utility_page(
        "handouts/packet_frame.html", first, heading=gettext("Make a packet"), call=emergency_card(first)
    )
    write_shelf(edition / FOLDER, found, pages, frame=frame.make())
    # With them a packet can be set though the database is gone.
    put_pictures((repr(vars(page)) for page in pages), edition / FOLDER)


def _topics(site: SiteContent) -> Iterable[Topic]:
    language = get_language_info(site.lang)["name_local"]
    for _, name, pages in topics_of(site):
        made = [parts(handouts(site)[page.publication.code], site) for page in pages]
        rows = tuple(Entry(one.code, one.title, one.status, bool(one.numbers)) for one in made)
        yield Topic(site.lang, language, name, rows)


def _gone() -> Iterable[Known]:
    """Yield the pages that were taken down, and what to read instead of each."""
    texts = histories(published.versions())
    for text in texts.values():
        if text.kind == "page" and text.is_withdrawn:
            instead = replacement_of(text.newest, texts)
            yield Known(text.code, text.title, True, text.newest.note, instead.code if instead else "")


def _card(site: SiteContent) -> Card | None:
    call = emergency_card(site)
    return card_of(call.reasons + call.phones, card_words(site), imprint()) if call else None
