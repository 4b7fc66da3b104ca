"""ADMIN_ALLOWED_NETWORKS keeps admin to the networks it names, and families are not touched by it."""

import pytest
from django.test import Client

from leiomyo_site.config.validators import cidr_list
from tests.conftest import person, sign_in

pytestmark = pytest.mark.django_db
DOOR = "/admin/login/?next=/admin/"


@pytest.fixture
def at_work(settings: object) -> None:
    settings.ADMIN_ALLOWED_NETWORKS = cidr_list("10.1.0.0/16, 2001:db8::/32")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("10.1.2.3", 200),
        ("2001:db8::7", 200),
        ("::ffff:10.1.2.3", 200),
        ("10.2.0.1", 403),
        ("203.0.113.9", 403),
        ("2001:db9::7", 403),
        ("", 403),
        ("no address", 403),
    ],
)
def test_admin_is_open_to_the_networks_named_and_to_no_other(at_work: None, address: str, status: int) -> None:
    for path in ("/admin/login/", "/admin/", "/admin/second-factor/", "/admin/jsi18n/"):
        answer = Client().get(path, REMOTE_ADDR=address)
        assert (answer.status_code == 403) == (status == 403), path
    assert Client().post(DOOR, {"username": "x", "password": "y"}, REMOTE_ADDR=address).status_code == status


def test_the_network_is_that_of_the_person_and_not_that_of_a_front_server_or_of_a_claim(
    at_work: None, settings: object
) -> None:
    said = {"HTTP_X_FORWARDED_FOR": "10.1.2.3", "REMOTE_ADDR": "203.0.113.9"}
    assert Client().get("/admin/login/", **said).status_code == 403
    settings.TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]
    assert Client().get("/admin/login/", **said).status_code == 200
    claimed = {"HTTP_X_FORWARDED_FOR": "10.1.2.3, 203.0.113.9", "REMOTE_ADDR": "10.1.0.1"}
    assert Client().get("/admin/login/", **claimed).status_code == 403


def test_a_cookie_carried_out_of_the_networks_opens_nothing(at_work: None) -> None:
    client = sign_in(Client(REMOTE_ADDR="10.1.2.3"), person("Wren", "Editors"))
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/", REMOTE_ADDR="203.0.113.9").status_code == 403
    seen = client.get("/robots.txt", REMOTE_ADDR="203.0.113.9").wsgi_request
    assert not seen.user.is_authenticated


def test_families_and_readers_of_shared_drafts_come_from_everywhere(at_work: None) -> None:
    assert Client().get("/robots.txt", REMOTE_ADDR="203.0.113.9").status_code == 200
    assert Client().get("/shared/x/", REMOTE_ADDR="203.0.113.9").status_code == 410
