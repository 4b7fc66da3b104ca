"""The front servers of docs/front-server.md: same bytes, patient with the slow, no word of a reader in a log."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.editions.test_static_export import NGINX, running
from tests.servers import ROOT, free_port, wait_until_well
from tests.site.crawl import fetch
from tests.tools import tool_path

pytestmark = pytest.mark.any_database

SECRET = "a-word-that-somebody-typed"
SLOW = 600


def example(heading: str, language: str) -> str:
    page = (ROOT / "docs/front-server.md").read_text(encoding="utf-8")
    part = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    found = re.search(rf"```{language}\n(.*?)```", part, re.DOTALL)
    assert found, heading
    return found[1]


@contextmanager
def nginx(site: str, folder: Path, heading: str = "nginx", reading: str = "") -> Iterator[str]:
    port = free_port()
    folder.mkdir(exist_ok=True)
    text = example(heading, "nginx").replace("LOGS", str(folder)).replace("127.0.0.1:8080", f"127.0.0.1:{port}")
    text = text.replace("127.0.0.1:8000", site.removeprefix("http://"))
    text = text.replace("127.0.0.1:8001", reading.removeprefix("http://"))
    whole = NGINX.replace("FOLDER", str(folder)).replace("SITE", text)
    whole = whole.replace("events {}", "worker_rlimit_nofile 8192; events { worker_connections 4096; }")
    (folder / "conf").write_text(whole, encoding="utf-8")
    with running([tool_path("nginx"), "-c", str(folder / "conf"), "-e", str(folder / "error.log")], port) as url:
        yield url


@contextmanager
def caddy(site: str, folder: Path) -> Iterator[str]:
    port = free_port()
    folder.mkdir(exist_ok=True)
    text = example("Caddy", "caddy").replace("127.0.0.1:8081", f"127.0.0.1:{port}")
    text = text.replace("127.0.0.1:8000", site.removeprefix("http://")).replace("{\n", "{\n\tadmin off\n", 1)
    (folder / "Caddyfile").write_text(text, encoding="utf-8")
    script = f"exec {tool_path('caddy')} run --config {folder}/Caddyfile --adapter caddyfile 2> {folder}/error.log"
    with running(["sh", "-c", script], port) as url:
        yield url


HOSTS = pytest.mark.parametrize("host", [nginx, caddy], ids=["nginx", "caddy"])
PATHS = (
    "/",
    "/treatment/surgery/",
    "/glossary/",
    "/nothing/",
    "/treatment/surgery",
    f"/search/?q={SECRET}",
    "/robots.txt",
)
ITS_OWN = {"date", "server", "connection", "keep-alive", "transfer-encoding", "content-length", "via", "location"}


def post(url: str, size: int) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data=b"x" * size), timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


@HOSTS
def test_it_sends_what_the_site_sends_and_logs_no_word_of_a_reader(served: str, tmp_path: Path, host) -> None:
    with host(served, tmp_path) as url:
        for path in PATHS:
            ours, theirs = fetch(served + path), fetch(url + path)
            assert (theirs.status, theirs.text, theirs.sent_bytes) == (ours.status, ours.text, ours.sent_bytes), path
            kept = ours.headers.keys() - ITS_OWN
            assert {name: theirs.headers.get(name) for name in kept} == {name: ours.headers[name] for name in kept}
        etag = fetch(f"{url}/").headers["etag"]
        asked = urllib.request.Request(f"{url}/", headers={"If-None-Match": etag, "Accept-Encoding": "br"})
        with pytest.raises(urllib.error.HTTPError, match="304"):
            urllib.request.urlopen(asked)
        # Caddy before 2.7 calls a request that is too long a fault of the site.
        assert post(f"{url}/search/?q={SECRET}", 1_100_000) in ((413,) if host is nginx else (413, 503))
        assert post(f"{url}/admin/?q={SECRET}", 1_000_000) in (302, 403)
        assert fetch(f"{url}/shared/{SECRET}/").status == 410
    with host("http://127.0.0.1:9", tmp_path / "gone") as url:  # the site itself is gone
        answer = fetch(f"{url}/search/?q={SECRET}")
        assert (answer.status, 'href="tel:911"' in answer.text) == (503, True)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
    logs = "".join(path.read_text() for path in tmp_path.rglob("*.log"))
    assert SECRET not in logs
    if host is nginx:
        assert "GET /search/ 200" in logs and "127.0.0.1" not in logs


@HOSTS
def test_families_read_while_slow_connections_wait_and_these_are_ended(served: str, tmp_path: Path, host) -> None:
    with host(served, tmp_path) as url:
        address = ("127.0.0.1", int(url.rpartition(":")[2]))
        slow = [socket.create_connection(address, timeout=5) for _ in range(SLOW)]
        for one in slow:
            one.sendall(b"GET / HTTP/1.1\r\nHost: lms.example.org\r\nX-Slow: ")
        began = time.monotonic()
        for _ in range(20):
            with urllib.request.urlopen(f"{url}/treatment/surgery/", timeout=10) as answer:
                assert answer.status == 200
        ended = 0
        for one in slow:
            one.settimeout(max(0.1, 25 - (time.monotonic() - began)))
            try:
                ended += one.recv(100)[:12] in (b"", b"HTTP/1.1 408")
            except ConnectionResetError:
                ended += 1
            one.close()
        assert ended == SLOW


def test_the_reader_as_a_service_of_its_own_beside_admin(served: str, served_data: Path, tmp_path: Path) -> None:
    port = free_port()
    words = example("Reading and editing as two services", "sh").replace("8001", str(port)).split()
    command = [str(Path(sys.executable).parent / words[0]), *words[1:]]
    log = tmp_path / "reader.log"
    reading = f"http://127.0.0.1:{port}"
    with log.open("w") as output:
        environment = {**os.environ, "DATA_DIR": str(served_data), "DATABASE_URL": "postgresql://nowhere.invalid/x"}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            wait_until_well(f"{reading}/healthz", process, log)
            heading = "Reading and editing as two services"
            with nginx(served, tmp_path / "both", heading, reading) as url:
                for path in (*PATHS, "/admin/login/", "/infobutton/application", "/search/suggest?q=bio"):
                    ours, theirs = fetch(served + path), fetch(url + path)
                    assert theirs.status == ours.status, path
                    # The form in admin has a token of its own each time.
                    assert path == "/admin/login/" or theirs.text == ours.text, path
                assert post(f"{url}/admin/", 1_000_000) in (302, 403)
            with nginx("http://127.0.0.1:9", tmp_path / "alone", heading, reading) as url:
                assert fetch(f"{url}/treatment/surgery/").status == 200
                assert fetch(f"{url}/admin/").status == 503
            with nginx("http://127.0.0.1:9", tmp_path / "none", heading, "http://127.0.0.1:9") as url:
                assert 'href="tel:911"' in fetch(f"{url}/treatment/surgery/").text
        finally:
            process.terminate()
            process.wait(20)


@pytest.mark.django_db
def test_editors_sign_in_through_a_front_server_that_holds_the_certificate(settings) -> None:
    """Django sees plain HTTP from the front server; the browser says https."""
    settings.CSRF_TRUSTED_ORIGINS = ["https://lms.example.org"]
    settings.ALLOWED_HOSTS = ["lms.example.org"]
    User.objects.create_user("wren", password="a long test of the door", is_staff=True)
    client = Client(enforce_csrf_checks=True, headers={"Host": "lms.example.org"})
    token = client.get("/admin/login/").context["csrf_token"]
    form = {
        "username": "wren",
        "password": "a long test of the door",
        "csrfmiddlewaretoken": str(token),
        "next": "/admin/",
    }
    assert client.post("/admin/login/", form, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert client.post("/admin/login/", form, headers={"Origin": "https://lms.example.org"}).status_code == 302


def test_the_site_trusts_its_own_address_and_the_front_server_that_is_there(tmp_path: Path) -> None:
    program = (
        "import django; django.setup(); from django.conf import settings as s;"
        "print(s.CSRF_TRUSTED_ORIGINS, getattr(s, 'SECURE_PROXY_SSL_HEADER', None))"
    )
    for front, trusted in (("0", "None"), ("1", "('HTTP_X_FORWARDED_PROTO', 'https')")):
        environment = {
            **os.environ, "SITE_URL": "https://lms.example.org", "TRUSTED_PROXY_COUNT": front, "DATA_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "leiomyo_site.settings",
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.stdout == f"['https://lms.example.org'] {trusted}\n", done.stderr
