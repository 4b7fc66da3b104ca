"""Finds every form of the site by following its links, and sends each field of each form what nobody should type.

A field that is new is found by itself. Whatever is sent is undone, so that each request meets the site as it was.
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve

from leiomyo_site.url_prefixes import ADMIN_PREFIX

# Long ones cost time, and come less often.
LONG = ("x" * 1_000_000, " " * 200_000, "[" * 20_000, "1 % " * 5_000, "*a_" * 9_000, "> " * 3_000, "\n" * 50_000)
NASTY = (
    *("", " ", "\0", "a\0b", "\ud800", "\udfff x", "\x0b\x0c\x1b\x7f\x85", "\u2028\u2029", "\ufeff\ufffe\uffff", "\t"),
    *("-1", "0", "1e309", "NaN", "Infinity", "٣", "²", "99999999999", "9" * 40, "2147483648", "9223372036854775808"),
    *("0000-00-00", "9999-12-31T23:59", "10000-01-01T00:00", "0000-01-01T00:00", "0001-01-01T00:00", "2026-02-30"),
    *("2027-03-28T02:30", "12:00", "../../../etc/passwd", "..\\..\\x", "/absolute", "http://", "https://[::1", "//x"),
    *("javascript:alert(1)", "\u202e\u2066right to left", "e\u0301" * 50, "👩‍👩‍👧‍👦" * 20, "İΣß", "ﬁ", "𝕏", "\u0301"),
    *("{{ 7*7 }}{% include 'x' %}", "{emergency}{clinic}{}", "%00%0a", "%s %(x)s {0}", "\r\n\r\nSet-Cookie: x=1"),
    *("<script>alert(1)</script>", "</textarea></form>", "&nbsp;&#0;&#xd800;&bogus;", "[]", "{}", '{"a":[1]}', "null"),
    *("true", "key: [unclosed", "---\n---", "!!python/object:os.system", "'; DROP TABLE x; --", "admin", "search", "h"),
    *("- a\n    - b\n        - c", "/// call | x", "/// more | a\n/// do\n", "[x](/nowhere/)", "[x](term:none)"),
    *("[@none]", "|a|\n|-|", "# ", "## a\n\n## a", "/// figure | none\n///", "/// out-of | 1/0\n///", "revision-99999"),
)


@dataclass
class Form:
    """A form as a page shows it to somebody: where it is sent, and the values that its fields have."""

    client: Client
    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    options: dict[str, list[str]] = field(default_factory=dict)

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it the same form on another page: its view and its fields."""
        return _view_of(self.action), self.method, *sorted((*self.values, *self.files, *dict(self.buttons)))


class _Reader(HTMLParser):
    """The forms and the links of a page."""

    def __init__(self, client: Client, page: str, html: str) -> None:
        super().__init__()
        self._client = client
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._page = page
        self._form: Form | None = None
        self._text_of = self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(urljoin(self._page, given["href"]))
        if tag == "form":
            action = urljoin(self._page, given.get("action") or self._page)
            self._form = Form(self._client, action, given.get("method", "get").lower())
            self.forms.append(self._form)
        if self._form is not None:
            self._add_field(self._form, tag, given)

    def _add_field(self, form: Form, tag: str, given: Mapping[str, str]) -> None:
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", "")
        if tag == "option" and self._select:
            form.options[self._select].append(value)
            if "selected" in given:
                form.values[self._select] = value
        elif not name:
            return
        elif tag == "button" or kind in ("submit", "image"):
            form.buttons.append((name, value))
        elif kind == "file":
            form.files.append(name)
        elif kind in ("radio", "checkbox"):
            form.options.setdefault(name, []).append(value or "on")
            if "checked" in given or name not in form.values:
                form.values[name] = value if "checked" in given else ""
        elif tag in ("input", "textarea", "select"):
            form.values.setdefault(name, value)
            self._text_of = name if tag == "textarea" else ""
            self._select = name if tag == "select" else ""
            if tag == "select":
                form.options.setdefault(name, [])

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._text_of:
            self._form.values[self._text_of] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "textarea":
            if self._form is not None and self._text_of:  # HTML leaves out the first line end
                self._form.values[self._text_of] = self._form.values[self._text_of].removeprefix("\n")
            self._text_of = ""
        if tag == "select":
            self._select = ""


