"""Who gets into admin: tries are counted, sessions end, deciders prove themselves twice, and all of it is written down."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from freezegun import freeze_time

from leiomyo_site.accounts.network import client_ip
from leiomyo_site.editorial.models import AuditLogEntry
from tests.conftest import person, sign_in

pytestmark = pytest.mark.django_db
WORD = "a long test of the door"
ADMIN = "/admin/"
DOOR = "/admin/login/?next=/admin/"
FACTOR = "/admin/second-factor/"


def try_in(client: Client, name: str, word: str = WORD, *, address: str = "10.0.0.1") -> int:
    return client.post(DOOR, {"username": name, "password": word}, REMOTE_ADDR=address).status_code


def someone(name: str, *roles: str) -> User:
    made = person(name, *roles)
    made.set_password(WORD)
    made.save()
    return made


def code_of(device: TOTPDevice) -> str:
    return f"{totp(device.bin_key, device.step, device.t0, device.digits, device.drift):06d}"


def events() -> list[str]:
    return list(AuditLogEntry.objects.order_by("pk").values_list("what", flat=True))


# Addresses and passwords


@pytest.mark.parametrize(
    ("servers", "passed_on", "address"),
    [
        (0, "1.1.1.1", "9.9.9.9"),
        (1, "1.1.1.1, 2.2.2.2", "2.2.2.2"),
        (2, "1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (1, "", "9.9.9.9"),
    ],
)
def test_an_address_that_a_client_writes_itself_is_not_believed(
    settings: object, rf: object, servers: int, passed_on: str, address: str
) -> None:
    settings.TRUSTED_PROXY_COUNT = servers  # type: ignore[attr-defined]
    request = rf.get("/", REMOTE_ADDR="9.9.9.9", HTTP_X_FORWARDED_FOR=passed_on)  # type: ignore[attr-defined]
    assert client_ip(request) == address


@pytest.mark.parametrize("weak", ["short", "password1234", "123456789012", "wrenwrenwren"])
def test_weak_passwords_are_refused(weak: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(weak, User(username="wrenwrenwren"))


# The second factor


@pytest.mark.parametrize("role", ["Clinical reviewers", "Publishers"])
def test_who_decides_gets_nowhere_in_admin_without_the_second_factor(role: str) -> None:
    client = Client()
    client.force_login(someone("Nora", role))
    for path in (ADMIN, "/admin/pages/page/", "/admin/pages/page/1/preview/", "/admin/password_change/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"].startswith(FACTOR)) == (302, True), path
    assert client.post("/admin/pages/page/1/publish/", {"note": "x"}).status_code == 302


def test_a_superuser_needs_it_too_and_an_editor_does_not() -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    assert client.get(ADMIN)["Location"].startswith(FACTOR)
    client.force_login(someone("Wren", "Editors"))
    assert client.get(ADMIN).status_code == 200


def set_up(client: Client) -> list[str]:
    shown = client.get(f"{FACTOR}?next=/admin/pages/page/").content.decode()
    assert "<svg" in shown and "style=" not in shown[shown.index("<svg") : shown.index("</svg>")]
    done = client.post(f"{FACTOR}?next=/admin/pages/page/", {"code": code_of(TOTPDevice.objects.get())})
    assert 'href="/admin/pages/page/"' in done.content.decode()
    return done.context["codes"]


def test_setting_the_app_up_opens_admin_and_gives_ten_codes() -> None:
    client = Client()
    client.force_login(someone("Nora", "Clinical reviewers"))
    assert len(set(set_up(client))) == 10
    assert client.get(ADMIN).status_code == 200
    assert "second factor set up" in events()


def test_a_wrong_code_sets_nothing_up_and_the_secret_stays() -> None:
    client = Client()
    client.force_login(someone("Nora", "Clinical reviewers"))
    client.get(FACTOR)
    key = TOTPDevice.objects.get().key
    assert "That code is not right" in client.post(FACTOR, {"code": "000000"}).content.decode()
    device = TOTPDevice.objects.get()
    assert (device.key, device.confirmed) == (key, False)


def test_a_recovery_code_works_once() -> None:
    nora = someone("Nora", "Clinical reviewers")
    client = Client()
    client.force_login(nora)
    codes = set_up(client)
    again = Client()
    again.force_login(nora)
    typed = f"{codes[0][:5]}-{codes[0][5:]} ".upper()
    assert again.post(FACTOR, {"code": typed})["Location"] == ADMIN
    third = Client()
    third.force_login(nora)
    assert "not right" in third.post(FACTOR, {"code": codes[0]}).content.decode()
    assert AuditLogEntry.objects.filter(what="second factor").latest("pk").detail == {"recovery_codes_left": 9}


def test_codes_cannot_be_guessed_in_a_row() -> None:
    nora = someone("Nora", "Clinical reviewers")
    client = Client()
    client.force_login(nora)
    codes = set_up(client)
    later = datetime.now(UTC) + timedelta(seconds=31)
    with freeze_time(later):
        for number in range(5):
            client.post(FACTOR, {"code": f"{number:06d}"})
        said = client.post(FACTOR, {"code": code_of(TOTPDevice.objects.get())}).content.decode()
        # The first wrong code makes the next ones wait for a second; those are not looked at and do not count.
        assert "was not looked at" in said and "Try again in 1 second," in said and "is not right" not in said
        assert client.post(FACTOR, {"code": codes[0]}).status_code == 302
    with freeze_time(later + timedelta(seconds=31)):
        assert client.post(FACTOR, {"code": code_of(TOTPDevice.objects.get())}).status_code == 302


@pytest.mark.slow
def test_a_recovery_code_works_after_a_thousand_sign_ins_with_the_app() -> None:
    nora = someone("Nora", "Clinical reviewers")
    client = Client()
    client.force_login(nora)
    codes = set_up(client)
    start = datetime.now(UTC)
    with freeze_time(start) as clock:
        for number in range(1, 1001):
            clock.move_to(start + timedelta(seconds=31 * number))
            assert client.post(FACTOR, {"code": code_of(TOTPDevice.objects.get())}).status_code == 302
        again = Client()
        again.force_login(nora)
        assert again.post(FACTOR, {"code": codes[0]}).status_code == 302


def test_the_way_back_leads_nowhere_else() -> None:
    nora = someone("Nora", "Clinical reviewers")
    client = Client()
    client.force_login(nora)
    codes = set_up(client)
    again = Client()
    again.force_login(nora)
    assert again.post(f"{FACTOR}?next=https://evil.example/", {"code": codes[1]})["Location"] == ADMIN


def test_nobody_sees_the_screen_without_a_password() -> None:
    assert Client().get(FACTOR)["Location"].startswith("/admin/login/")


# Sessions


def test_a_session_ends_after_twelve_hours_however_busy() -> None:
    client = sign_in(Client(), someone("Wren", "Editors"))
    assert client.get(ADMIN).status_code == 200
    session = client.session
    session["signed_in_at"] -= 12 * 3600 + 1
    session.save()
    assert client.get(ADMIN).status_code == 302


def test_the_cookie_ends_with_the_browser_and_the_row_after_half_an_hour() -> None:
    client = sign_in(Client(), someone("Wren", "Editors"))
    cookie = client.get(ADMIN).cookies["sessionid"]
    assert cookie["max-age"] == "" and cookie["httponly"]
    assert client.session.get_expiry_age() == 1800


def test_a_reader_gets_no_cookie() -> None:
    assert not Client().get("/").cookies


# The audit list


def test_signing_in_and_out_stand_in_the_audit_list() -> None:
    someone("Wren", "Editors")
    client = Client()
    try_in(client, "wren")
    client.post(reverse("admin:logout"))
    assert events()[-2:] == ["signed in", "signed out"]
