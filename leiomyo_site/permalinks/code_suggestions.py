"""What to say to somebody whose code has a slip. Knows no Django: the reader imports this.

The two pages are made with the edition; what they say only where there is something to offer waits as a comment.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from leiomyo_site.permalinks.code_normalization import canonical_path, raw_code
from leiomyo_site.permalinks.permanent_codes import LOOK_ALIKES
from leiomyo_site.permalinks.urls import SHORT_PREFIX

WRONG_CODE, WRONG_NUMBER = SHORT_PREFIX, f"{SHORT_PREFIX}number/"
SUGGESTIONS_COMMENT = re.compile(r"<!--offer\s(.*?)\soffer-->", re.DOTALL)
PAGES_PLACEHOLDER = "{pages}"
MAX_TYPED_CHARS = 12
MAX_SUGGESTIONS = 5


@dataclass(frozen=True)
class HelpPage:
    """The page that helps with a wrong short address, and what it offers: address and title of each page."""

    page: str
    suggestions: tuple[tuple[str, str], ...]

    def fill(self, html: str) -> str:
        """Return the page with what it offers; a page with nothing to offer does not speak of it.

        >>> HelpPage("/h/", (("/a/", "A & B"),)).fill("<!--offer <ul>{pages}</ul> offer-->")
        '<ul><li><a href="/a/">A &amp; B</a></li></ul>'
        """
        rows = "".join(f'<li><a href="{escape(path)}">{escape(title)}</a></li>' for path, title in self.suggestions)
        return SUGGESTIONS_COMMENT.sub(lambda found: found[1].replace(PAGES_PLACEHOLDER, rows) if rows else "", html)


def help_page_for(path: str, documents: Iterable[Mapping[str, Any]]) -> HelpPage:
    """Return the help for an address of a code at which nothing stands; `texts` as in /.well-known/handouts.json."""
    by_code = {text["code"]: text for text in documents}
    issued = canonical_path(path)
    known = by_code.get(raw_code(issued)) if issued else None
    if known:
        return HelpPage(WRONG_NUMBER, ((known["path"], known["title"]),))
    offered = [by_code[code] for code in similar_codes(raw_code(path), by_code)]
    return HelpPage(WRONG_CODE, tuple((text["path"], text["title"]) for text in offered))


def similar_codes(typed: str, issued: Collection[str]) -> list[str]:
    """Return the issued codes that are one slip away: a sign wrong, missing or too many, or two neighbors swapped.

    >>> [similar_codes(typed, ["HJ9BN"]) for typed in ("hj9bm", "JH9BN", "HJ9N", "HJ9BBN")]
    [['HJ9BN'], ['HJ9BN'], ['HJ9BN'], ['HJ9BN']]
    >>> similar_codes("HJ4BM", ["HJ9BN"])
    []
    """
    plain = re.sub(r"[\s_-]", "", typed[: 2 * MAX_TYPED_CHARS]).upper().translate(LOOK_ALIKES)
    if len(plain) > MAX_TYPED_CHARS:
        return []
    return sorted(code for code in issued if _is_one_edit_away(plain, code))[:MAX_SUGGESTIONS]


def _is_one_edit_away(typed: str, code: str) -> bool:
    if len(typed) == len(code):
        differ = [at for at, (one, other) in enumerate(zip(typed, code, strict=True)) if one != other]
        if len(differ) == 2 and differ[1] == differ[0] + 1:
            return typed[differ[0]] == code[differ[1]] and typed[differ[1]] == code[differ[0]]
        return len(differ) <= 1
    longer, shorter = (typed, code) if len(typed) > len(code) else (code, typed)
    return len(longer) == len(shorter) + 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )
