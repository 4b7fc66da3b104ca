"""What an edition goes without: a document that cannot be built stays as families have it, and all else goes out.

A bake is tried, and what fails names the documents at fault. Their newest publications are held back and it is tried
again, until nothing fails that can be held back. A withdrawal never is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from functools import partial

from leiomyo_site.editions.manifest import BuiltResponse
from leiomyo_site.editions.validate import Fault, link_error
from leiomyo_site.editorial import selectors
from leiomyo_site.permalinks.urls import short_path
from leiomyo_site.site.site_content import SiteContent
from leiomyo_site.site.version_history import histories, version_path

# By code, the primary keys of the publications that are held back.
Held = Mapping[str, frozenset[int]]
# A document, what of it is held back, and why.
Blame = tuple[str, frozenset[int], Fault]
MAX_FAULTS = 20
MAX_REASON = 600


@dataclass(frozen=True)
class KnownResponses:
    """What need not be built again: the last edition, and what earlier attempts at this one built."""

    old: Mapping[str, BuiltResponse]
    earlier: dict[str, BuiltResponse] = field(default_factory=dict)

    def find(self, path: str, key: str) -> BuiltResponse | None:
        """Return what was built at a path from the same things; None if it was from others."""
        there = (known[path] for known in (self.earlier, self.old) if path in known)
        return next((one for one in there if one.key == key), None)


@dataclass(frozen=True)
class Attempt:
    """One try at an edition without what is held back: what was made, and what is wrong with it.

    `responses` is empty where a document could not even be read. `reasons` are the faults for which documents are held
    back, by code.
    """

    held: Held
    sites: list[SiteContent] = field(default_factory=list)
    responses: Mapping[str, BuiltResponse] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    reasons: Mapping[str, str] = field(default_factory=dict)

    def sentences(self) -> list[str]:
        """Return what is wrong and could not be held back, at most 20."""
        found = list(map(str, self.faults))
        return found[:MAX_FAULTS] + ([f"… and {len(found) - MAX_FAULTS} more"] if len(found) > MAX_FAULTS else [])

    def held_versions(self) -> dict[str, str]:
        """Return why each version that is held back is, by its name such as HJ9BN.2."""
        titles = {version.code: version.title for version in selectors.versions()}
        numbers = selectors.newest_numbers()
        names = {code: f"{code}.{numbers[code][0]}" for code in self.reasons}
        return {
            names[code]: f"“{titles.get(code, code)}” ({names[code]}) stays as families had it: {reason}"
            for code, reason in self.reasons.items()
        }


# Tries an edition without what is held back, and makes some addresses anew even where nothing about them differs.
Try = Callable[[Held, Set[str]], Attempt]


def build_what_can_be(attempt: Try, old: Mapping[str, BuiltResponse]) -> Attempt:
    """Return the attempt that holds back as little as it can; what is still wrong with it cannot be held back."""
    news = selectors.unreleased_publications(lambda code, number: short_path(code, number) in old)
    held: Held = {}
    reasons: dict[str, str] = {}
    while True:
        made = attempt(held, frozenset())
        # A page that failed breaks links to it: those are looked at once it is back.
        blamed = _by_code(_failed(made, news)) or _by_code(_linking(made, news, old))
        if not blamed and (nameless := _nameless(made)):
            suspects = [code for code in news if code not in held]
            # What fails without any of them too is not theirs to mend.
            again = partial(_nameless_again, attempt, {fault.path for fault in nameless})
            guilty = _guilty(suspects, again, {**held, **news})
            blamed = {code: (news[code], str(nameless[0])) for code in guilty}
        blamed = {code: found for code, found in blamed.items() if found[0] != held.get(code)}
        if not blamed:
            return replace(made, reasons=reasons)
        held = {**held, **{code: keys for code, (keys, _) in blamed.items()}}
        reasons = {code: reason for code, (_, reason) in blamed.items()} | reasons


def _by_code(blamed: Iterable[Blame]) -> dict[str, tuple[frozenset[int], str]]:
    """Return by code what to hold back, and all reasons for it in one line."""
    found: dict[str, tuple[frozenset[int], str]] = {}
    for code, keys, fault in blamed:
        reason = f"{found[code][1]}; {fault}" if code in found else str(fault)
        found[code] = (keys, reason[:MAX_REASON])
    return found


def _failed(made: Attempt, news: Held) -> Iterator[Blame]:
    """Yield the code of each document that could not be built, what to hold back of it, and why."""
    for fault in made.faults:
        if fault.code in news and fault.code not in made.held and not fault.target:
            yield fault.code, news[fault.code], fault
        elif fault.code and not made.responses:
            # What families have cannot be read any more either, so all of it stays as it is.
            yield fault.code, selectors.all_publications(fault.code), fault


def unreadable_documents(made: Attempt) -> dict[str, frozenset[int]]:
    """Return all publications of the documents for which an attempt could not read anything, by code."""
    codes = {fault.code for fault in made.faults if fault.code}
    found = {code: selectors.all_publications(code) for code in codes}
    return {code: keys for code, keys in found.items() if made.held.get(code) != keys}


def _linking(made: Attempt, news: Held, old: Mapping[str, BuiltResponse]) -> Iterator[Blame]:
    """Yield the same for each document that broke a link: the one it leads to, if it led there in the last edition.

    Without a last edition nobody did: holding back a page would break all links to it.
    """
    for fault in made.faults if old else ():
        there = made.responses.get(fault.target.partition("#")[0])
        did_lead = not link_error(fault.target, old, has_static=False)
        ends = [there.code if there and did_lead else "", fault.code]
        code = next((end for end in ends if end in news and end not in made.held), "")
        if code and fault.target:
            yield code, news[code], fault


def _nameless(made: Attempt) -> list[Fault]:
    """Return the faults that name no document."""
    return [fault for fault in made.faults if not fault.code and not fault.target]


def _nameless_again(attempt: Try, paths: Set[str], held: Held) -> bool:
    """Does an edition without what is held back fail as well, when these addresses are made anew?"""
    return bool(_nameless(attempt(held, paths)))


def _guilty(suspects: list[str], fails: Callable[[Held], bool], held: Held) -> set[str]:
    """Return the suspects with which a bake fails that nobody is blamed for; `held` are all of them, and others."""
    if not suspects or fails(held):
        return set()
    return _found_among(suspects, fails, held)


def _found_among(suspects: list[str], fails: Callable[[Held], bool], held: Held) -> set[str]:
    if not fails({code: keys for code, keys in held.items() if code not in suspects}):
        return set()
    if len(suspects) == 1:
        return set(suspects)
    middle = len(suspects) // 2
    first = _found_among(suspects[:middle], fails, held)
    others = {code: keys for code, keys in held.items() if code not in suspects[:middle] or code in first}
    return first | _found_among(suspects[middle:], fails, others)


def with_old_responses(made: Attempt, old: Mapping[str, BuiltResponse]) -> dict[str, BuiltResponse]:
    """Return the responses of an attempt; where one failed, that of the last edition, but nothing that was taken down.

    A link that leads nowhere does not keep its page from families.
    """
    found = dict(made.responses)
    # If nothing could be made, all of it failed.
    failed = {fault.path for fault in made.faults if fault.path and not fault.target} if found else set(old)
    for path in failed:
        found.pop(path, None)
    return found | surviving(old, failed)


def surviving(old: Mapping[str, BuiltResponse], paths: Iterable[str]) -> dict[str, BuiltResponse]:
    """Return what the last edition has at some paths, but for what may show words that were taken down.

    Of an address where many documents stand together nobody knows what it shows: it goes with the first withdrawal.
    """
    wanted = [old[path] for path in paths if path in old]
    if not wanted:
        return {}
    gone = {code: number for code, (number, is_withdrawal) in selectors.newest_numbers().items() if is_withdrawal}
    is_any_new = any(short_path(code, number) not in old for code, number in gone.items())
    texts = (text for text in histories(selectors.versions()).values() if text.code in gone)
    addresses = {version_path(version) for text in texts for version in text.versions}
    shown: dict[str, set[str]] = {}
    for one in old.values():
        shown.setdefault(one.code, set()).update(one.shown_codes)
    return {
        one.stored.path: one
        for one in wanted
        if one.stored.path not in addresses
        and (not is_any_new if not one.code else one.code not in gone and shown[one.code].isdisjoint(gone))
    }
