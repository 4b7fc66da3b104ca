"""/.well-known/security.txt: there when somebody reads what is sent, the same each time, and gone with its setting."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from leiomyo_site.config import ConfigurationError, read_config
from leiomyo_site.editions.build import BakeResult
from leiomyo_site.editions.static_export import write_static_site
from leiomyo_site.editorial.models import Publication
from leiomyo_site.server.wsgi_cache import StaticResponseServer
from tests.site.crawl import fetch

from .test_static_export import HOSTS
from .test_static_response_server import Got

pytestmark = pytest.mark.django_db
PATH = "/.well-known/security.txt"
Bake = Callable[..., BakeResult]


@pytest.fixture
def contact(settings: object) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.org"  # type: ignore[attr-defined]
    settings.SITE_URL = "https://lms.example.org"  # type: ignore[attr-defined]


def test_without_somebody_to_be_told_there_is_none(three_pages: Path, bake_now: Bake, editions_dir: Path) -> None:
    bake_now()
    assert Got(StaticResponseServer(editions_dir), PATH).status == Client().get(PATH).status_code == 404


def test_it_says_who_is_to_be_told_and_until_when(
    three_pages: Path, contact: None, bake_now: Bake, editions_dir: Path
) -> None:
    bake_now()
    got = Got(StaticResponseServer(editions_dir), PATH)
    assert (got.status, got.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    text = got.body.decode()
    newest = Publication.objects.latest("published_at").published_at
    until = datetime.fromisoformat(re.search(r"Expires: (\S+)", text)[1])
    assert timedelta(days=363) < until - newest < timedelta(days=365)
    assert text.replace(re.search(r"Expires: (\S+)", text)[1], "") == (
        "Contact: mailto:security@example.org\nExpires: \nPreferred-Languages: en\n"
        "Canonical: https://lms.example.org/.well-known/security.txt\n"
    )
    assert Client().get(PATH).content == got.body


def test_it_is_the_same_at_every_bake_and_moves_on_with_a_publication(
    three_pages: Path, contact: None, bake_now: Bake, editions_dir: Path, change: Callable[..., None]
) -> None:
    bake_now()
    first = Got(StaticResponseServer(editions_dir), PATH).body
    bake_now(now=datetime.fromisoformat("2026-12-20T12:00:00+00:00"))
    assert Got(StaticResponseServer(editions_dir), PATH).body == first
    change("surgery", title="Operation")
    bake_now()
    assert Got(StaticResponseServer(editions_dir), PATH).body != first


def test_taking_the_setting_away_stops_no_bake(
    three_pages: Path, contact: None, bake_now: Bake, editions_dir: Path, settings: object
) -> None:
    bake_now()
    settings.SECURITY_CONTACT = ""  # type: ignore[attr-defined]
    bake_now()
    assert Got(StaticResponseServer(editions_dir), PATH).status == 404


@HOSTS
def test_a_static_site_has_it_too(
    three_pages: Path, contact: None, bake_now: Bake, editions_dir: Path, tmp_path: Path, host: Callable
) -> None:
    bake_now()
    write_static_site(editions_dir, tmp_path / "public")
    with host(tmp_path / "public", tmp_path / "host") as url:
        answer = fetch(url + PATH)
        assert (answer.status, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
        assert answer.text.startswith("Contact: mailto:security@example.org\n")


@pytest.mark.parametrize(
    "wrong", ["security@example.org", "http://example.org/", "mailto:", "https://", "javascript:x"]
)
def test_a_contact_that_nobody_can_use_stops_the_start(wrong: str) -> None:
    with pytest.raises(ConfigurationError, match="SECURITY_CONTACT"):
        read_config({"SECURITY_CONTACT": wrong})
