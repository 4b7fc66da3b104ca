"""Whatever a few people try, in any order: what is published was approved just so by somebody who had no hand in it."""

import random
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import RequestFactory
from freezegun import freeze_time

from leiomyo_site.accounts.account_changes import AuditedRequestMiddleware
from leiomyo_site.admin.views.base import REFUSALS
from leiomyo_site.editorial.account_hold import ConfirmationRefused, confirm_account
from leiomyo_site.editorial.actions import review as reviewing
from leiomyo_site.editorial.actions.discard import DiscardRefused, discard
from leiomyo_site.editorial.actions.publish import publish, withdraw
from leiomyo_site.editorial.actions.restore_revision import restore_revision
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.actions.schedule import publish_due, schedule
from leiomyo_site.editorial.images import add_image_version
from leiomyo_site.editorial.models import Picture, Publication, ScheduledPublication, Source
from leiomyo_site.editorial.permissions import ROLES
from leiomyo_site.editorial.sources import save_source
from leiomyo_site.images.decoder import clean_image
from leiomyo_site.pages.models import Page
from tests.conftest import person
from tests.images.upload_samples import picture

from .conftest import ENDING, NOON

pytestmark = pytest.mark.django_db
STEPS = 150
DAY = timedelta(hours=24)


class Walk:
    """People with every role, what they try at random, and who had a hand in what, written down on its own."""

    def __init__(self, page: Page, seed: int) -> None:
        self.chance = random.Random(seed)
        self.page = page
        self.now = NOON
        self.people = [person(f"Person{number}", *ROLES) for number in range(12)]
        User.objects.update(is_superuser=True)
        self.hands: dict[str, set[int]] = defaultdict(set)  # what was changed since the last publication, by whom
        self.made: dict[int, list[tuple[datetime, int]]] = defaultdict(list)  # who changed which account, and when
        self.due: dict[str, str] = {}  # what would be published next
        self.read = self.parts()  # what was published last
        self.approved: list[
            tuple[dict[str, str], int, bool]
        ] = []  # what, by whom, and whether it was a second person's word
        self.published = 0

    def parts(self, content: dict[str, Any] | None = None, note: str = "") -> dict[str, str]:
        """Return all that families would read of the draft, or of other words, in its parts."""
        draft = Page.objects.get(pk=self.page.pk)
        content = content or draft.to_content()
        sources = Source.objects.filter(key__in=content["sources"]).values()
        shown = Picture.objects.filter(name="scan").first() if "| scan" in content["body"] else None
        newest = shown.versions.order_by("-number").values("alt", "credit", "sha256").first() if shown else None
        found = {"words": content, "source": list(sources), "picture": newest, "months": draft.review_months}
        return {name: str(part) for name, part in found.items()} | {"note": note or draft.change_note}

    def behind(self, account: int) -> set[int]:
        known, new = set(), {account}
        while new:
            known |= new
            new = {by for one in new for at, by in self.made[one] if at > self.now - DAY and by != one} - known
        return known

    def is_second(self, user: User) -> bool:
        """Had this person no hand in what is new, nor in the account of anybody who had, nor such a person in theirs?"""
        now = self.parts()
        new = [name for name in now if name in ("words", "note") or now[name] != self.read.get(name)]
        hands = {one for name in new for one in self.hands[name]}
        return not self.behind(user.pk) & {behind for one in hands for behind in self.behind(one)}

    def step(self) -> None:
        self.now += timedelta(minutes=self.chance.choice([1, 50, 60 * 13]))
        user = self.chance.choice(self.people)
        tried = self.chance.choice(TRIED)
        with freeze_time(self.now), suppress(*REFUSALS, DiscardRefused, ConfirmationRefused):
            tried(self, User.objects.get(pk=user.pk), Page.objects.get(pk=self.page.pk))
        self.check()

    def check(self) -> None:
        """Check the newest publication, if it is new."""
        made = list(Publication.objects.filter(document=self.page.pk).order_by("number"))
        if len(made) == self.published:
            return
        self.published = len(made)
        if made[-1].action == Publication.Action.PUBLISH:
            by = made[-1].approved_by_id
            seconds = [second for what, who, second in self.approved if (what, who) == (self.due, by)]
            assert True in seconds, f"version {made[-1].number} by {by}: {seconds}, {self.due}, {dict(self.hands)}"
            self.read = self.due
            self.hands.clear()


def write(walk: Walk, user: User, page: Page) -> None:
    page.body = f"## New\n\nWords {walk.chance.randrange(4)}.\n\n/// figure | scan\n///\n{ENDING}"
    page.change_note = page.change_note or f"Note {walk.chance.randrange(3)}."
    if save_draft(page, by=user, at=walk.now, expected_version=page.version):
        walk.hands["words"].add(user.pk)


