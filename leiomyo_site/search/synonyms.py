"""What an editor wrote about the words of a language: content/search/<lang>.yaml."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from leiomyo_site.search.normalize import normalized_words


class SynonymsError(ValueError):
    """The file cannot be used; says where and why."""


@dataclass(frozen=True)
class Synonym:
    """What people say, and the guide’s own words for it; each phrase as its folded words."""

    say: tuple[tuple[str, ...], ...]
    means: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class CrisisRule:
    """What to look for, which section to show first, and the number to call; no phrases if there is none."""

    say: tuple[tuple[str, ...], ...] = ()
    section: str = ""
    phone: str = ""


@dataclass(frozen=True)
class SearchLanguage:
    """All of it; in `means` the little words are already left out."""

    little: frozenset[str] = frozenset()
    same: tuple[Synonym, ...] = ()
    urgent: tuple[tuple[str, ...], ...] = ()
    crisis: CrisisRule = CrisisRule()

    def to_json(self) -> dict[str, Any]:
        """Return the same as plain lists."""
        return {**asdict(self), "little": sorted(self.little)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "SearchLanguage":
        """Return what `to_json` gave."""
        same = tuple(Synonym(_tuples(row["say"]), _tuples(row["means"])) for row in kept["same"])
        crisis = CrisisRule(_tuples(kept["crisis"]["say"]), kept["crisis"]["section"], kept["crisis"]["phone"])
        return cls(frozenset(kept["little"]), same, _tuples(kept["urgent"]), crisis)


def read_language(path: Path) -> SearchLanguage:
    """Return what the file says; nothing at all if there is no such file.

    Raises:
        SynonymsError: it is not YAML, or a part of it is not what it should be.
    """
    if not path.exists():
        return SearchLanguage()
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) or {}
    except yaml.YAMLError as error:
        raise SynonymsError(f"{path}: {error}") from error
    try:
        return _language(content)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise SynonymsError(f"{path}: {error}; look at the first lines of content/search/en.yaml") from error


def _language(content: dict[str, Any]) -> SearchLanguage:
    little = frozenset(normalized_words(content.get("little", "")))
    same = [Synonym(_phrases(row["say"]), _phrases(row["means"], without=little)) for row in content.get("same", [])]
    crisis = content.get("crisis")
    return SearchLanguage(
        little,
        tuple(same),
        _phrases(content.get("urgent", [])),
        CrisisRule(_phrases(crisis["say"]), crisis["section"], str(crisis["phone"])) if crisis else CrisisRule(),
    )


def _phrases(phrases: list[str], *, without: frozenset[str] = frozenset()) -> tuple[tuple[str, ...], ...]:
    if not isinstance(phrases, list):
        raise TypeError(f"a list of phrases is wanted where “{phrases}” stands")
    made = tuple(tuple(word for word in normalized_words(str(phrase)) if word not in without) for phrase in phrases)
    if empty := [phrase for phrase, words in zip(phrases, made, strict=True) if not words]:
        raise ValueError(f"“{empty[0]}” has no words to search for")
    return made


def _tuples(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in rows)
