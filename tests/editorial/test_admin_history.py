"""Any two of all that a text ever said are compared: saves, numbers that families got, the draft; and brought back."""

import html
import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leiomyo_site.admin.compare_revisions import compare
from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.editorial.actions.review import request_changes
from leiomyo_site.editorial.models import Revision
from leiomyo_site.pages.models import Page
from tests.conftest import sign_in

from .conftest import LATER, approve, put_out
from .test_admin import fields, save, url

pytestmark = pytest.mark.django_db
Write = Callable[..., Page]


def history(someone: User, page: Page, asked: str = "") -> str:
    answer = sign_in(Client(), someone).get(url("history", page) + asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def grown(write: Write, nurse: User, publisher: User) -> Page:
    """A page with saves 1 to 3 and numbers 1 and 2; families read save 2, save 3 is the draft."""
    page = write("## Two\n\nSecond words.\n")
    approve(page, nurse)
    put_out(page, publisher, at=LATER)
    return write("## Three\n\nThird words.\n", at=LATER)


def test_a_comment_stands_over_later_saves_until_an_approval_answers_it(
    write: Write, page: Page, writer: User, nurse: User
) -> None:
    write()
    seen = page.draft_hash
    request_changes(page, by=nurse, at=LATER, expected_hash=seen, comment="Say the dose.")
    write("## Other\n\nOther words.\n", at=LATER)
    open_text = sign_in(Client(), writer).get(url("change", page)).content.decode()
    assert "Nora Test sent it back: <em>Say the dose.</em>" in open_text
    assert "no approval has answered it yet" in history(writer, page)
    approve(page, nurse, at=LATER)
    after = history(writer, page)
    assert "<em>Say the dose.</em>" in after and "no approval has answered it yet" not in after
    assert "sent it back" not in after


def test_any_save_is_compared_and_brought_back_in_two_clicks(page: Page, writer: User) -> None:
    client = sign_in(Client(), writer)
    save(client, page, {**fields(client, page), "title": "Other"})
    listed = client.get(url("history", page)).content.decode()
    first = re.search(r'href="(\?from=revision-1&amp;to=draft)"', listed)[1]
    compared = client.get(url("history", page) + html.unescape(first)).content.decode()
    assert "<del>" in compared and "Bring revision 1 back as the draft" in compared
    said = client.post(url("history", page), {"restore": "1", "expected_version": "2"}, follow=True).content.decode()
    assert "The older words are the draft again." in said
    assert Page.objects.get().title == "Surgery" and Revision.objects.filter(document=page).count() == 3


@pytest.mark.parametrize(
    ("asked", "heading", "gone", "came"),
    [
        ("?from=version-1&to=version-2", "From version 1 to version 2 (the newest published)", "goal", "Second"),
        (
            "?from=version-2&to=draft",
            "From version 2 (the newest published) to revision 3 (the draft)",
            "Second",
            "Third",
        ),
        ("?from=revision-3&to=version-1", "From revision 3 (the draft) to version 1", "Third", "goal"),
        ("?from=revision-2&to=revision-3", "From revision 2 to revision 3 (the draft)", "Second", "Third"),
    ],
)
def test_any_two_are_compared_in_the_order_picked(
    grown: Page, writer: User, asked: str, heading: str, gone: str, came: str
) -> None:
    shown = history(writer, grown, asked)
    assert f"<h2>{heading}</h2>" in shown
    assert re.search(rf'<del><span class="visually-hidden">removed: </span>[^<]*{gone}', shown)
    assert re.search(rf'<ins><span class="visually-hidden">added: </span>[^<]*{came}', shown)


def test_at_first_what_families_read_and_the_draft_are_picked(grown: Page, writer: User) -> None:
    picked = re.findall(r'name="(from|to)" value="([\w-]+)"[^>]* checked', history(writer, grown))
    assert picked == [("from", "version-2"), ("to", "revision-3")]


def test_what_was_picked_stays_picked(grown: Page, writer: User) -> None:
    picked = re.findall(
        r'name="(from|to)" value="([\w-]+)"[^>]* checked', history(writer, grown, "?from=revision-1&to=draft")
    )
    assert picked == [("to", "revision-3"), ("from", "revision-1")]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("?from=revision-1", "Pick two to compare: one under “From” and one under “To”."),
        ("?to=draft", "Pick two to compare: one under “From” and one under “To”."),
        *(
            (f"?from={wrong}&to=draft", "This text has no such words. Pick one under “From” and one under “To”")
            for wrong in (
                "revision-99",
                "version-9",
                "revision--1",
                "revision-",
                "x",
                "%00",
                "revision-" + "9" * 40,
                "version-٣",
            )
        ),
    ],
)
def test_a_missing_or_wrong_choice_is_said_in_one_sentence(
    grown: Page, writer: User, asked: str, sentence: str
) -> None:
    shown = history(writer, grown, asked)
    assert re.findall(r'<p class="errornote" role="alert">([^<]*)', shown)[0].startswith(sentence)
    assert "<h2>From " not in shown


def test_a_number_under_which_it_was_taken_down_has_no_words_to_compare(grown: Page, nurse: User, writer: User) -> None:
    withdraw(grown, by=nurse, at=LATER, note="A dose was wrong.", weight="safety", moved_to="")
    assert "This text has no such words." in history(writer, grown, "?from=version-3&to=draft")
    assert 'value="version-3"' not in history(writer, grown)


def test_words_of_a_number_are_brought_back_as_the_draft_by_the_save_that_holds_them(grown: Page, writer: User) -> None:
    shown = history(writer, grown, "?from=version-1&to=version-2")
    assert re.findall(r'name="restore" value="(\d)"', shown) == ["1", "2"]
    assert re.findall(r'name="restore" value="(\d)"', history(writer, grown, "?from=revision-3&to=draft")) == []


def test_only_editors_are_offered_to_bring_words_back(grown: Page, nurse: User, publisher: User) -> None:
    for someone in (nurse, publisher):
        shown = history(someone, grown, "?from=revision-1&to=draft")
        assert "<ins>" in shown and 'name="restore"' not in shown


def test_what_is_emptied_or_no_longer_shown_differs_too() -> None:
    old = {"title": "Surgery", "audience": "For parents", "source drops-2020": "citation: Drops."}
    assert [one["field"] for one in compare(old, {"title": "Surgery", "audience": ""})] == [
        "audience",
        "source drops-2020",
    ]
