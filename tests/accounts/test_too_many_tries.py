"""Wrong passwords close one account for one address, for a while; nobody else notices, and a command opens it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from freezegun import freeze_time

from leiomyo_site.editorial.models import AuditLogEntry
from tests.servers import ROOT

from .test_signing_in import DOOR, FACTOR, code_of, set_up, someone, try_in

pytestmark = pytest.mark.django_db
OPERATIONS = ROOT / "docs/operations.md"


def test_ten_wrong_passwords_close_an_account_for_one_address_for_a_while() -> None:
    someone("Wren", "Editors")
    for _ in range(10):
        try_in(Client(), "wren", "wrong")
    assert try_in(Client(), "wren") == 429
    with freeze_time(datetime.now(UTC) + timedelta(minutes=16)):
        assert try_in(Client(), "wren") == 302


def test_nobody_closes_somebody_elses_account_from_another_address() -> None:
    someone("Wren", "Editors")
    for number in range(30):
        try_in(Client(), "wren", "wrong", address=f"10.0.0.{100 + number // 10}")
    assert try_in(Client(), "wren") == 302


def test_one_slip_each_of_ten_colleagues_behind_one_address_closes_nothing() -> None:
    names = [f"Nurse{number}" for number in range(10)]
    for name in names:
        someone(name, "Editors")
        assert try_in(Client(), name.lower(), "wrong") == 200
    assert [try_in(Client(), name.lower()) for name in names] == [302] * 10


def test_somebody_locked_out_reads_why_and_what_to_do() -> None:
    for _ in range(11):
        answer = Client().post(DOOR, {"username": "x", "password": "y"})
    assert answer.status_code == 429
    said = " ".join(answer.content.decode().split())
    assert "for this account from this network" in said and "Wait 15 minutes" in said
    assert "Other accounts are not affected" in said and "unlock the account" in said


def test_the_documented_command_opens_a_locked_account_at_once() -> None:
    nora = someone("Nora", "Clinical reviewers")
    client = Client()
    client.force_login(nora)
    set_up(client)
    for _ in range(10):
        try_in(Client(), "nora", "wrong")
        client.post(FACTOR, {"code": "000000"})
    assert try_in(Client(), "nora") == 429
    command = next(line for line in OPERATIONS.read_text().splitlines() if "manage.py unlock" in line)
    assert "manage.py unlock NAME" in command
    call_command("unlock", "nora")
    assert try_in(client, "nora") == 302
    with freeze_time(datetime.now(UTC) + timedelta(seconds=31)):
        again = Client()
        again.force_login(nora)
        assert again.post(FACTOR, {"code": code_of(TOTPDevice.objects.get())}).status_code == 302
    assert AuditLogEntry.objects.get(what="account unlocked").detail == {"of": "nora"}


def test_a_name_that_is_no_account_is_not_said_to_be_unlocked() -> None:
    with pytest.raises(CommandError, match="There is no account nobody"):
        call_command("unlock", "nobody")


def test_a_few_slips_and_then_the_right_word_start_anew() -> None:
    someone("Wren", "Editors")
    for _ in range(2):
        for _ in range(8):
            try_in(Client(), "wren", "wrong")
        assert try_in(Client(), "wren") == 302
