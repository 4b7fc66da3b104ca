"""Each of our addresses in a pasted text, and how it stands today. Nothing of the text is kept."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from urllib.parse import unquote

from leiomyo_site.editorial.selectors import PublishedVersion
from leiomyo_site.permalinks.code_normalization import canonical_path, is_short_link, raw_code
from leiomyo_site.permalinks.code_suggestions import similar_codes
from leiomyo_site.permalinks.urls import short_path
from leiomyo_site.site.version_history import VersionHistory, VersionStatus, replacement_of, version_path
from leiomyo_site.text.normalization import comparable

MAX_LINKS = 200
# What may end an address in a sentence, in a list or in brackets.
TRAILING_PUNCTUATION = ".,;:!?)]}>'\"*"
# What mail programs make of an address: a line broken within it, and the address inside one of their own.
BROKEN_LINE = re.compile(r"(?<=\S)=\r?\n(?=\S)")
ESCAPED = re.compile(r"https?%3A%2F%2F[^\s&<>\"]+", re.IGNORECASE)
DEFENSE_2 = re.compile(r"(?<=[?&]u=)https?-3A__[^\s&<>\"]+")
DEFENSE_3 = re.compile(r"/v3/__(https?:/{1,2}\S{1,2000}?)__;\S*")
# Pages that belong to no code, and stay where they are.
UTILITY_PATHS = frozenset({"/", "/glossary/", "/search/", "/for-clinics/", "/packet/"})


class LinkStatus(Enum):
    """How an address stands; the worst first is the order in which staff should look."""

    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"
    CHANGED = "changed"
    MOVED = "moved"
    CURRENT = "current"


@dataclass(frozen=True)
class LinkResult:
    """One address as it was written, and what is to be said of it.

    `text` is what it leads to, `instead` the text to use, `changes` what came after the number that it names, safety
    first, and `likely` the texts that may have been meant.
    """

    written: str
    verdict: LinkStatus
    text: VersionHistory | None = None
    number: int = 0
    instead: VersionHistory | None = None
    changes: tuple[PublishedVersion, ...] = ()
    likely: tuple[VersionHistory, ...] = ()


def our_hosts(site_host: str, allowed: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds our addresses in a text: those on our hosts, and short ones without a host."""
    named = sorted({host.lower() for host in (site_host, *allowed)} - {"", ".", "*"}, key=len, reverse=True)
    hosts = "|".join(map(_host, named))
    return re.compile(
        rf"(?<![\w./@-])(?:(?:https?://)?(?:{hosts})(?::\d{{1,5}})?(?P<path>/[^\s<>\"“”]*)?(?![\w-]|\.\w)"
        rf"|(?P<bare>/h/[^\s<>\"“”]+))",
        re.IGNORECASE,
    )


def _host(name: str) -> str:
    """Return a pattern for a host; a leading dot allows every name below it."""
    below = r"(?:[a-z0-9-]{1,63}\.){0,4}" if name.startswith(".") else ""
    return below + re.escape(name.removeprefix("."))


def check_text(pasted: str, texts: Mapping[str, VersionHistory], ours: re.Pattern[str]) -> list[LinkResult]:
    """Return every address of ours in a text, each once, in the order in which they stand; at most MOST_LINKS."""
    found: dict[str, str] = {}
    for match in ours.finditer(comparable(_unwrapped(pasted))):
        written = match[0].rstrip(TRAILING_PUNCTUATION)
        path = (match["path"] or match["bare"] or "/").rstrip(TRAILING_PUNCTUATION) or "/"
        found.setdefault(written, path)
        if len(found) >= MAX_LINKS:
            break
    places = _documents_by_path(texts)
    return [_check(written, path, texts, places) for written, path in found.items()]


def _unwrapped(text: str) -> str:
    """Return a text with addresses as they were before a mail program broke or wrapped them.

    >>> _unwrapped("https://nam10.safelinks.protection.outlook.com/?url=http%3A%2F%2Fx.org%2Fh%2FHJ9BN&data=04")
    'https://nam10.safelinks.protection.outlook.com/?url= http://x.org/h/HJ9BN &data=04'
    """
    text = DEFENSE_3.sub(r" \1 ", BROKEN_LINE.sub("", text))
    text = DEFENSE_2.sub(lambda found: f" {unquote(found[0].replace('_', '/').replace('-', '%'))} ", text)
    return ESCAPED.sub(lambda found: f" {unquote(found[0])} ", text)


def _documents_by_path(texts: Mapping[str, VersionHistory]) -> dict[str, VersionHistory]:
    """Return the text that stands, or once stood, at each address; who stands there now counts."""
    found: dict[str, VersionHistory] = {}
    for text in texts.values():
        for version in text.versions:
            found.setdefault(version_path(version), text)
    return found | {text.path: text for text in texts.values()}


def _check(
    written: str, path: str, texts: Mapping[str, VersionHistory], places: Mapping[str, VersionHistory]
) -> LinkResult:
    if is_short_link(path):
        return _check_short(written, path, texts)
    wanted = path.partition("#")[0].partition("?")[0].lower()
    wanted = wanted if wanted.endswith("/") else f"{wanted}/"
    text = places.get(wanted)
    if text is None and wanted in UTILITY_PATHS:
        return LinkResult(written, LinkStatus.CURRENT)
    if text is None:
        return LinkResult(written, LinkStatus.UNKNOWN)
    if text.is_withdrawn:
        return LinkResult(written, LinkStatus.WITHDRAWN, text, instead=replacement_of(text.newest, texts))
    if text.path != wanted:
        return LinkResult(written, LinkStatus.MOVED, text, instead=text)
    return LinkResult(written, LinkStatus.CURRENT, text)


def _check_short(written: str, path: str, texts: Mapping[str, VersionHistory]) -> LinkResult:
    issued = canonical_path(path.partition("#")[0].partition("?")[0])
    code = raw_code(issued) if issued else ""
    text = texts.get(code)
    if issued is None or text is None:
        likely = [texts[one] for one in similar_codes(raw_code(path), texts)]
        return LinkResult(written, LinkStatus.UNKNOWN, likely=tuple(likely))
    number = next((int(part) for part in issued.split(".")[1:] if part.isdecimal()), 0)
    if number and text.version(number) is None:
        return LinkResult(written, LinkStatus.UNKNOWN, text, number, likely=(text,))
    if text.is_withdrawn:
        return LinkResult(written, LinkStatus.WITHDRAWN, text, number, replacement_of(text.newest, texts))
    if number and text.status(number) is VersionStatus.CHANGED:
        return LinkResult(written, LinkStatus.CHANGED, text, number, text, tuple(text.changes_since(number)))
    return LinkResult(written, LinkStatus.CURRENT, text, number)


def by_severity(checked: Sequence[LinkResult]) -> Iterator[tuple[LinkStatus, int]]:
    """Yield how many addresses stand how, what needs work first; only what there is."""
    for verdict in LinkStatus:
        count = sum(one.verdict is verdict for one in checked)
        if count:
            yield verdict, count


def short_link(text: VersionHistory, site_url: str) -> str:
    """Return the address to put into a template."""
    return f"{site_url}{short_path(text.code)}"
