"""What admin screens say of families, and what families read: every sentence found, and compared."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from leiomyo_site.editorial.models import Document

from .admin_states import day_of

DAY = r"\d{1,2}[ \xa0]\w+[ \xa0]\d{4}"
# Sentences that say what to do or what will be, whatever families read now.
INSTRUCTIONS = (
    r"As families (would|will) see it", r"As families see it", r"What changed, for families", r"What families are told",
    r"What changed, in a sentence for families:?",
    r"Needed for a text that families read already\. It is reviewed with the text and stands on it\.",
    r"The note for families is missing\. An editor writes it with the text, and a reviewer approves both\.",
    r"^Note for families$", r"^Whom the family calls first:$", r"^Expected version:$", r"^Version$",
    r"^Version \d+: compare with the draft, or bring it back$", r"^Why it is taken down, for families:$",
    r"As soon as the next edition is made, families read the reason in place of the text\.",
    r"Its words and versions are kept: the short link of a version shows them, under a warning\.",
    r"It is not found by search engines, says whether these are the words that families read, and ends by itself\.",
    # These have a check of their own: of history, of the places of a term, and of the reading grade.
    r"^\d+( \(newest\)| \(taken down\))?( \(not with families yet\))?$",
    r"^.+: \d+(, so far \d+)? ?\(families do not have this version of the page yet\)$",
    r"^Reading grade \d+ \(measured .*", r"\(grade -?\d+, \d+ words\)$",
)  # fmt: skip
SPEAKS = re.compile(r"famil|version|checked by|check due|overdue|taken down|grade|public", re.IGNORECASE)


@dataclass(frozen=True)
class PublicPage:
    """What families read of a document in the edition served: `number` is 0 where they read that it was taken down."""

    html: str
    number: int = 0
    checked_by: str = ""
    updated: datetime | None = None
    next_check: datetime | None = None
    grade: str = ""
    note: str = ""

    @property
    def main(self) -> str:
        return self.html.partition("<main")[2].partition("</main>")[0]


def public_page(html: str) -> PublicPage:
    """Return what a page says of itself."""
    facts = dict(re.findall(r"<dt>([^<]+)</dt>\s*<dd[^>]*>(.*?)</dd>", html, re.DOTALL))
    if "Page code" not in facts:
        return PublicPage(html)
    said = {name: re.sub(r"<[^>]*>", "", unescape(text)).strip() for name, text in facts.items()}
    day, _, number = said["Last updated"].rpartition(", version ")
    by = said["Checked by"].replace("Not yet checked by a clinician", "")
    grade = re.sub(r"\D", "", said.get("Reading level", ""))
    due = day_of(said["Next check due"])
    return PublicPage(html, int(number), by, day_of(day), due, grade, said["What changed"])


@dataclass(frozen=True)
class Subject:
    """A document, what families read of it, and whether they have its newest publication."""

    document: Document
    public: PublicPage | None
    served: frozenset[int]

    @property
    def newest(self) -> int:
        return self.document.publications.count()


def reads(match: re.Match[str], it: Subject) -> bool:
    said = (int(match["n"]), day_of(match["day"]), match["by"] or "")
    return it.public is not None and said == (it.public.number, it.public.updated, it.public.checked_by)


def check_waits(match: re.Match[str], it: Subject) -> bool:
    check = it.document.reviews.filter(name=match["by"], verdict="approved", scope="full").latest("pk")
    assert it.public and it.public.next_check
    # The page counts from the day it was written, 40 days ago.
    return day_of(match["day"]).date() == check.at.date() and (it.public.next_check.date() - check.at.date()).days < 350


def waits(match: re.Match[str], it: Subject) -> bool:
    still = {"they do not see this text yet": None, "they still read that it was taken down": 0}
    read = still[match["still"]] if match["still"] in still else int(match["still"].rpartition(" ")[2])
    return it.newest not in it.served and read == (it.public.number if it.public else None)


def is_gone(match: re.Match[str], it: Subject) -> bool:
    return it.public is not None and "This page was taken down" in it.public.html


def differs_from_served(match: re.Match[str], it: Subject) -> bool:
    return it.public is not None and int(match["n"]) == it.public.number


def differs_from_waiting(match: re.Match[str], it: Subject) -> bool:
    return int(match["n"]) not in it.served


Check = Callable[[re.Match[str], Subject], bool]
STATEMENTS: Mapping[str, Check] = {
    rf"Families read version (?P<n>\d+) of (?P<day>{DAY}), (?:checked by (?P<by>[^.]+)|not yet checked by a clinician)\.": reads,
    rf"The check by (?P<by>[^.]+) of (?P<day>{DAY}) does not stand on it yet\.": check_waits,
    rf"(?:Version \d+ was published|It was taken down) on {DAY}, but families do not have that yet: (?P<still>[^.]+)\.": waits,
    rf"Families read at its address that it was taken down, on {DAY}\.": is_gone,
    r"Families have never (?:seen this text|read it)\.": lambda match, it: it.public is None,
    r"Draft, families cannot see it\.": lambda match, it: it.public is None,
    r"All of it is new to families": lambda match, it: it.public is None,
    r"All of it is new: the text was taken down, which families do not have yet": lambda match, it: it.newest not in it.served,
    r"All of it is new: the text was taken down$": is_gone,
    r"No version of this text is public, so there is nothing to take down\.": (
        lambda match, it: not it.document.publications.filter(number=it.newest, action="publish").exists()
    ),
    r"Taken down\.": lambda match, it: it.document.publications.latest("number").action == "withdraw",
    r"What differs from what families read, version (?P<n>\d+)": differs_from_served,
    r"What differs from version (?P<n>\d+), which families do not have yet": differs_from_waiting,
}  # fmt: skip
EDITION: Mapping[str, Check] = {
    r"Families read edition \d+\.": lambda match, it: True,
    r"Newer publications are not in it yet\.": lambda match, it: True,
    r"^“(?P<title>[\w-]+)” \(\w+\.2\) stays as families had it: .*": lambda match, it: match["title"] == "held",
}


def lines_of(html: str) -> list[str]:
    """Return the words of a screen, a line for each of its blocks."""
    html = re.sub(r"(?s)<(script|style|head|textarea|select|svg|header)\b.*?</\1>|<!--.*?-->", " ", html)
    html = re.sub(r"</?(?:a|b|code|del|em|ins|label|q|small|span|strong)\b[^>]*>", "", html)
    words = (re.sub(r"[ \t\n]+", " ", unescape(part)).strip() for part in re.split(r"<[^>]*>", html))
    return [line for line in words if line]


def unchecked_words(html: str, it: Subject) -> list[str]:
    """Check every statement on a screen; return those that are false, and what speaks of families unchecked."""
    left = []
    for line in lines_of(html):
        for pattern, check in {**STATEMENTS, **EDITION}.items():
            for match in re.finditer(pattern, line):
                if not check(match, it):
                    left.append(f"false: {match[0]}")
                line = re.sub(pattern, "", line)
        for pattern in INSTRUCTIONS:
            line = re.sub(pattern, "", line)
        if SPEAKS.search(line):
            left.append(line)
    return left


@contextmanager
def noted(left: list[str], where: str) -> Iterator[None]:
    """Let a walk go on after what is false, and note it."""
    try:
        yield
    except AssertionError as error:
        left.append(f"{where}: {error}")
