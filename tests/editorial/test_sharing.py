"""A draft shared with someone without an account: who can read what, until when, and what they may write."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leiomyo_site.editorial.actions.share import ShareRefused, create_share_link, open_share_link, revoke, sign_token
from leiomyo_site.editorial.models import DraftComment, DraftShareLink
from leiomyo_site.editorial.permissions import RoleRequired
from leiomyo_site.pages.models import Page
from leiomyo_site.site.site_content import _load_site_content
from tests.conftest import person, sign_in

from .conftest import NOON

pytestmark = pytest.mark.django_db
Write = Callable[..., Page]


@pytest.fixture(autouse=True)
def no_old_pages() -> None:
    _load_site_content.cache_clear()


@pytest.fixture
def shared(write: Write, writer: User) -> DraftShareLink:
    return create_share_link(
        write("## Canary\n\nOnly a draft.\n"), by=writer, at=timezone.now(), days=7, made_for="Dr. Kim"
    )


def link(made: DraftShareLink) -> str:
    return reverse("shared", args=[sign_token(made)])


def test_the_link_shows_the_draft_with_a_banner_and_hides_from_search_engines(shared: DraftShareLink) -> None:
    answer = Client().get(link(shared))
    html = answer.content.decode()
    assert "Only a draft." in html and "Draft. This is not what families read." in html and "Dr. Kim" in html
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert not answer.cookies


def test_the_link_goes_on_showing_the_words_that_were_shared(shared: DraftShareLink, write: Write) -> None:
    write("## Newer\n\nNot for you.\n", at=NOON + timedelta(days=1))
    html = Client().get(link(shared)).content.decode()
    assert "Only a draft." in html and "Not for you." not in html


@pytest.mark.parametrize("spoil", ["x", "1", "../1", "1:aaaa", "", "%00", "9" * 50])
def test_a_made_up_link_opens_nothing(shared: DraftShareLink, spoil: str) -> None:
    answer = Client().get(f"/shared/{spoil}/")
    assert answer.status_code in (404, 410)
    assert "Only a draft." not in answer.content.decode()


def test_a_signature_for_another_share_opens_nothing(shared: DraftShareLink, write: Write, writer: User) -> None:
    other = create_share_link(write("## B\n\nB.\n"), by=writer, at=timezone.now(), days=1)
    stolen = f"{shared.pk}:{sign_token(other).split(':')[1]}"
    with pytest.raises(ShareRefused, match="does not open anything now"):
        open_share_link(stolen, at=timezone.now())


def test_the_link_ends_on_its_day_and_reads_like_any_other_dead_link(shared: DraftShareLink) -> None:
    last = shared.expires_at - timedelta(seconds=1)
    assert open_share_link(sign_token(shared), at=last) == shared
    with pytest.raises(ShareRefused, match="Ask the person who sent it"):
        open_share_link(sign_token(shared), at=shared.expires_at)


def test_a_recalled_link_is_dead_at_once(shared: DraftShareLink, nurse: User) -> None:
    revoke(shared, by=nurse, at=timezone.now())
    answer = Client().get(link(shared))
    assert answer.status_code == 410
    assert "This link has ended" in answer.content.decode()


@pytest.mark.parametrize("days", [0, 15, 400, -1])
def test_a_link_lasts_from_1_to_14_days(page: Page, writer: User, days: int) -> None:
    with pytest.raises(ShareRefused, match="from 1 to 14 days"):
        create_share_link(page, by=writer, at=NOON, days=days)


def test_only_people_who_work_here_share_and_recall(shared: DraftShareLink, page: Page) -> None:
    stranger = person("Sam")
    with pytest.raises(RoleRequired):
        create_share_link(page, by=stranger, at=NOON, days=1)
    with pytest.raises(RoleRequired):
        revoke(shared, by=stranger, at=NOON)


def test_a_reader_leaves_a_comment_that_the_editor_reads_as_text(shared: DraftShareLink, writer: User) -> None:
    sent = {"text": "The second <b>line</b> is unclear.", "name": "Kim"}
    answer = Client(enforce_csrf_checks=True).post(link(shared), sent)
    assert "Thank you. The editors have it." in answer.content.decode()
    assert not answer.cookies
    client = Client()
    sign_in(client, writer)
    url = reverse("admin:pages_page_share", args=[shared.save_shown.document_id])
    assert "The second &lt;b&gt;line&lt;/b&gt; is unclear." in client.get(url).content.decode()


def test_a_comment_that_cannot_be_kept_comes_back_as_typed(shared: DraftShareLink) -> None:
    answer = Client().post(link(shared), {"text": "x" * 4001})
    assert answer.status_code == 422
    assert "at most 4,000 can be kept" in answer.content.decode() and "x" * 4001 in answer.content.decode()
    for field in ("text", "name"):
        answer = Client().post(link(shared), {"text": "Unclear.", field: "a\0b"})
        assert answer.status_code == 422 and "null character, which cannot be kept" in answer.content.decode()
    assert "Write what you think" in Client().post(link(shared), {"text": "  "}).content.decode()
    assert not DraftComment.objects.exists()


def test_nobody_can_flood_the_editors(shared: DraftShareLink) -> None:
    for number in range(20):
        Client().post(link(shared), {"text": f"Comment {number}"})
    assert "many comments already" in Client().post(link(shared), {"text": "One more"}).content.decode()
    assert shared.comments.count() == 20


def test_an_editor_makes_and_recalls_a_link_on_the_screen(page: Page, writer: User) -> None:
    client = Client()
    sign_in(client, writer)
    url = reverse("admin:pages_page_share", args=[page.pk])
    said = client.post(url, {"share": "1", "days": "3", "made_for": "Dr. Kim"}, follow=True).content.decode()
    made = DraftShareLink.objects.get()
    assert "The link is below." in said and sign_token(made) in said
    assert "from 1 to 14 days" in client.post(url, {"share": "1", "days": "99"}, follow=True).content.decode()
    assert "The link is ended." in client.post(url, {"recall": made.pk}, follow=True).content.decode()
    call_command("check")


def test_the_live_page_is_untouched_by_a_share(shared: DraftShareLink) -> None:
    assert "Only a draft." not in Client().get("/surgery/").content.decode()