def change_months(walk: Walk, user: User, page: Page) -> None:
    before, page.review_months = page.review_months, walk.chance.randrange(5, 8)
    save_draft(page, by=user, at=walk.now, expected_version=page.version)
    if page.review_months != before:
        walk.hands["months"].add(user.pk)


def change_note(walk: Walk, user: User, page: Page) -> None:
    before, page.change_note = page.change_note, f"Note {walk.chance.randrange(3)}."
    save_draft(page, by=user, at=walk.now, expected_version=page.version)
    if page.change_note != before:
        walk.hands["note"].add(user.pk)


def change_source(walk: Walk, user: User, page: Page) -> None:
    source = Source.objects.get(key="hwang-1997")
    source.citation = f"Book {walk.chance.randrange(3)}."
    save_source(source, by=user, at=walk.now)
    walk.hands["source"].add(user.pk)


def change_picture(walk: Walk, user: User, page: Page) -> None:
    words = {"alt": f"Scan {walk.chance.randrange(3)}.", "credit": "", "decorative": False}
    add_image_version("scan", clean_image(picture(size=(500, 400))), by=user, at=walk.now, **words)
    walk.hands["picture"].add(user.pk)


def go_back(walk: Walk, user: User, page: Page) -> None:
    save = walk.chance.choice(list(page.revisions.all()))
    if restore_revision(page, save, by=user, at=walk.now, expected_version=page.version):
        walk.hands["words"].add(user.pk)


def approve(walk: Walk, user: User, page: Page) -> None:
    second = walk.is_second(user)
    scope = walk.chance.choice(["full", "changes"])
    reviewing.approve(page, by=user, at=walk.now, expected_hash=page.draft_hash, scope=scope)
    walk.approved.append((walk.parts(), user.pk, second))


def send_back(walk: Walk, user: User, page: Page) -> None:
    reviewing.request_changes(page, by=user, at=walk.now, expected_hash=page.draft_hash, comment="No.")


def put_out(walk: Walk, user: User, page: Page) -> None:
    walk.due = walk.parts()
    publish(page, by=user, at=walk.now, expected_hash=page.draft_hash, reason="A walk.")


def set_time(walk: Walk, user: User, page: Page) -> None:
    due_at = walk.now + timedelta(hours=walk.chance.choice([1, 20]))
    schedule(page, by=user, at=walk.now, due_at=due_at, expected_hash=page.draft_hash, reason="A walk.")


def come_due(walk: Walk, user: User, page: Page) -> None:
    for row in ScheduledPublication.objects.filter(state="waiting", due_at__lte=walk.now):
        walk.due = walk.parts(page.revisions.filter(hash=row.hash).latest("version").content, row.note)
    publish_due(at=walk.now)


def take_down(walk: Walk, user: User, page: Page) -> None:
    if walk.chance.random() < 0.2:
        withdraw(page, by=user, at=walk.now, note="Wrong.", weight="safety")


def change_account(walk: Walk, user: User, page: Page) -> None:
    other = walk.chance.choice([one for one in walk.people if one.pk != user.pk])
    request = RequestFactory().post("/admin/")
    request.user = user

    def give(_: Any) -> HttpResponse:
        account = User.objects.get(pk=other.pk)
        account.groups.clear()
        account.groups.set(Group.objects.filter(name__in=ROLES))
        return HttpResponse()

    AuditedRequestMiddleware(give)(request)
    walk.made[other.pk].append((walk.now, user.pk))


def confirm(walk: Walk, user: User, page: Page) -> None:
    other = walk.chance.choice([one for one in walk.people if one.pk != user.pk])
    is_behind = user.pk in walk.behind(other.pk)
    confirm_account(other, by=user, at=walk.now)
    assert not is_behind
    walk.made[other.pk].clear()


def throw_away(walk: Walk, user: User, page: Page) -> None:
    for thing in (page, *Picture.objects.all(), *Source.objects.all()):
        with suppress(DiscardRefused):
            discard(thing, by=user, at=walk.now)
    if not Picture.objects.exists():
        walk.hands["picture"].clear()  # nothing is left of what they put in


TRIED: list[Callable[[Walk, User, Page], None]] = [
    write, change_months, change_note, change_source, change_picture, go_back, *[approve] * 12, send_back,
    *[put_out] * 12, set_time, *[come_due] * 3, take_down, change_account, confirm, throw_away,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_what_is_published_was_approved_just_so_by_a_second_person(page: Page, seed: int) -> None:
    with freeze_time(NOON - timedelta(days=9)):
        walk = Walk(page, seed)
    walk.published = 1
    with suppress(*REFUSALS):
        change_picture(walk, walk.people[0], page)
    for _ in range(STEPS):
        walk.step()
    assert walk.published > 3, "hardly anything was published"
