"""From what is asked to the pages that may be shown, how sure they are, and what of the request led there."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from leiomyo_site.infobutton.code_systems import CLASSIFICATIONS, MESH_OID, NDC, RXNORM, CodeSystem
from leiomyo_site.infobutton.code_table import CodeTable, CodeTableRow, Tier
from leiomyo_site.infobutton.request import InfobuttonRequest, SearchCriterion
from leiomyo_site.infobutton.text_matching import named_illness, named_medicine
from leiomyo_site.text.condition import CodeLookup


@dataclass(frozen=True)
class MatchedParameter:
    """One value of the request that the answer depends on; `scheme` is its parameter, `term` one of our own words."""

    scheme: str
    term: str


@dataclass(frozen=True)
class ResolvedConcept:
    """One thing that was looked up: by a well-written code of a known system, a word read from a text, or both."""

    system: CodeSystem | None
    code: str
    text: MatchedParameter | None


@dataclass(frozen=True)
class ConceptMatch:
    """The pages for a request, by key, best first, none if it must not or cannot be answered.

    `tier` is the surest one that counted; `aspect` the values of the request that chose the order of the pages.
    """

    tier: Tier | None
    pages: tuple[str, ...]
    looked_up: tuple[ResolvedConcept, ...]
    aspect: tuple[MatchedParameter, ...] = ()


@dataclass(frozen=True)
class _CriterionMatch:
    """What one thing asked about turned out to be; `pages` are those that it brings besides the usual ones."""

    tier: Tier | None
    pages: tuple[str, ...] = ()
    text: MatchedParameter | None = None


def match(asked: InfobuttonRequest, table: CodeTable, *, with_general: bool = True) -> ConceptMatch:
    """Return what may be shown. Without `with_general`, codes of care that any illness needs are not answered."""
    rows = [_row(criterion, table) for criterion in asked.criteria]
    never = any(row and row.tier is Tier.NEVER for row in rows) or any(
        _looks_never(criterion, table) for criterion in asked.criteria
    )
    readings = [
        _read(criterion, row, table, with_texts=not never) for criterion, row in zip(asked.criteria, rows, strict=True)
    ]
    if not with_general:
        readings = [_CriterionMatch(None) if reading.tier is Tier.GENERAL else reading for reading in readings]
    tiers = {reading.tier for reading in readings}
    disease = next((tier for tier in (Tier.EXACT, Tier.POSSIBLE) if tier in tiers), None)
    brought = [page for reading in readings for page in reading.pages]
    looked_up = _looked_up(asked.criteria, readings)
    if disease:
        pages, aspect = _usual(asked, table.lookup)
        return ConceptMatch(disease, _each_once([*pages[:1], *brought, *pages[1:]]), looked_up, aspect)
    if Tier.GENERAL in tiers and not (never or any(_matches(table.lookup.competing, one) for one in asked.criteria)):
        return ConceptMatch(Tier.GENERAL, _each_once(brought), looked_up)
    return ConceptMatch(None, (), looked_up)


def _row(criterion: SearchCriterion, table: CodeTable) -> CodeTableRow | None:
    return table.find(criterion.system, criterion.code) if criterion.system and criterion.code else None


def _looks_never(criterion: SearchCriterion, table: CodeTable) -> bool:
    """Is a code under an unknown or wrong system one that must not be answered in its own?"""
    if criterion.system and criterion.code and table.covers(criterion.system):
        return table.lists_excluded(criterion.code)
    return table.is_excluded(criterion.raw_code)


def _matches(patterns: Mapping[str, re.Pattern[str]], criterion: SearchCriterion) -> bool:
    """Is there a pattern for the code's system, and does it match the whole code?"""
    if not criterion.system or not criterion.code or criterion.system.key not in patterns:
        return False
    return bool(patterns[criterion.system.key].fullmatch(criterion.code))


def _read(
    criterion: SearchCriterion, row: CodeTableRow | None, table: CodeTable, *, with_texts: bool
) -> _CriterionMatch:
    """Return what a thing asked about is by its code and, where the code leaves it open, by its text."""
    if row and row.tier is not Tier.WEAK:
        return _CriterionMatch(row.tier, row.pages if row.tier is Tier.GENERAL else ())
    # A weak code of spread moves its pages up; the others only bring the usual ones.
    own = row.pages if row and row.pages != table.lookup.usual_pages else ()
    if with_texts and (row or _leaves_it_to_the_text(criterion, table.lookup)):
        if text := _text(criterion, partial(_illness, lookup=table.lookup)):
            return _CriterionMatch(Tier.EXACT, own, text)
        if criterion.system in (RXNORM, NDC):
            medicines = table.medicines()
            if text := _text(criterion, lambda words, _: named_medicine(words, medicines)):
                return _CriterionMatch(Tier.GENERAL, medicines[text.term], text)
    return _CriterionMatch(row.tier if row else None, own)


def _illness(text: str, beside: str, *, lookup: CodeLookup) -> str:
    return named_illness(text, lookup.names, lookup.look_alikes, beside=beside)


def _leaves_it_to_the_text(criterion: SearchCriterion, lookup: CodeLookup) -> bool:
    """May a text speak where the table does not know the code? Not against a code of an incompatible illness."""
    if not criterion.raw_code or not criterion.system:
        return True
    if not criterion.code:
        return False
    return criterion.system not in CLASSIFICATIONS or _matches(lookup.compatible, criterion)


def _text(criterion: SearchCriterion, named: Callable[[str, str], str]) -> MatchedParameter | None:
    """Return the first text in which `named` finds a word; it is handed the text and the other one beside it."""
    if term := named(criterion.display, criterion.original):
        return MatchedParameter("mainSearchCriteria.v.dn", term)
    term = named(criterion.original, criterion.display)
    return MatchedParameter("mainSearchCriteria.v.ot", term) if term else None


def _looked_up(criteria: Sequence[SearchCriterion], readings: Sequence[_CriterionMatch]) -> tuple[ResolvedConcept, ...]:
    return tuple(
        ResolvedConcept(criterion.system if criterion.code else None, criterion.code, reading.text)
        for criterion, reading in zip(criteria, readings, strict=True)
        if criterion.code or reading.text
    )


def _usual(asked: InfobuttonRequest, lookup: CodeLookup) -> tuple[Sequence[str], tuple[MatchedParameter, ...]]:
    """Return the pages for whoever has the illness, and the values of the request that chose them."""
    for topic in asked.sub_topics:
        if topic in lookup.pages_by_subtopic:
            return lookup.pages_by_subtopic[topic], (
                MatchedParameter("subTopic.v.c", topic),
                MatchedParameter("subTopic.v.cs", MESH_OID),
            )
    if asked.task in lookup.pages_by_task:
        return lookup.pages_by_task[asked.task], (MatchedParameter("taskContext.c.c", asked.task),)
    return lookup.usual_pages, ()


def _each_once(pages: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pages))
