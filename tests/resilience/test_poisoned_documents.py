"""200 documents that break every rule, published past all of them: together, and some of them alone, they stop nothing."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from tests.conftest import sign_in
from tests.editions.conftest import DO
from tests.editions.poison import poisons, publish_poison
from tests.editions.poisoned_site import bake_beside, copy_of, forget, look_at_admin

pytestmark = pytest.mark.django_db
ALL, ALONE = 200, 24


@pytest.fixture
def baked(three_pages: Path, change: Callable[..., None], bake_now: Callable[..., object], editions_dir: Path) -> Path:
    """A site as families read it."""
    change("home", "## New\n\nGood news. [@hwang-1997]" + DO)
    bake_now()
    return editions_dir


def test_two_hundred_poisoned_documents_at_once_stop_nothing(
    baked: Path, client: Client, nurse: User, writer: User
) -> None:
    dice = random.Random(14)
    published = [
        (code, poison)
        for number, poison in enumerate(poisons(dice, ALL))
        if (code := publish_poison(poison, number, dice))
    ]
    assert len(published) > ALL * 0.8
    made = bake_beside(baked, nurse, "all of them")
    assert len(made.held) > ALL / 4
    look_at_admin(sign_in(client, writer), [code for code, _ in published[:40]])


def test_one_poisoned_document_alone_stops_nothing(baked: Path, tmp_path: Path, nurse: User) -> None:
    dice = random.Random(15)
    for number, poison in enumerate(poisons(dice, ALONE)):
        with transaction.atomic():
            if publish_poison(poison, number, dice):
                bake_beside(copy_of(baked, tmp_path / str(number)), nurse, poison)
            transaction.set_rollback(True)
        forget()
