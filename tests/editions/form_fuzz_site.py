"""A site on which every form is filled in with what nobody should type, and what must hold whatever it is."""

import random
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from leiomyo_site.editions.build import bake
from leiomyo_site.editorial.actions import review as reviewing
from leiomyo_site.editorial.actions.publish import publish, withdraw
from leiomyo_site.editorial.actions.share import create_share_link, sign_token
from leiomyo_site.editorial.content_files import document_models
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.models import Document
from leiomyo_site.pages.models import Page
from tests.conftest import person, sign_in
from tests.editorial.form_fuzz import Form, cases, find_forms, send

from .edition_factories import site_of
from .poisoned_site import copy_of, forget

PUBLIC = ("/for-clinics/check/", "/packet/", "/search/", "/infobutton/application")


class FuzzedSite:
    """The forms of a site, and what was answered to them."""

    def __init__(self, data_dir: Path, settings, publisher: User) -> None:
        settings.DATA_DIR, settings.EDITIONS_DIR = data_dir, data_dir / "editions"
        settings.CURRENT_EDITION_DIR = settings.EDITIONS_DIR / "current"
        settings.STATIC_ROOT = data_dir
        self.editions_dir = settings.EDITIONS_DIR
        call_command("bake", verbosity=0)
        self.everybody = person("Eva", "Editors", "Clinical reviewers", "Publishers")
        User.objects.filter(pk=self.everybody.pk).update(is_superuser=True)
        self.client = sign_in(Client(raise_request_exception=False), self.everybody)
        link = create_share_link(Page.objects.get(slug="surgery"), by=self.everybody, at=timezone.now(), days=14)
        stranger, half_way = (Client(raise_request_exception=False) for _ in range(2))
        half_way.force_login(publisher)
        TOTPDevice.objects.create(user=publisher, name="app", confirmed=True)
        self.forms = [
            *find_forms(self.client, ["/admin/", f"/shared/{sign_token(link)}/", *PUBLIC]),
            *find_forms(stranger, ["/admin/login/"]),
            *find_forms(half_way, ["/admin/second-factor/"]),
        ]
        self.answers: Counter[int] = Counter()
        self.failed: list[str] = []
        self.accepted: list[tuple[Document, Mapping[str, str]]] = []

    def fill_in(self, dice: random.Random, count: int) -> None:
        """Send so many forms, and undo what they did; a draft that was saved is remembered."""
        drafts = {f"/{model._meta.app_label}/{model._meta.model_name}/": model for model in document_models()}
        for form, typed in cases(self.forms, dice, count):
            status = send(form, typed, dice).status_code
            self.answers[status] += 1
            if status >= 500:
                self.failed.append(f"{status} {form.action} {changed(form, typed)}")
            for part, model in drafts.items():
                if status == 302 and part in form.action and form.action.endswith("/change/"):
                    draft = model.objects.get(pk=form.action.split("/")[-3])
                    self.accepted.append((draft, {**typed, "_action": form.action}))

    def publish_accepted(self, nurse: User, publisher: User, most: int) -> int:
        """Save, approve and publish drafts that were accepted; return how many became public."""
        count = 0
        for draft, typed in self.accepted[:most]:
            current = type(draft).objects.get(pk=draft.pk)
            data = {**typed, "expected_version": str(current.version), "change_note": "New words."}
            self.client.post(
                data.pop("_action"), {name: value for name, value in data.items() if "\ud800" not in value}
            )
            current.refresh_from_db()
            at = timezone.now()
            try:
                with transaction.atomic():
                    seen = {"by": nurse, "at": at, "expected_hash": current.draft_hash}
                    reviewing.approve(current, scope="full", **seen)
                    publish(current, by=publisher, at=at, expected_hash=current.draft_hash, reason="A test.")
                count += 1
            except (PublishRefused, reviewing.ReviewRefused):
                continue
        return count

    def a_withdrawal_is_live(self, nurse: User, where: Path) -> bool:
        """Take a page down that nobody filled in, bake, and look; it is undone then."""
        touched = {draft.pk for draft, _ in self.accepted}
        page = Page.objects.exclude(pk__in=touched).exclude(slug="home").order_by("pk")[0]
        with transaction.atomic():
            at = timezone.now() + timedelta(minutes=1)
            withdraw(page, by=nurse, at=at, note="Taken down.", weight="safety")
            bake(copy_of(self.editions_dir, where), now=at, keep=5)
            transaction.set_rollback(True)
        forget()
        return b"Taken down." in site_of(where)[f"{page.slug}/index.html"]


def changed(form: Form, typed: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed besides what a form showed."""
    return {name: repr(value)[:80] for name, value in typed.items() if form.values.get(name) != value}
