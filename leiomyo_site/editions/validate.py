"""Is an edition fit for families? Looked at as a whole before anybody reads it."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from django.conf import settings

from leiomyo_site.editions.manifest import BuiltResponse
from leiomyo_site.editorial import selectors
from leiomyo_site.handouts.responses import issued_ever
from leiomyo_site.permalinks.urls import SHORT_PREFIX
from leiomyo_site.site.security_txt import SECURITY_TXT
from leiomyo_site.text.urls import page_path, term_path
from leiomyo_site.url_prefixes import DJANGO_PREFIXES

LOST = "it has been public, and would not answer any more"


@dataclass(frozen=True)
class Fault:
    """What is wrong at an address: with the document of a code, if it is known, or with a link to `target`."""

    path: str
    message: str
    code: str = ""
    target: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


def edition_faults(by_path: Mapping[str, BuiltResponse], before: Set[str]) -> list[Fault]:
    """Return what is wrong with an edition; nothing means that it may go out."""
    return [*_page_faults(by_path), *_broken_links(by_path), *_lost_paths(set(by_path), before)]


def lost_paths(faults: Iterable[Fault]) -> list[str]:
    """Return the addresses that once answered and would not any more."""
    return [fault.path for fault in faults if fault.message == LOST]


def _page_faults(by_path: Mapping[str, BuiltResponse]) -> Iterator[Fault]:
    for path, one in by_path.items():
        if one.outline:
            yield from (Fault(path, fault, one.code) for fault in one.outline.faults)
        elif not one.stored.bodies and one.stored.status // 100 != 3:
            yield Fault(path, "it is empty", one.code)


def _broken_links(by_path: Mapping[str, BuiltResponse]) -> Iterator[Fault]:
    """Yield every link from one of our pages to an address or an id that is not there.

    A page taken down still answers, saying why: links to it must not keep danger up. Nor may those of an old number,
    which stand as they were published while the pages that they name go on.
    """
    linking = {path: one for path, one in by_path.items() if one.outline and not path.startswith(SHORT_PREFIX)}
    # Nearly every link stands on many pages: each is looked at once, and only then where it stands.
    every = frozenset().union(*(one.outline.links for one in linking.values() if one.outline))
    has_static = any(path.startswith(settings.STATIC_URL) for path in by_path)
    bad = {link for link in every if not link.startswith("#") and link_error(link, by_path, has_static=has_static)}
    for path, built in linking.items():
        for link in sorted(
            one for one in (built.outline.links if built.outline else ()) if one in bad or one.startswith("#")
        ):
            target = f"{path}{link}" if link[0] == "#" else link
            if error := link_error(target, by_path, has_static=has_static):
                yield Fault(path, error, built.code, target)


def link_error(link: str, by_path: Mapping[str, BuiltResponse], *, has_static: bool) -> str:
    """Return what is wrong with where a link leads; empty if it leads somewhere, or into what is no part of this."""
    target, _, fragment = link.partition("#")
    target = target.partition("?")[0]
    if target.startswith(DJANGO_PREFIXES) and not (target.startswith(settings.STATIC_URL) and has_static):
        return ""
    there = by_path.get(target)
    if there is None:
        return f"it links to {target}, where nothing stands"
    if fragment and there.stored.status == 200 and there.outline and fragment not in there.outline.ids:
        return f"it links to “{fragment}” on {target}, which has no such place"
    return ""


def _lost_paths(now: Set[str], before: Set[str]) -> Iterator[Fault]:
    """Yield every address that once answered and would not any more; files named by their bytes may go."""
    issued = {
        page_path(slug, lang) if kind == "page" else term_path(slug, lang)
        for kind, lang, slug in selectors.reserved_urls()
    }
    issued |= set(issued_ever())
    # No text stands at the last of these, and it goes with its setting.
    fleeting = (*DJANGO_PREFIXES, SECURITY_TXT)
    kept = {path for path in before if not path.startswith(fleeting)}
    for path in sorted((issued | kept) - now):
        yield Fault(path, LOST)
