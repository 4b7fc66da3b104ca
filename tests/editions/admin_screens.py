"""The screens on which a text goes from draft to families, read and pressed as people do."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from html import unescape

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from freezegun import freeze_time

from leiomyo_site.editorial.models import Document
from tests.conftest import sign_in

FIELD = re.compile(r'<h4>(.*?)</h4>\s*<div class="editing-diff"[^>]*>(.*?)</div>', re.DOTALL)
MARK = r'<{0}><span class="visually-hidden">\w+: </span>(.*?)</{0}>'
HIDDEN = re.compile(r'<input type="hidden" name="(expected_\w+)" value="([^"]*)"')
DECISIONS = (
    {"verdict": "return", "comment": "No."},
    *({"verdict": "approve", "scope": s} for s in ("changes", "full")),
)


def screen_url(name: str, draft: Document) -> str:
    return reverse(f"admin:{draft._meta.app_label}_{draft._meta.model_name}_{name}", args=[draft.pk])


def shown_difference(html: str) -> dict[str, tuple[str, str]]:
    """Return what a screen shows as different: what is removed and what is added, by the name of the field."""
    return {
        unescape(name): (marked(pieces, "del"), marked(pieces, "ins"))
        for name, pieces in FIELD.findall(html.partition("<h2>Before it goes out</h2>")[0])
    }


def marked(pieces: str, tag: str) -> str:
    return unescape(" ".join(re.findall(MARK.format(tag), pieces, re.DOTALL)))


def read(user: User, name: str, draft: Document) -> str:
    return sign_in(Client(), user).get(screen_url(name, draft)).content.decode()


def press(user: User, name: str, draft: Document, form: Mapping[str, str], *, at: datetime) -> str:
    """Open a screen and send its form as it is shown, with what was chosen; return the screen as it was shown."""
    with freeze_time(at):
        client = sign_in(Client(), user)
        html = client.get(screen_url(name, draft)).content.decode()
        client.post(screen_url(name, draft), {**dict(HIDDEN.findall(html)), **form})
    return html


def press_everything(user: User, draft: Document, *, at: datetime) -> None:
    """Press every button of every screen of a text, whether or not this person may; but for taking it down."""
    due = f"{at + timedelta(hours=1):%Y-%m-%dT%H:%M}"
    press(user, "request_review", draft, {"expected_hash": draft.draft_hash}, at=at)
    for decision in DECISIONS:
        press(user, "review", draft, decision, at=at)
    for publishing in ({"reason": "Alone.", "due_at": due}, {"reason": "Alone."}):
        press(user, "publish", draft, publishing, at=at)
    press(user, "history", draft, {"restore": "1", "expected_version": str(draft.version)}, at=at)
    press(user, "share", draft, {"days": "1"}, at=at)
