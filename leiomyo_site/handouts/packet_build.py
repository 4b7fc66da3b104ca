"""What packets are made of, written with each edition and found in the current one."""

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language_info, gettext

from leiomyo_site.document_errors import DocumentErrors, errors_of
from leiomyo_site.editorial import selectors as published
from leiomyo_site.handouts.handout import CardFragment, TypstParts, card_fragment
from leiomyo_site.handouts.link_kit_page import pages_by_topic
from leiomyo_site.handouts.packet_data import PacketData, PacketPage, PacketTopic, write_packet_data
from leiomyo_site.handouts.packet_request import SelectablePage
from leiomyo_site.handouts.pdf_content import card_terms, publisher
from leiomyo_site.handouts.pdf_responses import handouts, parts, write_images
from leiomyo_site.site.content_page import emergency_card
from leiomyo_site.site.layout import utility_page
from leiomyo_site.site.site_content import SiteContent
from leiomyo_site.site.version_history import histories, replacement_of
from leiomyo_site.text.urls import DEFAULT_LANG

FOLDER = "packet"


def packet_dir() -> Path:
    """Return the folder with what packets are made of now."""
    return Path(os.path.realpath(settings.CURRENT_EDITION_DIR)) / FOLDER


def write_packets(sites: Sequence[SiteContent], edition: Path) -> None:
    """Write all that packets need into the folder of an edition; nothing where there are no pages."""
    shown = [site for site in sites if site.pages]
    if not shown:
        return
    first = next((site for site in shown if site.lang == DEFAULT_LANG), shown[0])
    found = PacketData(
        publisher=publisher(),
        topics=tuple(topic for site in shown for topic in _topics(site)),
        withdrawn=tuple(_withdrawn_pages()),
        cards={site.lang: card for site in shown if (card := _card(site))},
    )
    pages = [page for site in shown for page in _printable(site).values()]
    frame = utility_page(
        "handouts/packet_frame.html", first, heading=gettext("Make a packet"), call=emergency_card(first)
    )
    write_packet_data(edition / FOLDER, found, pages, frame=frame.make())
    # With them a packet can be set though the database is gone.
    write_images((repr(vars(page)) for page in pages), edition / FOLDER)


def _topics(site: SiteContent) -> Iterable[PacketTopic]:
    language = get_language_info(site.lang)["name_local"]
    for _, name, pages in pages_by_topic(site):
        found = _printable(site)
        made = [found[page.publication.code] for page in pages if page.publication.code in found]
        rows = tuple(PacketPage(one.code, one.title, one.status, bool(one.statistics)) for one in made)
        yield PacketTopic(site.lang, language, name, rows)


def _printable(site: SiteContent) -> Mapping[str, TypstParts]:
    """Return the pages that can be set by code, in the order of the menu; the bake names the others for their PDFs."""

    def make() -> dict[str, TypstParts]:
        found = {}
        for code, handout in handouts(site).items():
            with suppress(DocumentErrors), errors_of(code):
                found[code] = parts(handout, site)
        return found

    return site.once("packet pages", make)


def _withdrawn_pages() -> Iterable[SelectablePage]:
    """Yield the pages that were taken down, and what to read instead of each."""
    texts = histories(published.versions())
    for text in texts.values():
        if text.kind == "page" and text.is_withdrawn:
            instead = replacement_of(text.newest, texts)
            yield SelectablePage(text.code, text.title, True, text.newest.note, instead.code if instead else "")


def _card(site: SiteContent) -> CardFragment | None:
    call = emergency_card(site)
    return card_fragment(call.reasons + call.phones, card_terms(site), publisher()) if call else None
