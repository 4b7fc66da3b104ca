"""The answer: feed and entries, made of the site's own words and of values that were recognized."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from urllib.parse import quote, urlencode, urlsplit

from leiomyo_site.infobutton.code_table import Tier
from leiomyo_site.infobutton.matching import DOUBTED, ConceptMatch, MatchedParameter, ResolvedConcept
from leiomyo_site.infobutton.request import InfobuttonRequest
from leiomyo_site.text.condition import Condition, in_language
from leiomyo_site.text.urls import DEFAULT_LANG

MAX_ENTRIES = 3
SCORES = {Tier.EXACT: "1.0", Tier.POSSIBLE: "0.6", Tier.GENERAL: "0.3"}
POSSIBLE_CAUTION = "Your record's code covers {related}. This page is about one of them, {name}."
NOT_CHECKED = "Not yet checked by a clinician."
FEED_TITLE = "{heading} patient pages"
# RFC 4151: a year in which the name of the host was ours. Fixed, so that the name of an entry never changes.
TAG_YEAR = 2026
MEDLINE_PLUS_TAKES = frozenset({"I10", "I9", "SCT", "RXN", "NDC", "LNC", "CPT"})
MAIN, RECIPIENT = "mainSearchCriteria.v", "informationRecipient"


@dataclass(frozen=True)
class CataloguePage:
    """A page that can be given. `code` is its permanent name, `path` begins with /, `summary` is plain text."""

    key: str
    code: str
    path: str
    title: str
    summary: str
    updated: datetime
    is_checked: bool


@dataclass(frozen=True)
class PageCatalogue:
    """All pages of one language by key."""

    lang: str
    pages: Mapping[str, CataloguePage]

    @property
    def updated(self) -> datetime | None:
        return max((page.updated for page in self.pages.values()), default=None)


@dataclass(frozen=True)
class SiteIdentity:
    """Who answers: name, address without a slash at its end, and the illness that the site is about."""

    name: str
    url: str
    condition: Condition = field(repr=False)

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True)
class FeedEntry:
    """One page as the answer names it."""

    id: str
    url: str
    title: str
    summary_html: str
    caution: str
    score: str
    page: CataloguePage


@dataclass(frozen=True)
class InfobuttonFeed:
    """A whole answer; `id` is empty if the request had no number of its own."""

    lang: str
    id: str
    title: str
    subtitle: str
    updated: datetime
    categories: tuple[MatchedParameter, ...]
    self_url: str
    entries: tuple[FeedEntry, ...]
    site: SiteIdentity


def choose_catalogue(asked: InfobuttonRequest, catalogues: Mapping[str, PageCatalogue]) -> PageCatalogue | None:
    """Return the pages of the first language asked for that there is; of the site's own if none is asked for."""
    wanted = asked.languages or (DEFAULT_LANG,)
    return next((catalogues[lang] for lang in wanted if lang in catalogues), None)


def build_feed(
    asked: InfobuttonRequest, match: ConceptMatch, catalogue: PageCatalogue | None, *, site: SiteIdentity, now: datetime
) -> InfobuttonFeed:
    """Return the answer; without a shelf, one without entries. `now` dates the answer of a site without pages."""
    found = [catalogue.pages[key] for key in match.pages if key in catalogue.pages] if catalogue else []
    entries = tuple(_entry(page, match, site) for page in found[:MAX_ENTRIES])
    aspect = match.aspect if entries else ()
    readers = _readers(asked, lang=catalogue.lang if catalogue else "", is_answered=bool(entries))
    query = urlencode([(u.scheme, u.term) for u in (*_numbered(match.looked_up), *aspect, *readers)], quote_via=quote)
    return InfobuttonFeed(
        lang=catalogue.lang if catalogue else DEFAULT_LANG,
        id=asked.notification,
        title=FEED_TITLE.format(heading=site.condition.heading(DEFAULT_LANG)),
        subtitle=_subtitle(match, is_answered=bool(entries)),
        updated=max((entry.page.updated for entry in entries), default=(catalogue and catalogue.updated) or now),
        categories=(*aspect, *_looked_up(match.looked_up), *readers),
        self_url=f"{site.url}/infobutton/service{query and '?'}{query}",
        entries=entries,
        site=site,
    )


