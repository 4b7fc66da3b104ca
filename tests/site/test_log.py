"""The log of the real site: one JSON line an event, and nothing in it of who read or asked what."""

import http.client
import json
import logging
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from leiomyo_site import __version__
from leiomyo_site.log import JsonFormatter, log_event
from tests.editions.edition_factories import entry, put_edition
from tests.prepared import SITE_URL, copy_site, prepared_site
from tests.servers import ROOT, SQLITE, free_port, started, wait_until_well

WORD = "a long test of the log"
NAME = "quillfeather"
ASKED = "zqxjvkwpyb"
ADDRESS = "203.0.113.77"
ADD = f"""
from django.contrib.auth.models import Group, User
person = User.objects.create_user("{NAME}", password="{WORD}", is_staff=True)
person.groups.add(Group.objects.get(name="Editors"))
"""


class Browser:
    """Sends requests as from behind a front server, and keeps cookies."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection(urlsplit(self.site).netloc, timeout=20)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"X-Forwarded-For": ADDRESS, "Cookie": cookies, "Referer": f"{self.site}/{ASKED}", **headers}
        if form is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(form or {}) if form is not None else None, sent)
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read().decode("utf-8", "replace")

    def sign_in(self, word: str, name: str = NAME) -> int:
        door = f"/admin/login/?next=/admin/&q={ASKED}"
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask("GET", door)[1])
        form = {"username": name, "password": word, "csrfmiddlewaretoken": token[1] if token else ""}
        return self.ask("POST", door, form)[0]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[str], str]]:
    """Serve, let telling things happen, and give the lines of standard output, and standard error."""
    folder = tmp_path_factory.mktemp("logs")
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    environment = {**copy_site(folder, SQLITE), "DATA_DIR": str(folder), "PORT": str(port), "SITE_URL": SITE_URL}
    environment["TRUSTED_PROXY_COUNT"] = "1"
    out, err = folder / "out", folder / "err"
    with started(["manage.py", "serve"], environment, port, err, out):
        command = [sys.executable, "manage.py", "shell", "-c", ADD]
        subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=True)
        visit(Browser(site), folder / "leiomyo.sqlite3")
    yield out.read_text().splitlines(), err.read_text()


def visit(browser: Browser, database: Path) -> None:
    for path in ("/", f"/{ASKED}/", "/search/", "/search/suggest", "/infobutton/application", f"/admin/{ASKED}/"):
        browser.ask("GET", f"{path}?q={ASKED}&mainSearchCriteria.v.c={ASKED}")
    browser.ask("GET", f"/shared/{ASKED}/?q={ASKED}")
    browser.ask("PUT", f"/search/?q={ASKED}")
    assert browser.ask("GET", f"/admin/?q={ASKED}", Host=f"{ASKED}.example")[0] == 400
    assert browser.ask("POST", f"/admin/login/?q={ASKED}", {"username": NAME})[0] == 403
    assert browser.sign_in(WORD) == 302
    with sqlite3.connect(database, timeout=20) as opened:
        opened.execute("ALTER TABLE editorial_source RENAME TO away")
    assert browser.ask("GET", f"/admin/editorial/source/?q={ASKED}")[0] == 503
    guesser = Browser(browser.site)
    assert [guesser.sign_in(f"wrong {number}") for number in range(11)][-1] == 429


@pytest.mark.slow
def test_every_line_is_json_with_time_level_and_event(said: tuple[list[str], str]) -> None:
    lines = [json.loads(line) for line in said[0]]
    assert len(lines) > 5
    for line in lines:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["time"])
        assert line["level"] in ("debug", "info", "warning", "error", "critical")
        assert line["event"] and "\n" not in line["event"]


@pytest.mark.parametrize("told", [ASKED, NAME, ADDRESS, "127.0.0.1", "Traceback", "?q="])
def test_no_word_asked_no_name_and_no_address_of_a_reader_is_in_the_log(said: tuple[list[str], str], told: str) -> None:
    assert [line for line in said[0] if told in line] == []
    assert told not in said[1].replace("http://127.0.0.1:", "")


def test_a_fault_is_told_with_its_place_and_without_values(said: tuple[list[str], str]) -> None:
    faults = [json.loads(line) for line in said[0] if '"status": 503' in line]
    assert len(faults) == 1
    fault = faults[0]
    assert (fault["level"], fault["method"], fault["route"]) == ("error", "GET", "admin/editorial/source/")
    assert fault["exception"]["type"] == fault["exception"]["cause"]["type"] == "OperationalError"
    assert any(line.startswith("django/db/backends/") for line in fault["exception"]["cause"]["frames"])
    assert "editorial_source" not in json.dumps(fault["exception"])


def test_refused_requests_and_locked_doors_are_told(said: tuple[list[str], str]) -> None:
    events = [json.loads(line) for line in said[0]]
    refused = {(event.get("status"), event["logger"]) for event in events if event["event"] == "request refused"}
    assert (400, "django.security.DisallowedHost") in refused
    assert (403, "django.security.csrf") in refused
    assert sum(event["event"] == "sign-in failed" for event in events) == 11
    assert sum(event["event"] == "sign-in locked: too many failures" for event in events) == 2


def test_the_version_stands_in_the_log_at_start(said: tuple[list[str], str]) -> None:
    started = [json.loads(line) for line in said[0] if '"server starting"' in line]
    assert [event["version"] for event in started] == [__version__]


def test_what_a_person_at_a_terminal_reads_goes_to_standard_error(said: tuple[list[str], str]) -> None:
    assert "Families read at" in said[1]
    assert not said[1].startswith("{")


def test_a_first_start_says_at_the_terminal_what_it_brings_in() -> None:
    first = prepared_site("")
    errors = (first / "first.err").read_text()
    assert "Families read at" in errors and "161 texts published" in errors
    assert not errors.startswith("{")
    events = [json.loads(line) for line in (first / "first.out").read_text().splitlines()]
    assert events and not [event for event in events if event["logger"] == "_granian"]


def test_the_reader_alone_tells_in_the_same_way(tmp_path: Path) -> None:
    put_edition(tmp_path / "editions", 1, entry("/"))
    port = free_port()
    config = re.search(r"`(granian [^`]+)`", (ROOT / "docs/operations.md").read_text(encoding="utf-8"))[1]
    command = [str(Path(sys.executable).parent / "granian"), *config.split()[1:], "--port", str(port)]
    out, err = tmp_path / "out", tmp_path / "err"
    environment = {**os.environ, "DATA_DIR": str(tmp_path)}
    with out.open("w") as stdout, err.open("w") as stderr:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=stdout, stderr=stderr)
        try:
            wait_until_well(f"http://127.0.0.1:{port}/healthz", process, err)
            Browser(f"http://127.0.0.1:{port}").ask("GET", f"/{ASKED}/?q={ASKED}")
        finally:
            process.terminate()
            process.wait(20)
    events = [json.loads(line) for line in out.read_text().splitlines()]
    assert ("edition loaded", 1) in [(event["event"], event.get("edition")) for event in events]
    assert ASKED not in out.read_text() + err.read_text()


def line_of(record: logging.LogRecord) -> dict[str, object]:
    return json.loads(JsonFormatter().format(record))


def test_words_of_other_packages_lose_what_was_put_into_them(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("of.others").error("%s tried %d times", NAME, 3)
    logging.getLogger("of.others").error("%(who)s tried", {"who": NAME})
    logging.getLogger("of.others").error(f"it broke\nTraceback: {NAME}")
    assert [line_of(record)["event"] for record in caplog.records] == [
        "… tried 3 times",
        "… tried",
        "it broke",
    ]


def test_an_event_of_ours_is_one_line_whatever_stands_in_it(caplog: pytest.LogCaptureFixture) -> None:
    log_event("edition built", level=logging.WARNING, result="two\nlines", edition=3)
    told = JsonFormatter().format(caplog.records[0])
    assert "\n" not in told
    assert json.loads(told) | {"time": ""} == {
        "time": "",
        "level": "warning",
        "event": "edition built",
        "logger": "leiomyo",
        "result": "two\nlines",
        "edition": 3,
    }
