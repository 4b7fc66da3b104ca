"""Every kind of answer carries the strict headers: errors, moves, files, refusals, and what Django says before and after all."""

import http.client
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client

from leiomyo_site.server.wsgi_cache import StaticResponseServer
from tests.editions.test_static_response_server import Got
from tests.site.crawl import Outline, fetch

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# What is asked, and the status of the answer: one for every way that an answer can come to be.
KINDS = {
    "page": ("GET", "/outlook/", {}, 200),
    "page, head only": ("HEAD", "/outlook/", {}, 200),
    "page known already": ("GET", "/outlook/", {"If-None-Match": "*"}, 304),
    "forgotten slash": ("GET", "/outlook", {}, 301),
    "forgotten slash of admin": ("GET", "/admin", {}, 301),
    "no page": ("GET", "/nope/", {}, 404),
    "no page, sent to": ("POST", "/nope/", {}, 404),
    "sent to a page": ("POST", "/outlook/", {}, 405),
    "file": ("GET", "/robots.txt", {}, 200),
    "health": ("GET", "/healthz", {}, 200),
    "search": ("GET", "/search/?q=scan", {}, 200),
    "suggestions": ("GET", "/search/suggest?q=sc", {}, 200),
    "sent to search": ("DELETE", "/search/?q=scan", {}, 403),
    "look-up by records, no form": ("POST", "/infobutton/service", {"Content-Type": "text/plain"}, 415),
    "look-up by records, wrong method": ("OPTIONS", "/infobutton/application", {}, 405),
    "no file": ("GET", "/static/nope.css", {}, 404),
    "no picture": ("GET", f"/media/images/{'0' * 64}/320.jpg", {}, 404),
    "file outside its folder": ("GET", "/static/../secret_key", {}, 404),
    "dead link to a draft": ("GET", "/shared/x/", {}, 410),
    "dead link to a draft, picture": ("GET", f"/shared/x/images/{'0' * 64}/320.jpg", {}, 410),
    "wrong method for a draft": ("OPTIONS", "/shared/x/", {}, 405),
    "sign-in": ("GET", "/admin/login/", {}, 200),
    "admin, signed out": ("GET", "/admin/pages/page/", {}, 302),
    "form without its token": ("POST", "/admin/login/", FORM, 403),
    "foreign host": ("GET", "/admin/", {"Host": "evil.example"}, 400),
    "strange bytes in headers": ("GET", "/admin/login/", {"Cookie": "a=\xff", "X-Forwarded-For": "\xff"}, 200),
    "NUL in an address": ("GET", "/%00/", {}, 404),
    "bytes that are no text": ("GET", "/%ff/", {}, 404),
    "other slashes": ("GET", "//evil.example/%2e%2e/", {}, 404),
    "very long": ("GET", "/" + "a" * 50_000, {}, 404),
    "too much sent": ("POST", "/admin/login/", {**FORM, "Content-Length": "900000000"}, 413),
    "too much sent to a draft": ("POST", "/shared/x/", {**FORM, "Content-Length": "200000"}, 413),
}
FRAMEABLE = "/infobutton/"


def is_strict(headers: dict[str, str], path: str = "/") -> None:
    """Check the headers of one answer, names in lower case."""
    directives = dict(row.partition(" ")[::2] for row in headers["content-security-policy"].split("; "))
    assert directives["default-src"] == directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert {value for name, value in directives.items()} <= {"'none'", "'self'"}
    assert headers["referrer-policy"] in ("same-origin", "no-referrer")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    corp = "cross-origin" if path == "/infobutton/service" else "same-origin"
    assert headers["cross-origin-resource-policy"] == corp
    assert "geolocation=()" in headers["permissions-policy"]
    assert headers.get("x-frame-options") == (None if path.startswith(FRAMEABLE) else "DENY")


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_strict_and_sets_no_cookie_for_readers(served: str, kind: str) -> None:
    method, path, sent, status = KINDS[kind]
    connection = http.client.HTTPConnection(urlsplit(served).netloc, timeout=20)
    connection.putrequest(method, path, skip_host="Host" in sent)
    for name, value in sent.items():
        connection.putheader(name, value.encode("latin-1"))
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == status
    is_strict({name.lower(): value for name, value in answer.getheaders()}, path)
    if not path.startswith("/admin/"):
        assert answer.headers.get_all("Set-Cookie") is None


def test_files_of_pages_and_of_admin_are_strict(served: str) -> None:
    files = [*Outline(fetch(f"{served}/").text).fetched, *Outline(fetch(f"{served}/admin/login/").text).fetched]
    assert any(file.endswith(".css") for file in files) and any("admin" in file for file in files)
    for file in files:
        answer = fetch(served + file)
        assert answer.status == 200, file
        is_strict(answer.headers)


@pytest.mark.parametrize("path", ["/", "/healthz", "/outlook"])
def test_so_is_the_reader_before_the_first_edition(tmp_path: Path, path: str) -> None:
    got = Got(StaticResponseServer(tmp_path), path)
    assert got.status == 503
    is_strict({name.lower(): value for name, value in got.headers.items()})


@pytest.mark.django_db
def test_so_is_a_fault_of_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a value that nobody is to see")

    monkeypatch.setattr("leiomyo_site.admin.shared_draft.open_share_link", broken)
    answer = Client(raise_request_exception=False).get("/shared/x/")
    assert answer.status_code == 500
    assert "It is our fault, not yours." in answer.content.decode()
    assert "a value" not in answer.content.decode()
    is_strict({name.lower(): value for name, value in answer.headers.items()})


def test_a_form_that_was_open_too_long_says_what_to_do_in_plain_words(served: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(served).netloc, timeout=20)
    connection.request("POST", "/admin/login/", "username=x", FORM)
    page = connection.getresponse().read().decode()
    assert "Go back, and load the page again." in page
    assert "CSRF" not in page and "<style" not in page


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1"])
def test_no_answer_for_families_is_made_from_the_host_they_asked(served: str, host: str) -> None:
    """What lies between keeps an answer for everybody: nothing that one reader sends may show in it."""
    connection = http.client.HTTPConnection(urlsplit(served).netloc, timeout=20)
    more = {"Host": host, "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "evil", "X-Original-URL": "/evil/"}
    connection.request("GET", "/outlook/", headers=more)
    body = connection.getresponse().read()
    assert b"evil" not in body
    assert body.decode() == fetch(f"{served}/outlook/").text
