"""Every address that clinic staff hand on, and what stands there: one hook into the plan of an edition."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from leiomyo_site.document_errors import errors_of
from leiomyo_site.editorial import selectors
from leiomyo_site.editorial.selectors import PublishedVersion
from leiomyo_site.handouts import feed
from leiomyo_site.handouts.link_kit_page import KIT, KIT_PATHS, kit_responses
from leiomyo_site.handouts.pdf_content import has_sheets
from leiomyo_site.permalinks.code_normalization import canonical_path, is_short_link
from leiomyo_site.permalinks.code_suggestions import WRONG_CODE, WRONG_NUMBER, help_page_for
from leiomyo_site.permalinks.qr import qr_content, qr_png, qr_svg
from leiomyo_site.permalinks.urls import REGISTRY_PATH, SHEETS, PdfForm, PdfVariant, pdf_path, qr_path, short_path
from leiomyo_site.site.content_page import emergency_card
from leiomyo_site.site.layout import utility_page
from leiomyo_site.site.responses import HTML, JSON, XML, LazyBody, SiteResponse, contained
from leiomyo_site.site.site_content import SiteContent
from leiomyo_site.site.version_catalogue import VersionCatalogue
from leiomyo_site.site.version_history import SAFETY, VersionHistory, histories, newest_first, replacement_of
from leiomyo_site.site.version_page import version_response
from leiomyo_site.text.urls import DEFAULT_LANG

SVG, PNG = "image/svg+xml", "image/png"
HELP_PAGES = (WRONG_CODE, WRONG_NUMBER)


def handout_responses(sites: Sequence[SiteContent], *, now: datetime) -> dict[str, SiteResponse]:
    """Return what stands at every address of the room of handouts; nothing before anything is published."""
    texts = histories(selectors.versions())
    if not sites or not texts:
        return {}
    by_lang = {site.lang: site for site in sites}
    first = by_lang.get(DEFAULT_LANG, sites[0])
    shown = [first, *(site for site in sites if site is not first)]
    plans: list[tuple[Iterable[str], Callable[[], Mapping[str, SiteResponse]]]] = [
        ([REGISTRY_PATH], partial(_registry_responses, texts)),
        ([feed.FEED], partial(_feed_responses, texts)),
        (HELP_PAGES, partial(_help_responses, first)),
        (KIT_PATHS, partial(kit_responses, shown)),
    ]
    found: dict[str, SiteResponse] = {}
    for paths, plan in plans:
        found |= contained(paths, plan)
    for text in texts.values():
        with errors_of(text.code):
            found |= dict(_document_responses(text, VersionCatalogue(texts, by_lang.get(text.lang, first), now)))
    return found


def handout_response(path: str, sites: Sequence[SiteContent], *, now: datetime) -> SiteResponse | None:
    """Return what stands at one address, typed however; a wrong code gets help. None if it is no address of ours."""
    answers = handout_responses(sites, now=now)
    if path in answers or not is_short_link(path) or not answers:
        return answers.get(path)
    if found := answers.get(canonical_path(path) or ""):
        return found
    help_ = help_page_for(path, json.loads(answers[REGISTRY_PATH].body_bytes())["texts"])
    return SiteResponse(404, HTML, help_.fill(answers[help_.page].body_bytes().decode()))


def issued_ever() -> Iterator[str]:
    """Yield every short address that was ever issued: each must answer for ever."""
    for version in selectors.versions():
        yield from (short_path(version.code), short_path(version.code, version.number))


def _document_responses(text: VersionHistory, catalogue: VersionCatalogue) -> Iterator[tuple[str, SiteResponse]]:
    yield short_path(text.code), SiteResponse(302, HTML, location=text.path)
    for version in text.versions:
        yield short_path(text.code, version.number), version_response(version, catalogue)
    if text.kind == "page":
        for number in (None, *(version.number for version in text.versions)):
            yield from _qr_responses(text, number)
        for form in SHEETS if has_sheets(text) else ():
            pdf = pdf_path(text.code, variant=PdfVariant(form=form))
            yield short_path(text.code, form=form), SiteResponse(302, HTML, location=pdf)
            yield from _qr_responses(text, None, form=form)
        own = f"{short_path(text.code)}.xml"
        yield own, _feed(own, text.path, f"{text.title} | {settings.SITE_NAME}", newest_first([text]))


def _qr_responses(
    text: VersionHistory, number: int | None, *, form: PdfForm = PdfForm.PAGE
) -> Iterator[tuple[str, SiteResponse]]:
    """Yield a QR code: of a number, or of a form, which has none and so leads to the sheet of now."""
    words = qr_content(settings.SITE_URL, text.code, None if form else number or text.newest.number, form=form)
    svg, png = (qr_path(text.code, number, ending=ending, form=form) for ending in ("svg", "png"))
    yield svg, SiteResponse(200, SVG, LazyBody(words, lambda: qr_svg(words)))
    yield png, SiteResponse(200, PNG, LazyBody(words, lambda: qr_png(words)))


def _registry_responses(texts: Mapping[str, VersionHistory]) -> dict[str, SiteResponse]:
    return {REGISTRY_PATH: SiteResponse(200, JSON, registry_json(texts, settings.SITE_URL))}


def _feed_responses(texts: Mapping[str, VersionHistory]) -> dict[str, SiteResponse]:
    return {feed.FEED: _feed(feed.FEED, "/", settings.SITE_NAME, newest_first(texts.values()))}


def _help_responses(site: SiteContent) -> dict[str, SiteResponse]:
    headings = {
        WRONG_CODE: gettext("We cannot find this code"),
        WRONG_NUMBER: gettext("There is no such version"),
    }
    templates = {WRONG_CODE: "handouts/wrong_code.html", WRONG_NUMBER: "handouts/wrong_number.html"}
    call = emergency_card(site)
    return {
        path: SiteResponse(200, HTML, utility_page(templates[path], site, heading=heading, call=call, kit=KIT))
        for path, heading in headings.items()
    }


def _feed(
    path: str, about: str, title: str, changes: Sequence[tuple[VersionHistory, PublishedVersion]]
) -> SiteResponse:
    base_url = settings.SITE_URL
    names = {"title": title, "author": settings.SITE_NAME, "lang": changes[0][1].lang}
    made = feed.ChangeFeed(url=f"{base_url}{path}", about_url=f"{base_url}{about}", **names)
    for text, version in changes[: feed.MAX_ENTRIES]:
        made.add_change(
            url=f"{base_url}{short_path(version.code, version.number)}",
            title=_title(text, version),
            note=version.note,
            weight=version.weight,
            weight_name=_weights()[version.weight],
            at=version.published_at,
            lang=version.lang,
        )
    return SiteResponse(200, XML, LazyBody((made.feed, made.items), made.to_bytes))


def _title(text: VersionHistory, version: PublishedVersion) -> str:
    """Return what a list of changes shows: safety first, then which page and what happened to it."""
    words = {"title": version.title or text.title, "number": version.number}
    happened = (
        gettext("%(title)s was taken down") if version.is_withdrawal else gettext("%(title)s, version %(number)s")
    ) % words
    return gettext("Safety: %(what)s") % {"what": happened} if version.weight == SAFETY else happened


def _weights() -> Mapping[str, str]:
    return {
        "wording": gettext("Wording only"),
        "content": gettext("Something new or different"),
        SAFETY: gettext("Matters for safety"),
    }


def registry_json(texts: Mapping[str, VersionHistory], site_url: str) -> str:
    """Return the register; dates are by the site’s clock, as 2026-11-23, versions stand oldest first."""
    rows = [_row(text, texts, site_url) for text in texts.values()]
    return json.dumps({"site": site_url, "texts": rows}, ensure_ascii=False, separators=(",", ":"))


def _row(text: VersionHistory, texts: Mapping[str, VersionHistory], site_url: str) -> dict[str, Any]:
    newest = text.newest
    instead = replacement_of(newest, texts) if text.is_withdrawn else None
    row: dict[str, Any] = {
        "code": text.code,
        "kind": text.kind,
        "lang": text.lang,
        "title": text.title,
        "status": "withdrawn" if text.is_withdrawn else "current",
        "version": newest.number,
        "published": timezone.localdate(newest.published_at).isoformat(),
        "checked": timezone.localdate(newest.checked_at).isoformat() if newest.checked_at else None,
        "path": text.path,
        "short_link": f"{site_url}{short_path(text.code)}",
        "read_instead": f"{site_url}{short_path(instead.code)}" if instead else None,
        "versions": [
            {
                "version": version.number,
                "published": timezone.localdate(version.published_at).isoformat(),
                "what": "withdrawn" if version.is_withdrawal else "published",
                "weight": version.weight,
                "note": version.note,
            }
            for version in text.versions
        ],
    }
    if text.kind == "page" and not text.is_withdrawn:
        row |= {"qr": f"{site_url}{qr_path(text.code)}", "pdf": f"{site_url}{pdf_path(text.code)}"}
        forms = SHEETS if has_sheets(text) else ()
        row |= {form.value: f"{site_url}{short_path(text.code, form=form)}" for form in forms}
    return row
