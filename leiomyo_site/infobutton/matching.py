"""From what is asked to the pages that may be shown, how sure they are, and what of the request led there."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from leiomyo_site.infobutton.code_systems import CLASSIFICATIONS, MESH_OID, NDC, RXNORM, SNOMED, CodeSystem
from leiomyo_site.infobutton.code_table import CodeTable, CodeTableRow, Tier
from leiomyo_site.infobutton.request import InfobuttonRequest, SearchCriterion
from leiomyo_site.infobutton.text_matching import RecordText
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

    `tier` is exact or possible if they may be shown; `general` are those that only a code of care brings; `aspect` the
    values of the request that chose the order of the pages.
    """

    tier: Tier | None
    pages: tuple[str, ...]
    looked_up: tuple[ResolvedConcept, ...]
    general: frozenset[str] = frozenset()
    aspect: tuple[MatchedParameter, ...] = ()


@dataclass(frozen=True)
class _Thing:
    """One thing asked about: its row in the table, if it has one, and what its texts say."""

    criterion: SearchCriterion
    row: CodeTableRow | None
    display: RecordText
    original: RecordText

    @property
    def tier(self) -> Tier | None:
        return self.row.tier if self.row else None

    @property
    def texts(self) -> tuple[RecordText, RecordText]:
        return self.display, self.original


@dataclass(frozen=True)
class _Finding:
    """What one thing asked about turned out to be; `pages` are those that it brings besides the usual ones."""

    tier: Tier | None
    pages: tuple[str, ...] = ()
    text: MatchedParameter | None = None
    withheld: frozenset[str] = frozenset()


# Stands for a text that takes an answer away: the link of an answer to itself carries it, and leads to none again.
DOUBTED = MatchedParameter("mainSearchCriteria.v.dn", "?")


def match(asked: InfobuttonRequest, table: CodeTable) -> ConceptMatch:
    """Return what may be shown: nothing unless a code or a text says, surely or possibly, that it is the illness."""
    things = [_thing(criterion, table) for criterion in asked.criteria]
    never = any(thing.tier is Tier.NEVER or _looks_never(thing.criterion, table) for thing in things)
    findings = [_find(thing, table, with_texts=not never) for thing in things]
    if any(_is_another(thing, finding, table.lookup) for thing, finding in zip(things, findings, strict=True)):
        findings = [_Finding(None, text=DOUBTED) if one.tier is Tier.POSSIBLE else one for one in findings]
    tiers = {finding.tier for finding in findings}
    disease = next((tier for tier in (Tier.EXACT, Tier.POSSIBLE) if tier in tiers), None)
    if not disease:
        return ConceptMatch(None, (), _looked_up(asked.criteria, findings))
    usual, aspect = _usual(asked, table.lookup)
    brought = [page for finding in findings for page in finding.pages]
    leading = [page for page in brought if page in table.lookup.leading_pages]
    withheld = {page for finding in findings for page in finding.withheld}
    pages = _each_once([*leading, *usual[:1], *brought, *usual[1:]])
    return ConceptMatch(
        disease,
        tuple(page for page in pages if page not in withheld),
        _looked_up(asked.criteria, findings),
        frozenset(brought) - {*leading, *usual, *table.lookup.usual_pages},
        aspect,
    )


def _thing(criterion: SearchCriterion, table: CodeTable) -> _Thing:
    row = table.find(criterion.system, criterion.code) if criterion.system and criterion.code else None
    return _Thing(
        criterion, row, RecordText(criterion.display, table.lookup), RecordText(criterion.original, table.lookup)
    )


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


def _find(thing: _Thing, table: CodeTable, *, with_texts: bool) -> _Finding:
    """Return what a thing is by code and text; without `with_texts` a text may only make a possible code exact."""
    criterion, row = thing.criterion, thing.row
    label = row.label if row else ""
    withheld = frozenset().union(*(one.withheld for one in (*thing.texts, RecordText(label, table.lookup))))
    gentle = _text(thing, lambda text, _: " ".join(text.withheld.values()))
    if thing.tier in (Tier.EXACT, Tier.NEVER):
        return _Finding(thing.tier, (), gentle, withheld)
    # The usual pages need not be brought; a weak code of spread moves its pages up.
    own = row.pages if row and row.pages != table.lookup.usual_pages else ()
    is_possible = thing.tier is Tier.POSSIBLE
    if (with_texts or is_possible) and (row or _leaves_it_to_the_text(criterion, table.lookup)):
        if name := _text(thing, lambda text, other: text.named_illness(beside=other)):
            return _Finding(Tier.EXACT, own, _joined(name, gentle), withheld)
        is_medicine = criterion.system in (RXNORM, NDC)
        if is_medicine and (name := _text(thing, lambda text, _: text.named_medicine(table.medicines))):
            return _Finding(Tier.GENERAL, table.medicines[name.term], _joined(name, gentle), withheld)
    if is_possible and any(text.says_otherwise(label=label) for text in thing.texts):
        return _Finding(None, (), DOUBTED)
    return _Finding(thing.tier, own, gentle, withheld)


def _is_another(thing: _Thing, finding: _Finding, lookup: CodeLookup) -> bool:
    """Does a thing asked about say, by code or text, that a possible code beside it is of another illness?"""
    if finding.tier is Tier.EXACT:
        return False
    if thing.tier in (None, Tier.NEVER) and _matches(lookup.competing, thing.criterion):
        return True
    if any(text.names_another for text in thing.texts):
        return True
    has_text_only = not thing.row and thing.criterion.system in (None, SNOMED)
    return has_text_only and any(text.says_otherwise(label="") for text in thing.texts)


def _leaves_it_to_the_text(criterion: SearchCriterion, lookup: CodeLookup) -> bool:
    """May a text speak where the table does not know the code? Not against a code of an incompatible illness."""
    if not criterion.raw_code or not criterion.system:
        return True
    if not criterion.code:
        return False
    return criterion.system not in CLASSIFICATIONS or _matches(lookup.compatible, criterion)


def _text(thing: _Thing, named: Callable[[RecordText, RecordText], str]) -> MatchedParameter | None:
    """Return the first text in which `named` finds a word; it is handed the text and the other one beside it."""
    if term := named(thing.display, thing.original):
        return MatchedParameter("mainSearchCriteria.v.dn", term)
    term = named(thing.original, thing.display)
    return MatchedParameter("mainSearchCriteria.v.ot", term) if term else None


def _joined(name: MatchedParameter, gentle: MatchedParameter | None) -> MatchedParameter:
    """Return a name with the words that leave a page out, as one text that says both."""
    return MatchedParameter(name.scheme, f"{name.term} {gentle.term}") if gentle else name


def _looked_up(criteria: Sequence[SearchCriterion], findings: Sequence[_Finding]) -> tuple[ResolvedConcept, ...]:
    return tuple(
        ResolvedConcept(criterion.system if criterion.code else None, criterion.code, finding.text)
        for criterion, finding in zip(criteria, findings, strict=True)
        if criterion.code or finding.text
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
