"""Answers from an index folder: pages by their best section, terms, and what else helps. No database, nothing kept."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from leiomyo_site.permalinks.code_normalization import canonical_path
from leiomyo_site.permalinks.urls import SHORT_PREFIX, short_path
from leiomyo_site.search.autocomplete import Autocomplete
from leiomyo_site.search.index import (
    LAYOUT_FILE,
    REAL_WORDS_FILE,
    TANTIVY_DIR,
    WORDS_FILE,
    SearchDocument,
    schema,
)
from leiomyo_site.search.query_parser import Clause, Correction, ParsedQuery, QueryParser
from leiomyo_site.search.snippets import SnippetPart, snippet
from leiomyo_site.search.stemming import Stemmer
from leiomyo_site.search.synonyms import PreparedAnswer, SearchLanguage

FIELDS = {"name": 3.0, "around": 0.8, "body": 1.0}
# Where a word stands in more than one field, the others count a little too.
TIE = 0.3
LOOKED_AT = {"page": 40, "term": 10}
MOST_PAGES = 8
MOST_TERMS = 4
MOST_SECTIONS = 3
# Hits that fit far less than the best are noise.
PAGES_FLOOR = 0.3
TERMS_FLOOR = 0.5
# Other sections of a page speak for it too.
SUPPORT = 0.15
# How much it counts that an entry speaks of all that was asked, and not only of its rarest word.
COVER = 5.0


@dataclass(frozen=True)
class SearchHit:
    """A page or a term that may answer: the link goes to the very section; `also` are more of its page."""

    href: str
    title: str
    heading: str
    place: str
    snippet: tuple[SnippetPart, ...]
    score: float
    also: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class TermResult:
    """The term that was asked for: what it means and how to say it."""

    href: str
    name: str
    say: str
    definition: tuple[str, ...]


@dataclass(frozen=True)
class CrisisHelp:
    """What to read first, empty if it is gone, and the number to call, for somebody who thinks of self-harm."""

    href: str
    text: tuple[str, ...]
    phone: str


@dataclass(frozen=True)
class GentleAnswer:
    """What to say to a question of dying or grief, and where to read on: addresses with the name of the section."""

    text: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SearchResults:
    """All that is said to a question; `typed` is empty if nothing was asked.

    `offered` is the question as it may have been meant. `other_illness` says that the guide is about another one.
    """

    typed: str = ""
    instead: tuple[Correction, ...] = ()
    offered: str = ""
    is_urgent: bool = False
    crisis: CrisisHelp | None = None
    gentle: GentleAnswer | None = None
    other_illness: PreparedAnswer | None = None
    term: TermResult | None = None
    pages: tuple[SearchHit, ...] = ()
    terms: tuple[SearchHit, ...] = ()

    @property
    def has_first_words(self) -> bool:
        """Does something an editor wrote come before, or instead of, what is found?"""
        return bool(self.crisis or self.gentle or self.other_illness)

    @property
    def count(self) -> int:
        """Return how many answers there are."""
        return len(self.pages) + len(self.terms) + bool(self.term)


class SearchIndex:
    """An index folder, opened. What is in it never changes; a new edition has a new folder."""

    def __init__(self, folder: Path) -> None:
        words = json.loads((folder / WORDS_FILE).read_text(encoding="utf-8"))
        self.frame = (folder / LAYOUT_FILE).read_text(encoding="utf-8")
        real_words = frozenset((folder / REAL_WORDS_FILE).read_text(encoding="utf-8").split())
        self._codes = words["codes"]
        self.stemmer = Stemmer(words["lang"])
        self._language = SearchLanguage.from_json(words)
        self.reader = QueryParser(words["words"], self._language, self.stemmer, real_words)
        self.suggester = Autocomplete(words["headings"], self.reader)
        self._names = {
            self.reader.content_words(name): href
            for kind, href, title, _, spellings in reversed(words["headings"])
            if kind == "term"
            for name in (*spellings, title)
        }
        self._explained = frozenset(stem for name in self._names for stem in name)
        self._schema = schema()
        self._searcher = tantivy.Index.open(str(folder / TANTIVY_DIR)).searcher()

    def short_path(self, typed: str) -> str:
        """Return the short address that was typed, with or without what stands before its code, empty if it is none."""
        path = canonical_path(short_path(typed.strip().rpartition("/")[2])) or ""
        return path if path.removeprefix(SHORT_PREFIX).partition(".")[0] in self._codes else ""

    def search(self, typed: str, *, as_typed: bool = False) -> SearchResults:
        """Return the answer to whatever was typed; with `as_typed` no word is taken for another."""
        question = self.reader.parse(typed, as_typed=as_typed)
        if not question.parts:
            return SearchResults(typed=question.typed)
        first = self._first(question)
        if not as_typed and self._is_answered(first, question):
            return first
        term = self._term(question)
        wanted = {stem for part in question.parts for way in part.alternatives for stem in way}
        query = self._query(question.parts)
        pages = self._pages(self._best("page", query), wanted)
        terms = [hit for hit in self._terms(self._best("term", query), wanted) if not term or hit.href != term.href]
        return replace(first, term=term, pages=tuple(pages), terms=tuple(terms[:MOST_TERMS]))

    def _first(self, question: ParsedQuery) -> SearchResults:
        """Return what comes before anything found: only the crisis line if that is needed."""
        first = question.first
        if first.is_crisis:
            return SearchResults(typed=question.typed, crisis=self._crisis())
        offered = question.typed.lower()
        for correction in question.offered:
            offered = offered.replace(correction.typed, correction.used)
        return SearchResults(
            typed=question.typed,
            instead=question.instead,
            offered=offered if question.offered else "",
            is_urgent=first.is_urgent,
            gentle=None if first.gentle is None else self._gentle(first.gentle),
            other_illness=self._language.other_illness if first.other_illness else None,
        )

    def _is_answered(self, first: SearchResults, question: ParsedQuery) -> bool:
        """Must nothing that words lead to stand below what comes first?

        Whoever thinks of death is not shown what else the word stands for; nor is a family with another illness, unless
        the guide explains that word.
        """
        other = question.first.other_illness
        is_elsewhere = bool(other) and not self._explained & set(map(self.stemmer.stem, other))
        return bool(first.crisis or first.gentle) or is_elsewhere

    def _gentle(self, place: int) -> GentleAnswer:
        prepared = self._language.gentle[place : place + 1]
        answer = prepared[0] if prepared else PreparedAnswer()
        entries = [entry for href in answer.sections if (entry := self._entry(href))]
        return GentleAnswer(answer.text, tuple((entry.href, entry.heading or entry.title) for entry in entries))

    def _query(self, parts: Iterable[Clause]) -> Query:
        wanted = [Query.boost_query(self._any(part.alternatives), part.weight) for part in parts]
        met = [Query.const_score_query(self._any(part.alternatives), COVER * part.weight) for part in parts]
        return Query.boolean_query([(Occur.Should, query) for query in (*wanted, *met)])

    def _any(self, ways: Sequence[Sequence[str]]) -> Query:
        return Query.disjunction_max_query([self._all(way) for way in ways])

    def _all(self, stems: Sequence[str]) -> Query:
        return Query.boolean_query([(Occur.Must, self._stem(stem)) for stem in dict.fromkeys(stems)])

    def _stem(self, stem: str) -> Query:
        fields = [
            Query.boost_query(Query.term_query(self._schema, field, stem, "freq"), boost)
            for field, boost in FIELDS.items()
        ]
        return Query.disjunction_max_query(fields, TIE)

    def _best(self, kind: str, query: Query) -> list[tuple[float, SearchDocument]]:
        """Return the best entries of a kind and how well they fit, best first."""
        of_kind = Query.boost_query(Query.term_query(self._schema, "kind", kind, "basic"), 0.0)
        both = Query.boolean_query([(Occur.Must, query), (Occur.Must, of_kind)])
        found = [
            (score, SearchDocument(**json.loads(self._searcher.doc(address)["entry"][0])))
            for score, address in self._searcher.search(both, LOOKED_AT[kind]).hits
        ]
        weighed = [(score * entry.weight, entry) for score, entry in found]
        return sorted(weighed, key=lambda row: -row[0])

    def _pages(self, found: Sequence[tuple[float, SearchDocument]], wanted: set[str]) -> list[SearchHit]:
        by_page: dict[str, list[tuple[float, SearchDocument]]] = {}
        for score, entry in found:
            by_page.setdefault(entry.page, []).append((score, entry))
        scores = {
            page: rows[0][0] + SUPPORT * sum(score for score, _ in rows[1:MOST_SECTIONS])
            for page, rows in by_page.items()
        }
        best = sorted(scores, key=lambda page: -scores[page])[:MOST_PAGES]
        shown = [page for page in best if scores[page] >= PAGES_FLOOR * scores[best[0]]]
        return [self._hit(scores[page], by_page[page], wanted) for page in shown]

    def _hit(self, score: float, rows: Sequence[tuple[float, SearchDocument]], wanted: set[str]) -> SearchHit:
        top, entry = rows[0]
        also = tuple(
            (other.href, other.heading)
            for other_score, other in rows[1:MOST_SECTIONS]
            if other.heading and other_score >= 0.5 * top
        )
        words = snippet(entry.text, wanted, self.stemmer)
        return SearchHit(entry.href, entry.title, entry.heading, entry.place, words, score, also)

    def _terms(self, found: Sequence[tuple[float, SearchDocument]], wanted: set[str]) -> list[SearchHit]:
        best = [row for row in found if row[0] >= TERMS_FLOOR * found[0][0]][: MOST_TERMS + 1]
        return [self._hit(score, [(score, entry)], wanted) for score, entry in best]

    def _term(self, question: ParsedQuery) -> TermResult | None:
        """Return the term that the whole question is about, if there is one."""
        href = next((self._names[name] for name in question.names if name in self._names), "")
        entry = self._entry(href) if href else None
        return TermResult(entry.href, entry.title, entry.say, entry.text) if entry else None

    def _crisis(self) -> CrisisHelp:
        """Return the help to show first: of the section, the lines that name the number to call, else all of it."""
        section, phone = self._language.crisis.section, self._language.crisis.phone
        entry = self._entry(section)
        lines = entry.text if entry else ()
        return CrisisHelp(section if entry else "", tuple(line for line in lines if phone in line) or lines, phone)

    def _entry(self, href: str) -> SearchDocument | None:
        hits = self._searcher.search(Query.term_query(self._schema, "href", href, "basic"), 1).hits
        return SearchDocument(**json.loads(self._searcher.doc(hits[0][1])["entry"][0])) if hits else None


@lru_cache(maxsize=4)
def open_index(folder: Path) -> SearchIndex:
    """Return the index in a folder, kept open; a new edition has a folder of another name."""
    return SearchIndex(folder)
