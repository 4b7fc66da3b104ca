"""Some of the forms of tests/resilience/test_form_fuzz.py: whatever is typed, no answer is a fault of ours."""

import random
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from .form_fuzz_site import FuzzedSite

pytestmark = pytest.mark.django_db
SOME = 150
# Views whose forms must be among those that are found.
VIEWS = ("term", "source", "picture", "user", "publish", "withdraw", "review", "share")


def test_some_forms_filled_in_wrongly_are_answered_and_stop_nothing(
    three_pages: Path, settings, tmp_path: Path, nurse: User, publisher: User
) -> None:
    site = FuzzedSite(three_pages.parent, settings, publisher)
    actions = " ".join(form.action for form in site.forms)
    assert [
        view
        for view in (*VIEWS, "/shared/", "/for-clinics/check/", "/login/", "/second-factor/")
        if view not in actions
    ] == []
    fields = {name for form in site.forms for name in form.values}
    assert fields >= {"body", "definition", "made_for", "comment", "text", "citation", "username", "due_at", "moved_to"}
    site.fill_in(random.Random(14), SOME)
    assert site.failed == []
    assert site.a_withdrawal_is_live(nurse, tmp_path / "after")