def find_forms(client: Client, starts: Iterable[str]) -> list[Form]:
    """Return every form that can be reached, each once; pages alike in view and fields are looked at twice at most."""
    waiting, seen, forms = list(starts), set(starts), dict[tuple[object, ...], Form]()
    visits: dict[object, int] = {}
    while waiting:
        page = waiting.pop(0)
        view = _view_of(page)
        visits[view] = visits.get(view, 0) + 1
        if visits[view] > 2:
            continue
        answer = client.get(page, follow=True, headers={"accept-encoding": "identity"})
        assert answer.status_code < 500, page
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        found = _Reader(client, page, answer.content.decode())
        for form in found.forms:
            forms.setdefault(form.key, form)
        for link in found.links:
            address = urlsplit(link)
            if address.netloc or not _is_asked_of_django(address.path) or link in seen:
                continue
            seen.add(link)
            waiting.append(link)
    return list(forms.values())


def _is_asked_of_django(path: str) -> bool:
    return path.startswith((ADMIN_PREFIX, "/shared/", "/packet/", "/for-clinics/check/", "/infobutton/", "/search/"))


def _view_of(address: str) -> object:
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return address
    return found.route, tuple(sorted(found.kwargs)) and found.view_name


def nasty_values(dice: random.Random, form: Form) -> dict[str, str]:
    """Return what is typed into a form: as it is shown, but for one field, or a few, with what nobody should type."""
    typed = dict(form.values)
    typed.update(dict([dice.choice(form.buttons)] if form.buttons else []))
    names = [name for name in typed if name != "csrfmiddlewaretoken"]
    if not names:
        return typed
    for name in dice.sample(names, min(len(names), 1 if dice.random() < 0.7 else dice.randint(1, 5))):
        typed[name] = _nasty(dice, typed[name], form.options.get(name, []))
    return typed


def _nasty(dice: random.Random, shown: str, options: list[str]) -> str:
    if options and dice.random() < 0.4:
        return dice.choice(options)
    value = dice.choice(LONG) if dice.random() < 0.015 else dice.choice(NASTY)
    if dice.random() < 0.5:
        return value
    place = dice.randint(0, len(shown))
    return shown[:place] + value + shown[place:]


def send(form: Form, typed: Mapping[str, str], dice: random.Random) -> HttpResponseBase:
    """Send a form as a browser would, or as no browser would; what it changed is undone."""
    cookies = copy(form.client.cookies)
    try:
        with transaction.atomic():
            answer = _send(form, typed, dice)
            transaction.set_rollback(True)
    finally:
        form.client.cookies = cookies
    return answer


def _send(form: Form, typed: Mapping[str, str], dice: random.Random) -> HttpResponseBase:
    client, headers = form.client, {"accept-encoding": "identity"}
    if form.files:
        whole = {name: value.encode("utf-8", "replace").decode() for name, value in typed.items()}
        upload = SimpleUploadedFile("x\0.jpg", dice.choice((b"", b"\xff\xd8\xff", b"GIF89a", b"x" * 100)))
        return client.post(form.action, {**whole, **dict.fromkeys(form.files, upload)}, headers=headers)
    body = urlencode(typed, errors="surrogatepass")
    if form.method == "post":
        return client.generic("POST", form.action, body, "application/x-www-form-urlencoded", headers=headers)
    return client.generic("GET", urlsplit(form.action).path, QUERY_STRING=body[:60_000], headers=headers)


def cases(forms: list[Form], dice: random.Random, count: int) -> Iterator[tuple[Form, dict[str, str]]]:
    """Yield so many forms as they are filled in, each form in turn."""
    for number in range(count):
        form = forms[number % len(forms)]
        yield form, nasty_values(dice, form)
