"""The response at a public URL, before it is written or sent."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Generic, TypeVar

from django.template.loader import render_to_string

from leiomyo_site.document_errors import OUTAGES, DocumentErrors, reason_of
from leiomyo_site.site.input_key import SharedInput, input_key

HTML = "text/html; charset=utf-8"
XML = "text/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
JSON = "application/json"

Body = TypeVar("Body", str, bytes)


@dataclass(frozen=True)
class Layout(SharedInput):
    """What the templates of all pages of one language share, such as the header."""

    context: Mapping[str, Any]


@dataclass(frozen=True)
class LazyBody(Generic[Body]):
    """A body that is made only when it is needed.

    `inputs` holds everything that the body depends on besides the code: two bodies with equal keys have equal bytes.
    """

    inputs: object
    make: Callable[[], Body] = field(repr=False, compare=False)

    @cached_property
    def key(self) -> str:
        """The hash of the inputs."""
        return input_key(self.inputs)


def template_body(template: str, context: Mapping[str, Any], layout: Layout) -> LazyBody[str]:
    """Return a page rendered from a template; the template sees nothing but what the key covers."""
    return LazyBody((template, context, layout), partial(_render, template, context, layout))


def _render(template: str, context: Mapping[str, Any], layout: Layout) -> str:
    return render_to_string(template, {**layout.context, **context})


@dataclass(frozen=True)
class SiteResponse:
    """What a public URL answers with.

    `location` is set for a redirect, `source_versions` names the versions of documents behind a page, such as HJ9BN.2,
    `checked` is who checked the whole of the text that stands here, and when, and `headers` are those that only this
    URL has.
    """

    status: int
    media_type: str
    body: LazyBody[str] | LazyBody[bytes] | str | bytes = ""
    location: str = ""
    source_versions: tuple[str, ...] = ()
    checked: tuple[str, str] = ("", "")
    headers: tuple[tuple[str, str], ...] = ()

    def body_bytes(self) -> bytes:
        """Return the body as it is sent."""
        body = self.body.make() if isinstance(self.body, LazyBody) else self.body
        return body if isinstance(body, bytes) else body.encode()

    def key(self) -> str:
        """Return a hash of everything that is sent, or of what it is made from."""
        body = self.body.key if isinstance(self.body, LazyBody) else self.body
        about = (self.source_versions, self.checked, self.headers)
        return input_key(self.status, self.media_type, self.location, *about, body)


def contained(paths: Iterable[str], plan: Callable[[], Mapping[str, SiteResponse]]) -> Mapping[str, SiteResponse]:
    """Return the responses at some paths; if they cannot be planned, each fails by itself when it is made."""
    try:
        return plan()
    except (*OUTAGES, DocumentErrors):
        raise
    except Exception as error:
        return {path: SiteResponse(500, TEXT, LazyBody(reason_of(error), partial(_fail, error))) for path in paths}


def _fail(error: Exception) -> str:
    raise error
