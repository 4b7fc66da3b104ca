"""One content file and back: front matter and Markdown as text, byte for byte but for composed letters (NFC).

The front matter is a small, strict part of YAML: `key: "text"`, or `key:` with lines `- "text"`, texts quoted as JSON.
Anything looser would be read differently by different readers (`no`, `12:30`, `0777`), so it is refused by line.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leiomyo_site.text.normalization import stored

Value = str | tuple[str, ...]
KEY = re.compile(r"([a-z_]+):(?: (.+))?")


class FrontMatterError(ValueError):
    """A content file cannot be read; says the line and how to mend it."""


@dataclass(frozen=True)
class FileSchema:
    """The keys of one kind of file, in their order; `lists` hold lists, and `optional` ones are left out when empty."""

    keys: Sequence[str]
    lists: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


TERM_SCHEMA = FileSchema(
    (
        "code",
        "slug",
        "name",
        "say",
        "other_names",
        "spellings",
        "match_case",
        "see_also",
        "written",
        "review_months",
    ),
    frozenset({"other_names", "spellings", "see_also"}),
)


def _text(raw: str, line: int) -> str:
    try:
        value = json.loads(raw)
    except ValueError:
        value = None
    if not isinstance(value, str):
        raise FrontMatterError(f'line {line}: write the value in double quotes, such as "like this"')
    return value


def _front_matter(lines: Sequence[str], schema: FileSchema) -> dict[str, Value]:
    found: dict[str, Value] = {}
    key = ""
    for line, text in enumerate(lines, 2):
        if text.startswith("- ") and key in schema.lists:
            found[key] = (*found[key], _text(text[2:], line))
            continue
        match = KEY.fullmatch(text)
        if not match:
            raise FrontMatterError(f'line {line}: expected a line such as title: "Surgery"')
        key, raw = match.groups()
        if key not in schema.keys:
            raise FrontMatterError(f"line {line}: there is no field “{key}”; the fields are {', '.join(schema.keys)}")
        if key in found:
            raise FrontMatterError(f"line {line}: {key} stands twice; keep one")
        if key in schema.lists:
            if raw not in (None, "[]"):
                raise FrontMatterError(f'line {line}: {key} is a list: one line each below it, such as - "first"')
            found[key] = ()
        else:
            found[key] = _text(raw or "", line)
    return found


def _first_difference(source: str, canonical: str) -> str:
    """Say on which line a file leaves the one form that all files have, and how to write it."""
    for line, (found, wanted) in enumerate(zip(source.split("\n"), canonical.split("\n"), strict=False), 1):
        if found != wanted:
            return f"line {line}: write it as {wanted}" if wanted else f"line {line}: leave this line empty"
    return f"line {len(canonical.splitlines())}: end the file here, with one line end and no empty line after it"


def parse_file(data: bytes, schema: FileSchema) -> tuple[dict[str, Value], str]:
    """Return the front matter and the Markdown body of a content file.

    Raises:
        FrontMatterError: the file is not in the form that `compose_file` writes.
    """
    try:
        source = stored(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FrontMatterError(f"line {line}: save the file as UTF-8") from error
    if source.startswith("\ufeff") or "\r" in source:
        raise FrontMatterError("line 1: save the file with plain line ends (LF) and without a byte order mark")
    head, separator, body = source.partition("\n---\n\n")
    if not source.startswith("---\n") or not separator:
        raise FrontMatterError("line 1: begin with ---, then the fields, then --- and an empty line")
    fields = _front_matter(head.split("\n")[1:], schema)
    for key in schema.keys:
        if key not in fields and key not in schema.optional:
            raise FrontMatterError(f"line 2: {key} is missing; the fields are {', '.join(schema.keys)}")
    if list(fields) != [key for key in schema.keys if key in fields]:
        raise FrontMatterError(f"line 2: keep the fields in the order {', '.join(schema.keys)}")
    canonical = compose_file(fields, body, schema).decode()
    if canonical != source:
        raise FrontMatterError(_first_difference(source, canonical))
    return fields, body


def compose_file(fields: Mapping[str, Value], body: str, schema: FileSchema) -> bytes:
    """Return the bytes of a content file: always the same bytes for the same words."""
    lines = ["---"]
    for key in schema.keys:
        if key in schema.optional and not fields.get(key):
            continue
        value = fields[key]
        if key not in schema.lists:
            lines.append(f"{key}: {json.dumps(value, ensure_ascii=False)}")
        elif value:
            lines += [f"{key}:", *(f"- {json.dumps(item, ensure_ascii=False)}" for item in value)]
        else:
            lines.append(f"{key}: []")
    return ("\n".join([*lines, "---", "", body.strip("\n")]) + "\n").encode()


def compose_sources(sources: Mapping[str, Mapping[str, str]]) -> bytes:
    """Return the bytes of the source catalogue: sources by key, each with its fields in the order they are given.

    >>> print(compose_sources({"a-2020": {"citation": "A study.", "year": "2020"}}).decode(), end="")
    a-2020:
      citation: "A study."
      year: "2020"
    """
    lines = []
    for key in sorted(sources):
        lines.append(f"{key}:")
        lines += [f"  {name}: {json.dumps(text, ensure_ascii=False)}" for name, text in sources[key].items()]
    return ("\n".join(lines) + "\n").encode()
