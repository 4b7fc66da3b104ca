"""Thousands of forms with what nobody should type in every field: no fault of ours, no stop, and what is taken down is gone."""

import random
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from tests.editions.form_fuzz_site import FuzzedSite

pytestmark = pytest.mark.django_db
# As often again on Postgres.
SAVES, ROUNDS, PUBLISHED_EACH = 2_500, 5, 12


def test_thousands_of_forms_filled_in_wrongly_are_answered_and_stop_nothing(
    three_pages: Path, settings, tmp_path: Path, nurse: User, publisher: User
) -> None:
    site = FuzzedSite(three_pages.parent, settings, publisher)
    dice = random.Random(14)
    for number in range(ROUNDS):
        site.accepted.clear()
        site.fill_in(dice, SAVES // ROUNDS)
        site.publish_accepted(nurse, publisher, PUBLISHED_EACH)
        assert site.a_withdrawal_is_live(nurse, tmp_path / str(number)), number
    assert site.failed == []
    assert site.answers[302] > SAVES / 20, "forms that are never accepted prove little"
