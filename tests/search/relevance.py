"""The judged questions, and how well the answers to them do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from leiomyo_site.search.engine import SearchResults

FILE = Path(__file__).parent / "relevance_judgments.yaml"


@dataclass(frozen=True)
class Judged:
    """What a parent types, and the addresses that answer it, any of them."""

    ask: str
    find: tuple[str, ...]

    @property
    def pages(self) -> frozenset[str]:
        return frozenset(address.partition("#")[0] for address in self.find)


@dataclass(frozen=True)
class Relevance:
    """At which place the first right page came, by question; 0 is first, None is nowhere."""

    places: dict[str, int | None]

    def share(self, within: int) -> float:
        """Return the share of questions whose first right page is among so many."""
        return sum(place is not None and place < within for place in self.places.values()) / len(self.places)

    def shares(self) -> dict[str, float]:
        return {"questions": len(self.places), "first": round(self.share(1), 3), "first_three": round(self.share(3), 3)}

    def missed(self, within: int) -> dict[str, int | None]:
        return {ask: place for ask, place in self.places.items() if place is None or place >= within}


def judged(part: str) -> list[Judged]:
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))[part]
    return [Judged(row["ask"], tuple(row["find"])) for row in rows]


def hrefs(answer: SearchResults) -> list[str]:
    """Return every address that an answer shows, in the order in which a reader meets them."""
    first = [shown.href for shown in (answer.crisis, answer.term) if shown and shown.href]
    gentle = [href for href, _ in answer.gentle.links] if answer.gentle else []
    return [*first, *gentle, *(hit.href for hit in (*answer.pages, *answer.terms))]


def judge(answer: Callable[[str], SearchResults], questions: Iterable[Judged]) -> Relevance:
    return judge_hrefs(lambda ask: hrefs(answer(ask)), questions)


def judge_hrefs(answer: Callable[[str], list[str]], questions: Iterable[Judged]) -> Relevance:
    """Put every question and see where the first right page comes; sections count as their page."""
    places = {}
    for question in questions:
        shown = [href.partition("#")[0] for href in answer(question.ask)]
        places[question.ask] = next((at for at, page in enumerate(shown) if page in question.pages), None)
    return Relevance(places)
