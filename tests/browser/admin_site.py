"""Admin as people use it: a site of its own, six people, and a browser for each."""

import os
import subprocess
import sys
import time
from base64 import b32decode
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django_otp.oath import totp
from playwright.sync_api import Browser, Page, expect

from tests.prepared import serving_copy
from tests.servers import ROOT

from .page_observer import Watch

# An approval asks for a sign-in of the last fifteen minutes.
SIGN_IN_KEPT_SECONDS = 8 * 60
WORD = "a long password for tests"
PEOPLE = """
from django.contrib.auth.models import Group, User
roles = {{"wren": "Editors", "walt": "Editors", "nora": "Clinical reviewers", "paul": "Publishers", "beth": "Editors,Clinical reviewers", "ruth": "Clinical reviewers"}}
for name, groups in roles.items():
    person = User.objects.create_user(name, password="{word}", first_name=name.title(), last_name="Test", is_staff=True)
    person.groups.set(Group.objects.filter(name__in=groups.split(",")))
"""


@pytest.fixture(scope="session")
def admin_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of its own with six people who work there, one of whom has never signed in; gives its address."""
    folder = tmp_path_factory.mktemp("admin_site")
    with serving_copy(folder) as url:
        command = [sys.executable, "manage.py", "shell", "-c", PEOPLE.format(word=WORD)]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "DATA_DIR": str(folder)}, check=True, capture_output=True)
        yield url


Enter = Callable[..., tuple[Page, Watch]]


@pytest.fixture(scope="session")
def codes() -> dict[str, list[str]]:
    """The recovery codes that each person was given and has not used."""
    return {}


def prove(page: Page, codes: list[str]) -> None:
    """Set the app up as on a phone, the first time; later use a recovery code."""
    if codes:
        page.get_by_label("Six-digit code from your app, or a recovery code").fill(codes.pop())
        page.get_by_role("button", name="Go on").click()
        return
    secret = b32decode(page.locator("code").inner_text().replace(" ", ""))
    page.get_by_label("Six-digit code").fill(f"{totp(secret):06d}")
    page.get_by_role("button", name="Go on").click()
    codes += page.locator(".editing-codes code").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()


@pytest.fixture(scope="session")
def sign_ins() -> dict[str, tuple[float, Any]]:
    """When each person last signed in, and the cookies that they hold since."""
    return {}


@pytest.fixture
def enter(
    browser: Browser, admin_site: str, codes: dict[str, list[str]], sign_ins: dict[str, tuple[float, Any]]
) -> Iterator[Enter]:
    """Open admin as somebody, in a browser of their own; password and code are asked for once in a while only."""
    contexts = []

    def sign_in(page: Page, name: str) -> None:
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(WORD)
        page.get_by_role("button", name="Log in").click()
        if "second-factor" in page.url:
            prove(page, codes.setdefault(name, []))

    def open_admin(name: str, **style: Any) -> tuple[Page, Watch]:
        since, state = sign_ins.get(name, (0.0, None))
        known = state if time.monotonic() - since < SIGN_IN_KEPT_SECONDS else None
        context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, "storage_state": known, **style})
        contexts.append(context)
        page = context.new_page()
        watch = Watch(page)
        page.goto(f"{admin_site}/admin/")
        if "/login/" in page.url:
            sign_in(page, name)
            sign_ins[name] = time.monotonic(), {"cookies": context.storage_state()["cookies"], "origins": []}
        expect(page.get_by_role("link", name="Log out").or_(page.get_by_role("button", name="Log out"))).to_be_visible()
        return page, watch

    yield open_admin
    for context in contexts:
        context.close()


def open_text(page: Page, admin_site: str, title: str) -> None:
    page.goto(f"{admin_site}/admin/pages/page/?q={title}")
    page.locator("#result_list").get_by_role("link", name=title, exact=True).click()


def says(page: Page, words: str) -> None:
    expect(page.locator(".messagelist")).to_contain_text(words)
