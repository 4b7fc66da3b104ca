"""What to say to somebody whose code has a slip. Knows no Django: the reader imports this.

The two pages are made with the edition; what they say only where there is something to offer waits as a comment.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from leiomyo_site.permalinks.code_normalization import as_issued, code_typed
from leiomyo_site.permalinks.permanent_codes import READ_ALIKE
from leiomyo_site.permalinks.urls import SHORT

WRONG_CODE, WRONG_NUMBER = SHORT, f"{SHORT}number/"
OFFER = re.compile(r"<!--offer\s(.*?)\soffer-->", re.DOTALL)
PLACE = "{pages}"
LONGEST_TYPED = 12
MOST_OFFERED = 5


@dataclass(frozen=True)
class Help:
    """The page that helps with a wrong short address, and what it offers: address and title of each page."""

    page: str
    offered: tuple[tuple[str, str], ...]

    def fill(self, html: str) -> str:
        """Return the page with what it offers; a page with nothing to offer does not speak of it.

        >>> Help("/h/", (("/a/", "A & B"),)).fill("<!--offer <ul>{pages}</ul> offer-->")
        '<ul><li><a href="/a/">A &amp; B</a></li></ul>'
        """
        rows = "".join(f'<li><a href="{escape(path)}">{escape(title)}</a></li>' for path, title in self.offered)
        return OFFER.sub(lambda found: found[1].replace(PLACE, rows) if rows else "", html)


def help_for(path: str, texts: Iterable[Mapping[str, Any]]) -> Help:
    """Return the help for an address of a code at which nothing stands; `texts` as in /.well-known/handouts.json."""
    by_code = {text["code"]: text for text in texts}
    issued = as_issued(path)
    known = by_code.get(code_typed(issued)) if issued else None
    if known:
        return Help(WRONG_NUMBER, ((known["path"], known["title"]),))
    offered = [by_code[code] for code in near(code_typed(path), by_code)]
    return Help(WRONG_CODE, tuple((text["path"], text["title"]) for text in offered))


def near(typed: str, issued: Collection[str]) -> list[str]:
    """Return the issued codes that are one slip away: a sign wrong, missing or too many, or two neighbors swapped.

    >>> near("hj9bm", ["HJ9BN", "TJ4MY"]), near("JH9BN", ["HJ9BN"]), near("HJ9N", ["HJ9BN"]), near("HJ9BBN", ["HJ9BN"])
    (['HJ9BN'], ['HJ9BN'], ['HJ9BN'], ['HJ9BN'])
    >>> near("HJ4BM", ["HJ9BN"])
    []
    """
    plain = re.sub(r"[\s_-]", "", typed[: 2 * LONGEST_TYPED]).upper().translate(READ_ALIKE)
    if len(plain) > LONGEST_TYPED:
        return []
    return sorted(code for code in issued if _is_one_slip(plain, code))[:MOST_OFFERED]


def _is_one_slip(typed: str, code: str) -> bool:
    if len(typed) == len(code):
        differ = [at for at, (one, other) in enumerate(zip(typed, code, strict=True)) if one != other]
        if len(differ) == 2 and differ[1] == differ[0] + 1:
            return typed[differ[0]] == code[differ[1]] and typed[differ[1]] == code[differ[0]]
        return len(differ) <= 1
    longer, shorter = (typed, code) if len(typed) > len(code) else (code, typed)
    return len(longer) == len(shorter) + 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )
