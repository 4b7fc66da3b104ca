"""The link kit: every page by topic, in each language, with all that clinic staff hand on; as CSV, JSON and text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language_info, gettext

from leiomyo_site.handouts.link_kit import KitPage, first_note, kit_csv, kit_json, note, smart_phrases
from leiomyo_site.permalinks.urls import SHEETS, PdfForm, PdfVariant, pdf_path, pdf_variants, qr_path, short_path
from leiomyo_site.site.content_page import Link, page_sheets
from leiomyo_site.site.input_key import input_key
from leiomyo_site.site.layout import utility_page
from leiomyo_site.site.responses import HTML, JSON, TEXT, LazyBody, SiteResponse
from leiomyo_site.site.site_content import LivePage, SiteContent, clinic, condition

KIT, KIT_CSV, KIT_JSON = "/for-clinics/", "/for-clinics/links.csv", "/for-clinics/links.json"
PHRASES, CHECK, PACKET = "/for-clinics/smartphrases.txt", "/for-clinics/check/", "/packet/"
KIT_PATHS = (KIT, KIT_CSV, KIT_JSON, PHRASES)
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class KitRow:
    """One page of the kit as the list shows it; `stem` and the code are the short link without https://.

    `papers` are its PDFs besides the usual one, and `sheets` short links and QR codes of the fridge sheet and the card.
    """

    page: KitPage
    path: str
    short_path: str
    stem: str
    qr: str
    pdf: str
    papers: tuple[Link, ...]
    sheets: tuple[Link, ...]
    note: str


@dataclass(frozen=True)
class KitTopic:
    """One part of the menu with its pages, and the same as items of a list in HTML."""

    key: str
    name: str
    rows: tuple[KitRow, ...]
    items: str


@dataclass(frozen=True)
class KitLanguage:
    """All pages of one language by topic."""

    code: str
    name: str
    topics: tuple[KitTopic, ...]


def kit_responses(sites: Iterable[SiteContent]) -> dict[str, SiteResponse]:
    """Return the kit in all its forms; nothing where there are no pages."""
    shown = [site for site in sites if site.pages]
    pages = [row.page for site in shown for topic in _topics(site) for row in topic.rows]
    if not pages:
        return {}
    prefix = condition().phrase_prefix
    inputs = (pages, clinic(), prefix)
    return {
        KIT: SiteResponse(200, HTML, _view(shown)),
        KIT_CSV: SiteResponse(200, CSV, LazyBody(inputs, lambda: kit_csv(pages))),
        KIT_JSON: SiteResponse(200, JSON, LazyBody(inputs, lambda: kit_json(pages, clinic()))),
        PHRASES: SiteResponse(200, TEXT, LazyBody(inputs, lambda: smart_phrases(pages, clinic(), prefix))),
    }


def _view(sites: list[SiteContent]) -> LazyBody[str]:
    languages = [_language(site) for site in sites]
    # What is not there is left out.
    first = [sites[0].pages[slug] for slug in condition().first_pages if slug in sites[0].pages]
    return utility_page(
        "handouts/kit.html",
        sites[0],
        heading=gettext("Link kit for clinic staff"),
        languages=languages,
        first=first_note([kit_page(page, sites[0]) for page in first], clinic()) if first else "",
        data_links=(KIT_CSV, KIT_JSON, PHRASES),
        check=CHECK,
        packet=PACKET,
    )


def _language(site: SiteContent) -> KitLanguage:
    return KitLanguage(site.lang, get_language_info(site.lang)["name_local"], _topics(site))


def _topics(site: SiteContent) -> tuple[KitTopic, ...]:
    def make() -> tuple[KitTopic, ...]:
        return tuple(_topic(key, name, pages, site) for key, name, pages in pages_by_topic(site))

    return site.once("kit", make)


def _topic(key: str, name: str, pages: Iterable[LivePage], site: SiteContent) -> KitTopic:
    rows = tuple(_row(page, site) for page in pages)
    return KitTopic(key, name, rows, "".join(_item(row, site) for row in rows))


def _item(row: KitRow, site: SiteContent) -> str:
    """Return a row as HTML; each is remembered, since one of a thousand changes at a time."""
    key = f"kit {input_key(row)}"
    return site.cached_for_code(key, lambda: render_to_string("handouts/kit_row.html", {"row": row}))


def pages_by_topic(site: SiteContent) -> Iterator[tuple[str, str, list[LivePage]]]:
    """Yield key, name and pages of the parts of the menu, and before them of what is outside it, such as home."""
    known = {section.key: section.name for section in site.sections}
    outside = [page for page in site.pages.values() if page.content.section not in known]
    if outside:
        yield "start", gettext("Start"), outside
    for key, name in known.items():
        pages = [page for page in site.pages.values() if page.content.section == key]
        if pages:
            yield key, name, pages


def _row(page: LivePage, site: SiteContent) -> KitRow:
    shown, code = kit_page(page, site), page.publication.code
    return KitRow(
        page=shown,
        path=page.path,
        short_path=short_path(code),
        stem=shown.short_link.partition("://")[2].removesuffix(code),
        qr=qr_path(code),
        pdf=pdf_path(code),
        papers=_papers(page),
        sheets=_sheet_links(page),
        note=note(shown, clinic()),
    )


def _papers(page: LivePage) -> tuple[Link, ...]:
    """Return the PDFs of a page besides the usual one; survival numbers are on none of them."""
    variants = pdf_variants(has_numbers=False, has_sheets=bool(page_sheets(page)))
    return tuple(Link(pdf_path(page.publication.code, variant=one), _paper_name(one)) for one in variants[1:])


def _paper_name(paper: PdfVariant) -> str:
    forms = {PdfForm.FRIDGE: gettext("sheet for the fridge"), PdfForm.CARD: gettext("card for the emergency room")}
    said = (forms.get(paper.form, ""), gettext("large print") if paper.is_large else "", "A4" if paper.is_a4 else "")
    return ", ".join([gettext("PDF"), *(name for name in said if name)])


def _sheet_links(page: LivePage) -> tuple[Link, ...]:
    """Return the QR codes of the sheets of a page with their short links, to be put into other papers."""
    code, host = page.publication.code, settings.SITE_URL.partition("://")[2]
    shown = ((form, f"{host}{short_path(code, form=form)}") for form in SHEETS if page_sheets(page))
    return tuple(Link(qr_path(code, form=form), address) for form, address in shown)


def kit_page(page: LivePage, site: SiteContent) -> KitPage:
    """Return a page as it is handed on."""
    text, base_url = page.publication, settings.SITE_URL
    topics = {section.key: section.name for section in site.sections}
    return KitPage(
        code=text.code,
        lang=text.lang,
        topic=topics.get(page.content.section, gettext("Start")),
        title=page.content.title,
        short_link=f"{base_url}{short_path(text.code)}",
        number=text.number,
        published=timezone.localdate(text.published_at).isoformat(),
        checked_by=text.checked_by,
        checked=timezone.localdate(text.checked_at).isoformat() if text.checked_at else "",
        grade=page.grade,
        qr_svg=f"{base_url}{qr_path(text.code)}",
        qr_png=f"{base_url}{qr_path(text.code, ending='png')}",
        pdf=f"{base_url}{pdf_path(text.code)}",
        page=f"{base_url}{page.path}",
        **{form.value: f"{base_url}{short_path(text.code, form=form)}" for form in SHEETS if page_sheets(page)},
    )
