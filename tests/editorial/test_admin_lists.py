"""The lists of texts: what each is, what families see, when its check is due and who looks after it, at a steady price."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.models import Document
from leiomyo_site.editorial.state import next_review_date, with_review_dates, with_state
from leiomyo_site.glossary.models import Term
from leiomyo_site.pages.models import Page
from tests.conftest import person, sign_in

from .conftest import LATER, NOON, approve, put_out

pytestmark = pytest.mark.django_db
Write = Callable[..., Page]
PAGES, TERMS = "/admin/pages/page/", "/admin/glossary/term/"


def rows(someone: User, path: str) -> list[list[str]]:
    """Return the words in every cell of a list."""
    html = sign_in(Client(), someone).get(path).content.decode()
    table = html[html.index("<tbody>") : html.index("</tbody>")] if "<tbody>" in html else ""
    cells = (re.findall(r"<t[hd] class=\"field[^>]*>(.*?)</t[hd]>", row) for row in table.split("<tr>")[1:])
    return [[re.sub("<[^>]+>", "", cell).replace("\u00a0", " ") for cell in row] for row in cells]


def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)


def test_a_list_says_state_what_families_see_when_the_check_is_due_and_the_owner(page: Page, writer: User) -> None:
    Page.objects.update(owner=writer)
    facts = [
        (f"version 1, {text.published_at:%-d %b %Y}", f"{text.next_check:%-d %b %Y}")
        for text in (*published.live_pages("en"), *published.live_terms("en"))
    ]
    assert rows(writer, PAGES) == [["Surgery", "published", *facts[0], "Wren Test", "surgery"]]
    assert rows(writer, TERMS)[0][:5] == ["biopsy", "published", *facts[1], "nobody"]


def test_an_overdue_check_is_said_in_words_and_stands_out(
    page: Page, writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = published.live_pages("en")[0].next_check
    at(monkeypatch, due)
    said = f"overdue since {due:%-d %b %Y}"
    assert rows(writer, PAGES)[0][3] == said
    html = sign_in(Client(), writer).get(PAGES).content.decode().replace("\u00a0", " ")
    assert f'<strong class="editing-overdue">{said}</strong>' in html
    at(monkeypatch, due - timedelta(days=60))
    assert rows(writer, PAGES)[0][3] == f"soon: {due:%-d %b %Y}"


def test_the_list_and_the_page_of_families_agree_when_a_check_is_due(
    write: Write, nurse: User, publisher: User
) -> None:
    def agree() -> bool:
        listed = {text.code: next_review_date(text) for text in with_review_dates(with_state(Page.objects.all()))}
        return listed == {page.code: page.next_check for page in published.live_pages("en")}

    assert agree()
    page = write("## Two\n\nSecond words.\n")
    approve(page, nurse, scope="changes")
    put_out(page, publisher, at=LATER)
    assert agree()
    approve(page, nurse, at=LATER + timedelta(days=90))  # of words that families read already
    assert agree()
    page = write("## Three\n\nThird words.\n", at=LATER + timedelta(days=91))
    approve(page, nurse, at=LATER + timedelta(days=92))  # of words that nobody reads yet
    assert agree()


def test_what_families_do_not_read_has_no_check_due(page: Page, nurse: User, writer: User) -> None:
    withdraw(page, by=nurse, at=LATER, note="A dose was wrong.", weight="safety", moved_to="")
    assert rows(writer, PAGES)[0][1:4] == ["taken down", "taken down, 1 Dec 2026", "–"]


@pytest.mark.parametrize(("days", "overdue", "soon"), [(-61, 0, 0), (-60, 0, 1), (-1, 0, 1), (0, 1, 0), (400, 1, 0)])
def test_a_list_is_narrowed_to_what_is_overdue_or_due_soon(
    page: Page, writer: User, monkeypatch: pytest.MonkeyPatch, days: int, overdue: int, soon: int
) -> None:
    at(monkeypatch, published.live_pages("en")[0].next_check + timedelta(days=days))
    assert (len(rows(writer, f"{PAGES}?check=overdue")), len(rows(writer, f"{PAGES}?check=soon"))) == (overdue, soon)


def test_a_list_is_narrowed_to_a_state_or_an_owner(page: Page, write: Write, writer: User) -> None:
    other = person("Walt", "Editors")
    assert [len(rows(writer, f"{PAGES}?owner={who}")) for who in ("none", other.pk)] == [1, 0]
    Page.objects.update(owner=other)
    assert [len(rows(writer, f"{PAGES}?owner={who}")) for who in ("none", other.pk)] == [0, 1]
    assert [len(rows(writer, f"{PAGES}?state={state}")) for state in ("live", "newer")] == [1, 0]
    write()
    assert [len(rows(writer, f"{PAGES}?state={state}")) for state in ("live", "newer")] == [0, 1]


@pytest.mark.parametrize("asked", ["?check=x", "?owner=x", "?state=x", "?owner=" + "9" * 30])
def test_a_filter_that_is_none_narrows_nothing(page: Page, writer: User, asked: str) -> None:
    assert len(rows(writer, PAGES + asked)) == 1


@pytest.mark.parametrize(("path", "model"), [(PAGES, Page), (TERMS, Term)])
@pytest.mark.parametrize("asked", ["", "?check=overdue"])
def test_a_longer_list_asks_no_more_of_the_database(
    page: Page, writer: User, path: str, model: type[Document], asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, NOON + timedelta(days=1000))
    client = sign_in(Client(), writer)
    model.objects.update(owner=writer)
    client.get(path + asked)
    with CaptureQueriesContext(
        connection,
    ) as before:
        client.get(path + asked)
    first = model.objects.first()
    for number in range(20):
        more = {field: getattr(first, field) for field in ("name",) if hasattr(first, field)}
        text = model(code=f"B{number:03d}B", kind=model.KIND, slug=f"more-{number}", owner=person(f"P{number}"), **more)
        save_draft(text, by=writer, at=NOON, expected_version=0)
    with CaptureQueriesContext(connection) as after:
        listed = client.get(path + asked)
    assert listed.context["cl"].result_count == (1 if asked else 21)
    assert len(after) == len(before)
