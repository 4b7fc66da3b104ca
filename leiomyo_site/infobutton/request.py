"""The names and values of a request, or one plain sentence that says why it cannot be used.

No sentence here repeats anything of the request: what a stranger sends must not come back.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import parse_qsl

from leiomyo_site.infobutton.code_systems import MESH_OID, OID, CodeSystem, find_system

LONGEST_REQUEST_BYTES = 32_768
LONGEST_VALUE = 512
MOST_NAMES = 100
FORMATS = {"text/xml": "xml", "application/json": "json", "application/javascript": "jsonp", "text/html": "html"}
CALLBACK = re.compile(r"[A-Za-z_$][A-Za-z0-9_$.]{0,63}")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# The first of several has no number; some senders begin with 0, others with 1.
CRITERION = re.compile(r"mainsearchcriteria\.(v|c)\.(c|cs|dn|ot)(0|[1-9][0-9]?)?")
SUB_TOPIC = re.compile(r"subtopic\.(v|c)\.(c|cs)(0|[1-9][0-9]?)?")
LANGUAGE = re.compile(r"informationrecipient\.languagecode\.c(0|[1-9][0-9]?)?")
# Signs that XML 1.0 cannot carry; they mean nothing in a name or a code.
UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class InvalidRequest(Exception):
    """A request cannot be answered: the status to answer with, and a sentence that is safe to show to anyone."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class SearchCriterion:
    """One thing asked about. `code` is as its system writes it, empty if there is none or it cannot be one.

    `raw_code`, `display` and `original` are the sender's own words: to be read, never to be shown.
    """

    raw_code: str
    system: CodeSystem | None
    code: str
    display: str
    original: str


@dataclass(frozen=True)
class InfobuttonRequest:
    """A request that can be answered. `languages` are primary tags in the order of preference, none for any."""

    criteria: tuple[SearchCriterion, ...]
    task: str
    sub_topics: tuple[str, ...]
    languages: tuple[str, ...]
    wants_patient_pages: bool
    format: str
    callback: str
    notification: str


def decode_parameters(*encoded: bytes) -> dict[str, str]:
    """Return the values of a query and a form body by their names in small letters; empty values are left out.

    >>> decode_parameters(b"A=1&&b=", b"c=%00x+y")
    {'a': '1', 'c': 'x y'}

    Raises:
        Refused: too much, too long, or a name with two values.
    """
    values: dict[str, str] = {}
    if sum(map(len, encoded)) > LONGEST_REQUEST_BYTES:
        _refuse("The request is too long: send at most 32 KB.")
    for part in encoded:
        try:
            pairs = parse_qsl(part.decode("utf-8", "replace"), max_num_fields=MOST_NAMES)
        except ValueError:
            _refuse(f"The request has too many names: send at most {MOST_NAMES}.")
        for name, value in pairs:
            if len(value) > LONGEST_VALUE or len(name) > LONGEST_VALUE:
                _refuse(f"A value is too long: send at most {LONGEST_VALUE} characters in each.")
            name, value = name.strip().lower(), UNPRINTABLE.sub("", value).strip()
            if not value:
                continue
            if name in values:
                _refuse("A name stands twice: add 1, 2 and so on to each later one, such as mainSearchCriteria.v.c1.")
            values[name] = value
    return values


def parse_request(values: Mapping[str, str]) -> InfobuttonRequest:
    """Return what is asked by values that `read_values` gave.

    Raises:
        Refused: there is nothing to look up, a code has no code system, or the form of answer is not known.
    """
    form = _format(values)
    callback = values.get("callback", "")
    if form == "jsonp" and not CALLBACK.fullmatch(callback):
        _refuse("callback must be the name of a JavaScript function: letters, digits, _ $ and points, at most 64.")
    return InfobuttonRequest(
        criteria=_criteria(values),
        task=values.get("taskcontext.c.c", "").upper(),
        sub_topics=_sub_topics(values),
        languages=_languages(values),
        wants_patient_pages=values.get("informationrecipient", "").upper() == "PAT",
        format=form,
        callback=callback if form == "jsonp" else "",
        notification=_notification(values),
    )


def has_criteria(values: Mapping[str, str]) -> bool:
    """Does a request name anything to look up, well or badly?"""
    return any(CRITERION.fullmatch(name) for name in values)


def _criteria(values: Mapping[str, str]) -> tuple[SearchCriterion, ...]:
    parts = _numbered(values, CRITERION)
    criteria = tuple(_criterion(part) for _, part in sorted(parts.items()))
    if not criteria:
        _refuse(
            "There is nothing to look up: send mainSearchCriteria.v.c with mainSearchCriteria.v.cs, or "
            "mainSearchCriteria.v.ot."
        )
    return criteria


def _criterion(part: Mapping[str, str]) -> SearchCriterion:
    code, name = part.get("c", ""), part.get("cs", "")
    display, original = part.get("dn", ""), part.get("ot", "")
    if code and not name:
        _refuse(
            "mainSearchCriteria.v.c needs mainSearchCriteria.v.cs: send the OID of its code system, such as "
            "2.16.840.1.113883.6.90 for ICD-10-CM."
        )
    if not (code or display or original):
        _refuse("mainSearchCriteria.v.cs needs mainSearchCriteria.v.c: send the code to look up.")
    system = find_system(name) if code else None
    return SearchCriterion(code, system, system.normalize(code) if system else "", display, original)


def _numbered(values: Mapping[str, str], names: re.Pattern[str]) -> dict[int, dict[str, str]]:
    """Return the fields of each numbered group; where a name of today and an old one stand, that of today wins."""
    groups: dict[int, dict[str, str]] = {}
    for axis in ("c", "v"):
        for name, value in values.items():
            found = names.fullmatch(name)
            if found and found[1] == axis:
                groups.setdefault(int(found[3] or -1), {})[found[2]] = value
    return groups


def _sub_topics(values: Mapping[str, str]) -> tuple[str, ...]:
    groups = sorted(_numbered(values, SUB_TOPIC).items())
    mesh = ("", MESH_OID, f"urn:oid:{MESH_OID}")
    return tuple(part["c"].upper() for _, part in groups if "c" in part and part.get("cs", "").lower() in mesh)


def _languages(values: Mapping[str, str]) -> tuple[str, ...]:
    found = [(int(match[1] or -1), value) for name, value in values.items() if (match := LANGUAGE.fullmatch(name))]
    return tuple(re.split("[-_]", value.lower())[0] for _, value in sorted(found))


def _format(values: Mapping[str, str]) -> str:
    wanted = values.get("knowledgeresponsetype", "text/xml").split(";")[0].strip().lower()
    if wanted not in FORMATS:
        raise InvalidRequest(415, f"knowledgeResponseType is not one that we can send: use {', '.join(FORMATS)}.")
    return FORMATS[wanted]


def _notification(values: Mapping[str, str]) -> str:
    """Return the request's own number as a URN; empty if it has none, or one that is neither UUID nor OID."""
    number = values.get("knowledgerequestnotification.id.root", "").lower()
    if UUID.fullmatch(number):
        return f"urn:uuid:{number}"
    return f"urn:oid:{number}" if OID.fullmatch(number) else ""


def _refuse(sentence: str) -> NoReturn:
    raise InvalidRequest(400, sentence)