def caution(tier: Tier | None, site: SiteIdentity) -> str:
    """Return what to know before reading pages that are less than sure; empty for a sure match."""
    if tier is not Tier.POSSIBLE:
        return ""
    condition = site.condition
    return POSSIBLE_CAUTION.format(
        name=in_language(condition.name, DEFAULT_LANG), related=in_language(condition.codes.related, DEFAULT_LANG)
    )


def _entry(page: CataloguePage, match: ConceptMatch, site: SiteIdentity) -> FeedEntry:
    note = caution(match.tier, site)
    paragraphs = [note, page.summary, "" if page.is_checked else NOT_CHECKED]
    return FeedEntry(
        id=f"tag:{site.host},{TAG_YEAR}:{page.code}",
        url=f"{site.url}{page.path}",
        title=page.title,
        summary_html="".join(f"<p>{escape(text, quote=False)}</p>" for text in paragraphs if text),
        caution=note,
        score=SCORES[Tier.GENERAL if page.key in match.general or not match.tier else match.tier],
        page=page,
    )


def _looked_up(things: Sequence[ResolvedConcept]) -> tuple[MatchedParameter, ...]:
    """Return what was looked up under the names of parameters without numbers, code before code system."""
    codes = [
        (MatchedParameter(f"{MAIN}.c", t.code), MatchedParameter(f"{MAIN}.cs", t.system.oid))
        for t in things
        if t.system
    ]
    return (*(used for pair in codes for used in pair), *(thing.text for thing in things if thing.text))


def _numbered(things: Sequence[ResolvedConcept]) -> list[MatchedParameter]:
    """Return the same as it is asked: code system before code, the second thing with 1 at its names, and so on."""
    asked = []
    for number, thing in enumerate(things):
        mark = str(number or "")
        if thing.system:
            asked += [
                MatchedParameter(f"{MAIN}.cs{mark}", thing.system.oid),
                MatchedParameter(f"{MAIN}.c{mark}", thing.code),
            ]
        if thing.text:
            asked.append(MatchedParameter(f"{thing.text.scheme}{mark}", thing.text.term))
    return asked


def _readers(asked: InfobuttonRequest, *, lang: str, is_answered: bool) -> tuple[MatchedParameter, ...]:
    """Return for whom the pages are, as far as the request asked: patients, and their language."""
    patient = (MatchedParameter(RECIPIENT, "PAT"),) if asked.wants_patient_pages and is_answered else ()
    return (*patient, MatchedParameter(f"{RECIPIENT}.languageCode.c", lang)) if asked.languages and lang else patient


def _subtitle(match: ConceptMatch, *, is_answered: bool) -> str:
    codes = [f"{thing.system.name} {thing.code}" for thing in match.looked_up if thing.system]
    names = ", ".join(codes + [thing.text.term for thing in match.looked_up if thing.text and thing.text != DOUBTED])
    return f"Pages for {names}" if is_answered else f"No page for {names or 'this request'}"


def medline_plus_url(match: ConceptMatch) -> str:
    """Return where MedlinePlus answers the first code of a request that it takes; empty if there is none.

    Source: https://medlineplus.gov/medlineplus-connect/web-application/
    """
    taken = (t for t in match.looked_up if t.system and t.system.key in MEDLINE_PLUS_TAKES)
    for thing in taken:
        if thing.system:
            query = urlencode({f"{MAIN}.cs": thing.system.oid, f"{MAIN}.c": thing.code})
            return f"https://connect.medlineplus.gov/application?{query}"
    return ""
