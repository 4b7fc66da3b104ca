"""Approving needs a fresh sign-in: a computer that somebody left signed in approves nothing, and no word is lost."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from leiomyo_site.accounts.reauthentication import AGAIN, WRONG
from leiomyo_site.accounts.second_factor import new_recovery_codes
from leiomyo_site.editorial.bundle import facts_hash
from leiomyo_site.editorial.models import Review
from leiomyo_site.pages.models import Page
from tests.conftest import sign_in
from tests.editorial.conftest import page, write

from .test_signing_in import WORD, code_of, events, someone

__all__ = ["page", "write"]
pytestmark = pytest.mark.django_db
Write = Callable[..., Page]
QUARTER = 15 * 60
FIELD = 'name="password"'


def grow_old(client: Client, seconds: int) -> None:
    client.get("/admin/")
    session = client.session
    session["signed_in_at"] -= seconds
    session.save()


@pytest.fixture
def nora() -> User:
    return someone("Nora", "Clinical reviewers")


@pytest.fixture
def left(write: Write, nora: User) -> Client:
    """A computer at which a reviewer signed in more than a quarter of an hour ago."""
    write()
    client = sign_in(Client(), nora)
    grow_old(client, QUARTER + 1)
    return client


def decide(client: Client, verdict: str = "approve", **sent: str) -> HttpResponse:
    draft = Page.objects.get()
    seen = {"expected_hash": draft.draft_hash, "expected_facts": facts_hash(draft, draft.to_content())}
    said = {**seen, "verdict": verdict, "scope": "full", "comment": "Read twice."}
    return client.post(reverse("admin:pages_page_review", args=[draft.pk]), {**said, **sent}, follow=True)


def code() -> str:
    return code_of(TOTPDevice.objects.get())


def test_a_fresh_sign_in_approves_without_more(write: Write, nora: User) -> None:
    write()
    client = sign_in(Client(), nora)
    grow_old(client, QUARTER - 60)
    shown = client.get(reverse("admin:pages_page_review", args=[Page.objects.get().pk])).content.decode()
    assert FIELD not in shown
    decide(client)
    assert Review.objects.get().verdict == "approved"


def test_an_older_sign_in_approves_nothing_and_the_words_stay(left: Client) -> None:
    said = decide(left).content.decode()
    assert AGAIN in said and FIELD in said
    assert "Read twice.</textarea>" in said and 'value="full" checked' in said
    assert not Review.objects.exists()


def test_the_form_asks_for_both_as_soon_as_the_sign_in_is_old(left: Client) -> None:
    shown = left.get(reverse("admin:pages_page_review", args=[Page.objects.get().pk])).content.decode()
    assert FIELD in shown and 'autocomplete="one-time-code"' in shown and 'role="alert"' not in shown


def test_password_and_code_in_the_same_form_approve_and_freshen_the_sign_in(left: Client) -> None:
    decide(left, password=WORD, code=code())
    assert Review.objects.get().verdict == "approved"
    assert events()[-3:] == ["second factor", "signed in", "approved"]
    shown = left.get(reverse("admin:pages_page_review", args=[Page.objects.get().pk])).content.decode()
    assert FIELD not in shown


def test_a_recovery_code_will_do(left: Client, nora: User) -> None:
    decide(left, password=WORD, code=new_recovery_codes(nora)[0])
    assert Review.objects.get().verdict == "approved"


@pytest.mark.parametrize(("password", "right_code"), [("wrong", True), (WORD, False), ("wrong", False)])
def test_one_of_the_two_is_not_enough(left: Client, password: str, right_code: bool) -> None:
    said = decide(left, password=password, code=code() if right_code else "000000").content.decode()
    assert WRONG in said and "Read twice.</textarea>" in said
    assert f'value="{password}"' not in said
    assert not Review.objects.exists()
    assert AGAIN in decide(left).content.decode()  # and it made nothing fresher


def test_a_wrong_password_spends_no_recovery_code(left: Client, nora: User) -> None:
    spare = new_recovery_codes(nora)[0]
    decide(left, password="wrong", code=spare)
    assert StaticDevice.objects.get().token_set.count() == 10


def test_somebody_elses_password_and_code_do_not_help(left: Client) -> None:
    walt = someone("Walt", "Clinical reviewers")
    spare = new_recovery_codes(walt)[0]
    decide(left, password=WORD + "r", code=spare)
    decide(left, password=WORD, code=spare, username="walt")
    assert not Review.objects.exists()


def test_tries_count_as_at_the_door(left: Client) -> None:
    for _ in range(10):
        answer = decide(left, password="wrong", code="000000")
    assert answer.status_code == 429
    decide(left, password=WORD, code=code())
    assert not Review.objects.exists()


def test_sending_back_needs_no_more_than_being_signed_in(left: Client) -> None:
    decide(left, "return")
    assert Review.objects.get().verdict == "returned"


def test_a_clock_set_back_makes_no_sign_in_fresher(left: Client) -> None:
    grow_old(left, -(QUARTER + 1) - 50)  # a session from the near future, as far as machines may differ
    assert AGAIN not in decide(left).content.decode()
    session = left.session
    session["signed_in_at"] += 30
    session.save()
    assert decide(left).redirect_chain  # further ahead: signed out
