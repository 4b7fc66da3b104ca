"""What an edition goes without: a document that cannot be built stays as families have it, and all else goes out.

A bake is tried, and what fails names the documents at fault. Their newest publications are held back and it is tried
again, until nothing fails that can be held back. A withdrawal never is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

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
        newest = {version.code: version for version in selectors.versions()}
        names = {code: f"{code}.{newest[code].number}" for code in self.reasons}
        return {
            names[code]: f"“{newest[code].title}” ({names[code]}) stays as families had it: {reason}"
            for code, reason in self.reasons.items()
        }


def build_what_can_be(attempt: Callable[[Held], Attempt], old: Mapping[str, BuiltResponse]) -> Attempt:
    """Return the attempt that holds back as little as it can; what is still wrong with it cannot be held back."""
    news = selectors.unreleased_publications(lambda code, number: short_path(code, number) in old)
    held: Held = {}
    reasons: dict[str, str] = {}
    while True:
        made = attempt(held)
        # A page that failed breaks links to it: those are looked at once it is back.
        blamed = _by_code(_failed(made, news)) or _by_code(_linking(made, news, old))
        if not blamed and any(not fault.code and not fault.target for fault in made.faults):
            suspects = [code for code in news if code not in held]
            blamed = {code: (news[code], str(made.faults[0])) for code in _guilty(suspects, attempt, {**held, **news})}
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


def _guilty(suspects: list[str], attempt: Callable[[Held], Attempt], held: Held) -> set[str]:
    """Return the suspects with which a bake fails that nobody is blamed for; `held` are all of them, and others."""
    faults = attempt({code: keys for code, keys in held.items() if code not in suspects}).faults
    if not suspects or not any(not fault.code and not fault.target for fault in faults):
        return set()
    if len(suspects) == 1:
        return set(suspects)
    middle = len(suspects) // 2
    first = _guilty(suspects[:middle], attempt, held)
    others = {code: keys for code, keys in held.items() if code not in suspects[:middle] or code in first}
    return first | _guilty(suspects[middle:], attempt, others)


def with_old_responses(made: Attempt, old: Mapping[str, BuiltResponse]) -> dict[str, BuiltResponse]:
    """Return the responses of an attempt; where one failed, that of the last edition, but nothing that was taken down.

    A link that leads nowhere does not keep its page from families.
    """
    found = dict(made.responses)
    failed = {fault.path for fault in made.faults if fault.path and not fault.target}
    gone = _taken_down() if failed else set()
    for path in failed:
        found.pop(path, None)
        if path in old and path not in gone and old[path].code not in gone:
            found[path] = old[path]
    return found


def _taken_down() -> set[str]:
    """Return the codes and the addresses of all documents that are taken down."""
    texts = [text for text in histories(selectors.versions()).values() if text.is_withdrawn]
    return {text.code for text in texts} | {version_path(version) for text in texts for version in text.versions}
