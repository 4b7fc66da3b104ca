"""The engine of the public templates: Jinja2, which escapes every value and refuses a variable that nobody passed."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.timezone import localtime
from jinja2 import Environment, StrictUndefined

from leiomyo_site.permalinks.qr import qr_inline

MAX_CACHED = 20_000


def environment(**options: Any) -> Environment:
    """Return the environment that Django's Jinja2 backend renders public pages with."""
    made = Environment(
        **{**options, "autoescape": True, "undefined": StrictUndefined},
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"_": translated, "static": static, "url": reverse, "qr_drawing": qr_drawing}
    made.filters |= {"day": day, "time_tag": time_tag, "url_part": url_part}
    return made


def translated(text: str, /, **values: str | int | SafeData) -> SafeString:
    """Return a sentence of a template in the language of the page, with values put in and escaped.

    >>> translated("version %(number)s of %(title)s", number=2, title="A & B")
    'version 2 of A &amp; B'
    """
    sentence = _translated(text, translation.get_language())
    if not values:
        return sentence
    return mark_safe(sentence % {name: _escaped(value) for name, value in values.items()})


def _escaped(value: str | int | SafeData) -> SafeString:
    return conditional_escape(value if isinstance(value, str | SafeData) else str(value))


def qr_drawing(text: str) -> SafeString:
    """Return a QR code as a drawing inside the page, since a printer does not wait for images."""
    return mark_safe(qr_inline(text))


def url_part(text: str) -> str:
    """Return a text as one value of a query.

    >>> url_part("a/b & c")
    'a%2Fb%20%26%20c'
    """
    return quote(text, safe="")


def day(at: datetime) -> str:
    """Return the day of a moment as people write it, such as November 23, 2026."""
    return _day(localtime(at).date(), translation.get_language())


def time_tag(at: datetime) -> SafeString:
    """Return the day of a moment for people and programs."""
    return _time_tag(localtime(at).date(), translation.get_language())


@lru_cache(maxsize=MAX_CACHED)
def _translated(text: str, lang: str | None) -> SafeString:
    return mark_safe(translation.gettext(text))


@lru_cache(maxsize=MAX_CACHED)
def _day(at: date, lang: str | None) -> str:
    return date_format(at, translation.pgettext("a day, as in November 23, 2026", "F j, Y"))


@lru_cache(maxsize=MAX_CACHED)
def _time_tag(at: date, lang: str | None) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), _day(at, lang))
