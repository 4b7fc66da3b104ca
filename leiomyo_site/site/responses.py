"""What stands at a public address, before it is written or sent."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.template.loader import render_to_string

HTML = "text/html; charset=utf-8"
XML = "text/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
JSON = "application/json"


Shown = TypeVar("Shown")


def told_once(kind: type[Shown]) -> type[Shown]:
    """Let what a frozen dataclass says of itself be made once: it stands on many pages, in the key of each."""
    made = kind.__repr__

    def told(self: Any) -> str:
        known = self.__dict__
        if "_told" not in known:
            known["_told"] = made(self)
        return known["_told"]

    kind.__repr__ = told  # type: ignore[method-assign]
    return kind


class RenderError(Exception):
    """What stands at an address cannot be made; says why."""


@dataclass(frozen=True)
class View:
    """A page not yet made: its template, what only this page shows, and what all pages of the site share.

    `chrome` is shared by many views, with its own key, so that it is not looked through again for each of them.
    """

    template: str
    own: Mapping[str, Any]
    chrome: Mapping[str, Any] = field(repr=False)
    chrome_key: str

    def html(self) -> str:
        """Return the whole page."""
        return render_to_string(self.template, {**self.chrome, **self.own})

    def key(self) -> str:
        """Return a hash of all that the page is made of; two views with one key make the same bytes."""
        return hashlib.sha256(repr((self.template, self.own, self.chrome_key)).encode()).hexdigest()


@dataclass(frozen=True)
class LazyBody:
    """A body that is made only when it is needed; `made_of` names all that it is made of."""

    made_of: str
    make: Callable[[], "View | str | bytes"] = field(repr=False, compare=False)


@dataclass(frozen=True)
class SiteResponse:
    """What a public address answers with; `location` is set for a move, `made_from` names the texts behind a page.

    `headers` are those that only this address carries.
    """

    status: int
    media_type: str
    body: View | LazyBody | str | bytes = ""
    location: str = ""
    source_versions: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    def body_bytes(self) -> bytes:
        """Return the body as it is sent."""
        body = self.body.make() if isinstance(self.body, LazyBody) else self.body
        text = body.html() if isinstance(body, View) else body
        return text if isinstance(text, bytes) else text.encode()

    def key(self) -> str:
        """Return a hash of all that is sent, or of what that is made of."""
        body = self.body if isinstance(self.body, str) else self._body_key()
        sent = (self.status, self.media_type, self.location, self.source_versions, self.headers, body)
        return hashlib.sha256(repr(sent).encode()).hexdigest()

    def _body_key(self) -> str:
        if isinstance(self.body, View):
            return self.body.key()
        return self.body.made_of if isinstance(self.body, LazyBody) else hashlib.sha256(self.body_bytes()).hexdigest()
