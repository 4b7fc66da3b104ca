"""A few of the poisoned documents of tests/resilience/test_poisoned_documents.py, at once."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.conftest import sign_in

from .conftest import DO
from .poison import poisons, publish_poison
from .poisoned_site import bake_beside, look_at_admin

pytestmark = pytest.mark.django_db
FEW = 25


def test_a_few_poisoned_documents_stop_nothing(
    three_pages: Path,
    change: Callable[..., None],
    bake_now,
    editions_dir: Path,
    client: Client,
    nurse: User,
    writer: User,
) -> None:
    change("home", "## New\n\nGood news. [@hwang-1997]" + DO)
    bake_now()
    dice = random.Random(14)
    codes = [publish_poison(poison, number, dice) for number, poison in enumerate(poisons(dice, FEW))]
    made = bake_beside(editions_dir, nurse, codes)
    assert made.held
    look_at_admin(sign_in(client, writer), codes[:4])
