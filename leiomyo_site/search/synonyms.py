"""What an editor wrote about the words of a language: content/search/<lang>.yaml."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import yaml

from leiomyo_site.search.normalize import normalized_words
from leiomyo_site.search.rules import SearchRules, compiled_phrases
from leiomyo_site.text.condition import in_language, read_condition
from leiomyo_site.text.danger_signs import DangerSignsError, danger_searches

T = TypeVar("T")


class SynonymsError(ValueError):
    """The file cannot be used; says where and why."""


@dataclass(frozen=True)
class Synonym:
    """What people say, and the guide’s own words for it; each phrase as its folded words."""

    say: tuple[tuple[str, ...], ...]
    means: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class CrisisRule:
    """Which section to show first to whoever thinks of self-harm, and the number to call; empty if there is none."""

    section: str = ""
    phone: str = ""


@dataclass(frozen=True)
class PreparedAnswer:
    """What an editor wrote for some questions: paragraphs, then sections of the guide, or links to elsewhere."""

    text: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "PreparedAnswer":
        """Return an answer from its plain values."""
        return cls(tuple(kept.get("text", ())), tuple(kept.get("sections", ())), _pairs(kept.get("links", [])))


@dataclass(frozen=True)
class SearchLanguage:
    """All of it; in `means` the little words are already left out. Rules are those of all languages."""

    little: frozenset[str] = frozenset()
    same: tuple[Synonym, ...] = ()
    crisis: CrisisRule = CrisisRule()
    gentle: tuple[PreparedAnswer, ...] = ()
    other_illness: PreparedAnswer = PreparedAnswer()
    rules: SearchRules = field(default_factory=SearchRules)

    def to_json(self) -> dict[str, Any]:
        """Return the same as plain lists."""
        return {**asdict(self), "little": sorted(self.little)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "SearchLanguage":
        """Return what `to_json` gave."""
        return cls(
            little=frozenset(kept["little"]),
            same=tuple(Synonym(_tuples(row["say"]), _tuples(row["means"])) for row in kept["same"]),
            crisis=CrisisRule(**kept["crisis"]),
            gentle=tuple(map(PreparedAnswer.from_json, kept["gentle"])),
            other_illness=PreparedAnswer.from_json(kept["other_illness"]),
            rules=SearchRules.from_json(kept["rules"]),
        )


def read_language(path: Path) -> SearchLanguage:
    """Return what the file says, with the rules of every language beside it; no words if there is no such file.

    Raises:
        SynonymsError: a file is not YAML, or a part of it is not what it should be.
    """
    rules = read_rules(path.parent)
    if not path.exists():
        return SearchLanguage(rules=rules)
    known = _read(path, _language)
    condition = path.parent.parent / "condition.yaml"
    name = in_language(read_condition(condition).name, path.stem) if condition.exists() else ""
    text = tuple(line.replace("{name}", name) for line in known.other_illness.text)
    return replace(known, rules=rules, other_illness=replace(known.other_illness, text=text))


def read_rules(folder: Path) -> SearchRules:
    """Return the rules of all languages of a folder, with the danger signs and the condition of its content folder.

    Raises:
        SynonymsError: a file cannot be used.
    """
    searches = _danger_searches(folder.parent / "danger-signs.yaml")
    rules = SearchRules()
    for path in sorted(folder.glob("*.yaml")):
        rules += _read(path, partial(_rules, searches=searches.get(path.stem, ())))
    condition = folder.parent / "condition.yaml"
    return replace(rules, own=_own_names(condition)) if condition.exists() else rules


def _danger_searches(path: Path) -> Mapping[str, Sequence[str]]:
    """Return what makes a question urgent, by language: what families type of each sign, and the words of its card."""
    try:
        return danger_searches(path)
    except DangerSignsError as error:
        raise SynonymsError(str(error)) from error


def _own_names(path: Path) -> tuple[str, ...]:
    about = read_condition(path)
    names = {*about.codes.names, *about.name.values(), about.phrase_prefix}
    # Of a name in several words, each may be part of another illness.
    return tuple(sorted(words[0] for words in map(normalized_words, names) if len(words) == 1))


def _read(path: Path, interpret: Callable[[dict[str, Any]], T]) -> T:
    try:
        return interpret(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) or {})
    except yaml.YAMLError as error:
        raise SynonymsError(f"{path}: {error}") from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise SynonymsError(f"{path}: {error}; look at the first lines of content/search/en.yaml") from error


def _rules(content: dict[str, Any], searches: Sequence[str]) -> SearchRules:
    groups = {name: words.split() for name, words in content.get("groups", {}).items()}

    def compiled(phrases: object) -> tuple[str, ...]:
        return compiled_phrases(_list_of_phrases(phrases), groups)

    return SearchRules(
        urgent=compiled([*searches, *_list_of_phrases(content.get("urgent", []))]),
        crisis=compiled(content.get("crisis", {}).get("say", [])),
        illness=compiled(content.get("other_illness", {}).get("say", [])),
        between=tuple(normalized_words(content.get("between", ""))),
        gentle=tuple(compiled(answer["say"]) for answer in content.get("gentle", [])),
    )


def _language(content: dict[str, Any]) -> SearchLanguage:
    little = frozenset(normalized_words(content.get("little", "")))
    same = [Synonym(_phrases(row["say"]), _phrases(row["means"], without=little)) for row in content.get("same", [])]
    crisis = content.get("crisis", {})
    return SearchLanguage(
        little,
        tuple(same),
        CrisisRule(crisis["section"], str(crisis["phone"])) if "section" in crisis else CrisisRule(),
        tuple(map(PreparedAnswer.from_json, content.get("gentle", []))),
        PreparedAnswer.from_json(content.get("other_illness", {})),
    )


def _list_of_phrases(phrases: object) -> list[Any]:
    if not isinstance(phrases, list):
        raise TypeError(f"a list of phrases is wanted where “{phrases}” stands")
    return phrases


def _phrases(phrases: list[str], *, without: frozenset[str] = frozenset()) -> tuple[tuple[str, ...], ...]:
    made = tuple(
        tuple(word for word in normalized_words(str(phrase)) if word not in without)
        for phrase in _list_of_phrases(phrases)
    )
    if empty := [phrase for phrase, words in zip(phrases, made, strict=True) if not words]:
        raise ValueError(f"“{empty[0]}” has no words to search for")
    return made


def _tuples(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in rows)


def _pairs(rows: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, href) for name, href in rows)
