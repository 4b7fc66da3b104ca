"""What stands on many pages, rendered once: a word with its meaning, a day."""

from datetime import date
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext

from leiomyo_site.edition.reading_page import Word

register = template.Library()
KEPT = 20_000


@register.simple_tag
def word_entry(word: Word) -> SafeString:
    """Return a word as it stands in a list of words."""
    return _word_entry(word, get_language())


@lru_cache(maxsize=KEPT)
def _word_entry(word: Word, lang: str | None) -> SafeString:
    return render_to_string("components/word.html", {"word": word})


@register.filter
def day(at: date) -> SafeString:
    """Return the day of a moment, in words and for programs."""
    return _day(localtime(at).date(), get_language())


@lru_cache(maxsize=KEPT)
def _day(at: date, lang: str | None) -> SafeString:
    words = date_format(at, pgettext("a day, as in November 23, 2026", "F j, Y"))
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), words)
