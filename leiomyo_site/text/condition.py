"""The illness that the guide is about, as content/condition.yaml describes it: nothing else in the code names it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from leiomyo_site.text.file_cache import cached_by_file
from leiomyo_site.text.urls import DEFAULT_LANG

# A text for visitors by language; every one has the site's own language.
Localized = Mapping[str, str]


class ConditionError(ValueError):
    """The file cannot be used; says file, line and how to mend it."""


@dataclass(frozen=True)
class ConditionDiagrams:
    """Names of diagrams: in the header, on the home page, and on the card of each section by its key."""

    header: str
    home: str
    sections: Mapping[str, str]


@dataclass(frozen=True)
class CodeLookup:
    """How codes and texts of medical records lead to pages; content/condition.yaml says what each field is for.

    `pages` are slugs by the name that codes.csv gives them; lists of pages hold such names, best first. Patterns of
    `compatible` and `competing` match whole codes, by the key of a system; `look_alikes` is found anywhere in a text,
    and so is `spread`, which says where a tumor went and nothing of its kind.
    """

    related: Localized
    wider_example: str
    others: Localized
    excluded: Localized
    pages: Mapping[str, str]
    leading_pages: tuple[str, ...]
    usual_pages: tuple[str, ...]
    pages_by_task: Mapping[str, tuple[str, ...]]
    pages_by_subtopic: Mapping[str, tuple[str, ...]]
    names: tuple[str, ...]
    look_alikes: re.Pattern[str]
    general_words: frozenset[str]
    qualifiers: frozenset[str]
    spread: re.Pattern[str]
    withheld: Mapping[str, tuple[str, ...]]
    compatible: Mapping[str, re.Pattern[str]]
    competing: Mapping[str, re.Pattern[str]]


@dataclass(frozen=True)
class Condition:
    """What the site says of the illness itself; pages are named by slug."""

    name: Localized
    description: Localized
    tagline: Localized
    phrase_prefix: str
    call_page: str
    first_pages: tuple[str, ...]
    diagrams: ConditionDiagrams
    codes: CodeLookup

    def heading(self, lang: str) -> str:
        """Return the name as it begins a sentence."""
        name = in_language(self.name, lang)
        return name[:1].upper() + name[1:]


def in_language(texts: Localized, lang: str) -> str:
    """Return a text in a language, or in the site's own where it is not translated.

    >>> in_language({"en": "measles", "es": "sarampión"}, "fr")
    'measles'
    """
    return texts.get(lang, texts[DEFAULT_LANG])


@cached_by_file
def read_condition(path: Path) -> Condition:
    """Return the condition of a content folder's condition.yaml.

    Raises:
        ConditionError: the file is not there, is no YAML, or a field is missing, unknown or of another kind.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise ConditionError(f"{path}: cannot be read; write it as docs/architecture.md says") from error
    except UnicodeDecodeError as error:
        raise ConditionError(f"{path}: save the file as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConditionError(f"{path}, line {line}: {error.problem}; write it as YAML") from error
    fields = _Fields(path, root, "the file")
    condition = Condition(
        name=fields.localized("name"),
        description=fields.localized("description"),
        tagline=fields.localized("tagline"),
        phrase_prefix=fields.text("phrase_prefix", re.compile("[A-Za-z]{1,12}"), "1 to 12 letters, such as ABC"),
        call_page=fields.text("call_page"),
        first_pages=fields.texts("first_pages"),
        diagrams=_diagrams(fields.fields("diagrams")),
        codes=_codes(fields.fields("codes")),
    )
    fields.require_all_known()
    return condition


def _diagrams(fields: "_Fields") -> ConditionDiagrams:
    diagrams = ConditionDiagrams(fields.text("header"), fields.text("home"), fields.texts_by_key("sections"))
    fields.require_all_known()
    return diagrams


def _codes(fields: "_Fields") -> CodeLookup:
    pages = fields.texts_by_key("pages")
    codes = CodeLookup(
        related=fields.localized("related"),
        wider_example=fields.text("wider_example"),
        others=fields.localized("others"),
        excluded=fields.localized("excluded"),
        pages=pages,
        leading_pages=fields.texts("leading_pages", among=pages),
        usual_pages=fields.texts("usual_pages", among=pages),
        pages_by_task=fields.lists_by_key("pages_by_task", among=pages),
        pages_by_subtopic=fields.lists_by_key("pages_by_subtopic", among=pages),
        names=fields.texts("names"),
        look_alikes=fields.any_pattern("look_alikes"),
        general_words=frozenset(fields.text("general_words").split()),
        qualifiers=frozenset(fields.text("qualifiers").split()),
        spread=fields.any_pattern("spread"),
        withheld=fields.lists_by_key("withheld", keys=pages),
        compatible=fields.patterns("compatible"),
        competing=fields.patterns("competing"),
    )
    fields.require_all_known()
    return codes


class _Fields:
    """The fields of one mapping of the file, taken one by one; each error names the line."""

    def __init__(self, path: Path, node: Node | None, name: str) -> None:
        self._path = path
        if not isinstance(node, MappingNode):
            raise self._error(node, f"{name} is not a list of fields; write each as “field: value”")
        self._node = node
        self._name = name
        self._left = {key.value: value for key, value in node.value}

    def fields(self, key: str) -> "_Fields":
        return _Fields(self._path, self._take(key), key)

    def text(self, key: str, shape: re.Pattern[str] | None = None, expected: str = "") -> str:
        node = self._take(key)
        text = self._text(key, node)
        if shape and not shape.fullmatch(text):
            raise self._error(node, f"{key} is “{text}”; write {expected}")
        return text

    def texts(self, key: str, *, among: Iterable[str] = ()) -> tuple[str, ...]:
        return self._texts(key, self._take(key), tuple(among))

    def localized(self, key: str) -> Localized:
        node = self._take(key)
        texts = {lang: self._text(key, text) for lang, text in self._items(key, node)}
        if DEFAULT_LANG not in texts:
            raise self._error(node, f"{key} has no text in “{DEFAULT_LANG}”; add {DEFAULT_LANG}: and the text")
        return texts

    def texts_by_key(self, key: str) -> Mapping[str, str]:
        return {name: self._text(key, text) for name, text in self._items(key, self._take(key))}

    def lists_by_key(
        self, key: str, *, among: Iterable[str] = (), keys: Iterable[str] = ()
    ) -> Mapping[str, tuple[str, ...]]:
        """Return lists whose items stand in `among` and whose names stand in `keys`, each where it is given."""
        node, known, names = self._take(key), tuple(among), tuple(keys)
        for name, _ in self._items(key, node):
            if names and name not in names:
                raise self._error(node, f"{key} has “{name}”; use {', '.join(names)}")
        return {name: self._texts(key, items, known) for name, items in self._items(key, node)}

    def patterns(self, key: str) -> Mapping[str, re.Pattern[str]]:
        return {name: self._pattern(f"{key} of {name}", node) for name, node in self._items(key, self._take(key))}

    def any_pattern(self, key: str) -> re.Pattern[str]:
        """Return one pattern that finds whatever one of a list finds."""
        node = self._take(key)
        if not isinstance(node, SequenceNode):
            raise self._error(node, f"{key} is not a list; write each pattern on a line of its own, after a -")
        return re.compile("|".join(f"(?:{self._pattern(key, item).pattern})" for item in node.value) or "(?!)")

    def require_all_known(self) -> None:
        for key, node in self._left.items():
            raise self._error(node, f"there is no field “{key}” in {self._name}; remove it or mend its name")

    def _pattern(self, key: str, node: Node) -> re.Pattern[str]:
        try:
            return re.compile(self._text(key, node))
        except re.error as error:
            raise self._error(node, f"{key} is no regular expression: {error}") from error

    def _take(self, key: str) -> Node:
        if key not in self._left:
            raise self._error(self._node, f"{key} is missing in {self._name}; add it")
        return self._left.pop(key)

    def _items(self, key: str, node: Node) -> Iterator[tuple[str, Node]]:
        if not isinstance(node, MappingNode):
            raise self._error(node, f"{key} is not a list of fields; write each as “field: value”")
        for name, value in node.value:
            yield name.value, value

    def _texts(self, key: str, node: Node, among: tuple[str, ...]) -> tuple[str, ...]:
        if not isinstance(node, SequenceNode):
            raise self._error(node, f"{key} is not a list; write it as [first, second]")
        texts = tuple(self._text(key, item) for item in node.value)
        for text, item in zip(texts, node.value, strict=True):
            if among and text not in among:
                raise self._error(item, f"{key} has “{text}”; use {', '.join(among)}")
        return texts

    def _text(self, key: str, node: Node) -> str:
        if not isinstance(node, ScalarNode) or not node.value.strip():
            raise self._error(node, f"{key} is not a text; write it on the same line")
        return node.value.strip()

    def _error(self, node: Node | None, problem: str) -> ConditionError:
        line = node.start_mark.line + 1 if node else 1
        return ConditionError(f"{self._path}, line {line}: {problem}")
