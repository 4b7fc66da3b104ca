"""The danger signs that the page on when to call must name, each in its card, so that no edit can lose one."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from leiomyo_site.text.file_cache import cached_by_file
from leiomyo_site.text.normalization import without_accents
from leiomyo_site.text.plain_text import TextBlock
from leiomyo_site.text.style_checks import Issue

# How soon to act, by the class of the card; “call” is the team, day or night.
TIERS = ("emergency", "hospital", "call", "office")
URGENT_TIERS = TIERS[:3]
WORD = re.compile(r"[^\W_]+")
SOURCES_NEEDED = 2


class DangerSignsError(ValueError):
    """The file cannot be used; says file, sign and how to mend it."""


@dataclass(frozen=True)
class DangerSign:
    """One sign: its card, the words that name it and its threshold there, and what to do first.

    All of `says` stand in one item of the card, `first_steps` anywhere on the page. A sign has two sources or is a
    safe rule of our own, which waits for a clinician. `searches` are what families type of it, by language; a sign that
    waits for office hours needs none.
    """

    tier: str
    says: tuple[str, ...]
    first_steps: tuple[str, ...]
    sources: tuple[str, ...]
    searches: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@cached_by_file
def read_danger_signs(path: Path, lang: str) -> tuple[DangerSign, ...]:
    """Return the signs of one language; none if there is no file or it does not have the language.

    Raises:
        DangerSignsError: the file is no YAML, or a sign has no words, an unknown field or too few sources.
    """
    return _read_signs(path).get(lang, ())


def danger_searches(path: Path) -> Mapping[str, tuple[str, ...]]:
    """Return the phrases that make a question urgent, by language: what families type of a sign, and its own words.

    Raises:
        DangerSignsError: as for reading the signs.
    """
    found: dict[str, tuple[str, ...]] = {}
    for own_lang, signs in _read_signs(path).items():
        for sign in (sign for sign in signs if sign.tier in URGENT_TIERS):
            own_words = " ".join(WORD.findall(without_accents(" ".join(sign.says))))
            for lang, phrases in ((own_lang, (own_words,)), *sign.searches.items()):
                found[lang] = (*found.get(lang, ()), *phrases)
    return found


def _read_signs(path: Path) -> Mapping[str, tuple[DangerSign, ...]]:
    if not path.exists():
        return {}
    try:
        by_lang = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) or {}
        return {
            lang: tuple(_sign(path, tier, row) for tier, rows in cards.items() for row in rows)
            for lang, cards in by_lang.items()
        }
    except (yaml.YAMLError, AttributeError, TypeError) as error:
        raise DangerSignsError(f"{path}: {error}; write a list of signs for each card of each language") from error


def _sign(path: Path, tier: str, row: dict[str, Any]) -> DangerSign:
    left = dict(row)
    says, steps, sources = (_texts(left.pop(key, [])) for key in ("says", "first_steps", "sources"))
    searches = {lang: _texts(phrases) for lang, phrases in left.pop("searches", {}).items()}
    is_safe_rule = left.pop("safe_rule", False) is True
    if tier not in TIERS or not says or left:
        fields = "says, first_steps, sources, safe_rule or searches"
        raise DangerSignsError(f"{path}: {row}: write {fields} below {', '.join(TIERS)}")
    if tier in URGENT_TIERS and not any(searches.values()):
        raise DangerSignsError(f"{path}: {says[0]}: add searches, what families type when they see it")
    if len(set(sources)) < SOURCES_NEEDED and not is_safe_rule:
        raise DangerSignsError(f"{path}: {says[0]}: name two sources, or mark it as safe_rule: true")
    return DangerSign(tier, says, steps, sources, searches)


def _texts(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(map(str, value)) if isinstance(value, list) else ()


def danger_sign_issues(
    signs: Iterable[DangerSign], blocks: Sequence[TextBlock], sources: Iterable[str]
) -> Iterator[Issue]:
    """Yield the signs that a page does not name in their card, lost first steps, and sources it does not list."""
    known = frozenset(sources)
    items = [(_tier(block), block.text.lower()) for block in blocks if block.tag == "li"]
    page = "\n".join(block.text.lower() for block in blocks)
    for sign in signs:
        name = ", ".join(sign.says)
        if not any(tier == sign.tier and _has_all(text, sign.says) for tier, text in items):
            yield Issue("danger sign", f"the danger sign “{name}” is not in the card “{sign.tier}”: put it back")
        if not _has_all(page, sign.first_steps):
            yield Issue("danger sign", f"what to do first for “{name}” is gone: “{', '.join(sign.first_steps)}”")
        for key in sign.sources:
            if key not in known:
                yield Issue("danger sign", f"“{name}” rests on {key}: add it to the sources of the page")


def _tier(block: TextBlock) -> str:
    """Return the card that a block stands in, empty outside every card."""
    return next((tier for tier in ("emergency", "hospital", "office", "call") if tier in block.boxes), "")


def _has_all(text: str, phrases: Iterable[str]) -> bool:
    return all(phrase.lower() in text for phrase in phrases)
