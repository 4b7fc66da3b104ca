"""The search page without its answer, as the edition made it; the answer is put into it without asking a database."""

import re
from dataclasses import dataclass
from html import escape

SEARCH = re.compile(r"<!--search-->.*<!--/search-->", re.DOTALL)
CALL = re.compile(r"<!--call-->(.*)<!--/call-->", re.DOTALL)


@dataclass(frozen=True)
class SearchLayout:
    """A whole page in which `<!--search-->…<!--/search-->` is the place of the answer, and `<!--call-->…<!--/call-->`
    holds the box on when to call."""

    html: str

    @property
    def call(self) -> str:
        """Return the box on when to call, empty if the site has no such page yet."""
        found = CALL.search(self.html)
        return found.group(1) if found else ""

    def with_results(self, answer: str, *, typed: str, call_first: bool) -> str:
        """Return the page with an answer in it; where that shows the box on when to call, it is not shown again."""
        page = SEARCH.sub(lambda _: answer, self.html, count=1)
        if call_first:
            page = CALL.sub("", page, count=1)
        return page.replace("<title>", f"<title>{escape(typed)}: ", 1) if typed else page
