"""The site as families reach it: behind a web server with a certificate, judged by the MDN HTTP Observatory."""

import http.client
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.prepared import copy_site
from tests.servers import ROOT, SQLITE, free_port, wait_until_well
from tests.tools import not_here, tool_path

OBSERVATORY = Path(os.environ.get("OBSERVATORY", "node_modules/@mdn/mdn-http-observatory"))
pytestmark = pytest.mark.any_database

WORD = "a long test of the lock"
ADD = f"""
from django.contrib.auth.models import Group, User

person = User.objects.create_user("wren", password="{WORD}", is_staff=True)
person.groups.add(Group.objects.get(name="Editors"))
"""
# One port answers both: a plain request is sent on to https, as port 80 does elsewhere.
NGINX = """
daemon off; pid FOLDER/pid; error_log FOLDER/log;
events {}
http {
    access_log off;
    client_body_temp_path FOLDER/body; proxy_temp_path FOLDER/proxy;
    fastcgi_temp_path FOLDER/a; uwsgi_temp_path FOLDER/b; scgi_temp_path FOLDER/c;
    server {
        listen 127.0.0.1:PORT ssl;
        ssl_certificate FOLDER/certificate.pem;
        ssl_certificate_key FOLDER/key.pem;
        error_page 497 =301 https://localhost:PORT$request_uri;
        location / {
            proxy_pass http://127.0.0.1:BEHIND;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        }
    }
}
"""


@dataclass(frozen=True)
class Site:
    """Where the site stands, and the certificate that a browser is to trust."""

    port: int
    certificate: Path

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, **headers: str
    ) -> tuple[http.client.HTTPResponse, str]:
        trusting = ssl.create_default_context(cafile=self.certificate)
        connection = http.client.HTTPSConnection("localhost", self.port, timeout=20, context=trusting)
        body = urlencode(form) if form else None
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        connection.request(method, path, body, {**kind, **headers})
        answer = connection.getresponse()
        return answer, answer.read().decode("utf-8", "replace")


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    nginx, openssl = tool_path("nginx"), tool_path("openssl")
    folder = tmp_path_factory.mktemp("tls")
    port, inner = free_port(), free_port()
    make = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    make += ["-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "certificate.pem"]
    subprocess.run(make, cwd=folder, check=True, capture_output=True)
    conf = NGINX.replace("FOLDER", str(folder)).replace("PORT", str(port)).replace("BEHIND", str(inner))
    (folder / "nginx.conf").write_text(conf)
    database = copy_site(folder / "data", SQLITE)
    environment = {**os.environ, **database, "DATA_DIR": str(folder / "data"), "PORT": str(inner)}
    environment |= {"SITE_URL": f"https://localhost:{port}", "TRUSTED_PROXY_COUNT": "1"}
    log = folder / "serve.log"
    with log.open("w") as output:
        started = [
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
            for command in ([sys.executable, "manage.py", "serve"], [nginx, "-c", str(folder / "nginx.conf")])
        ]
        try:
            wait_until_well(f"http://127.0.0.1:{inner}/healthz", started[0], log)
            assert started[1].poll() is None, f"nginx did not start:\n{log.read_text()}"
            subprocess.run([sys.executable, "manage.py", "shell", "-c", ADD], cwd=ROOT, env=environment, check=True)
            yield Site(port, folder / "certificate.pem")
        finally:
            for process in reversed(started):
                process.terminate()
                process.wait(20)


def observatory() -> Path:
    scanner = OBSERVATORY / "src/scan.js"
    if not (shutil.which("node") and scanner.exists()):
        not_here("no MDN HTTP Observatory: npm install --no-save --ignore-scripts @mdn/mdn-http-observatory, and node")
    return scanner


def judged(site: Site) -> dict[str, object]:
    environment = {**os.environ, "NODE_EXTRA_CA_CERTS": str(site.certificate)}
    command = ["node", str(observatory()), f"localhost:{site.port}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_the_observatory_gives_its_best_grade(behind: Site) -> None:
    told = judged(behind)
    failed = {name: test["result"] for name, test in told["tests"].items() if not test["pass"]}  # type: ignore[attr-defined]
    assert failed == {}
    assert told["scan"]["grade"] == "A+"  # type: ignore[index]
    assert told["scan"]["score"] >= 125  # type: ignore[index]


def test_every_kind_of_answer_says_that_only_https_is_to_be_used(behind: Site) -> None:
    kinds = {
        path: behind.ask("GET", path)[0] for path in ("/", "/outlook", "/nope/", "/healthz", "/admin/", "/search/?q=x")
    }
    kinds["405"] = behind.ask("POST", "/outlook/", {"a": "b"})[0]
    kinds["403"] = behind.ask("POST", "/admin/login/", {"a": "b"})[0]
    kinds["400"] = behind.ask("GET", "/admin/", Host="evil.example")[0]
    etag = kinds["/"].headers["ETag"]
    kinds["304"] = behind.ask("GET", "/", **{"If-None-Match": etag})[0]
    assert {answer.status for answer in kinds.values()} == {200, 301, 302, 304, 400, 403, 404, 405}
    for kind, answer in kinds.items():
        assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=63072000"], kind


def test_an_editor_signs_in_and_the_cookies_never_leave_https_or_reach_a_script(behind: Site) -> None:
    door = "/admin/login/?next=/admin/"
    shown, page = behind.ask("GET", door)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    first = shown.headers.get_all("Set-Cookie")
    origin = f"https://localhost:{behind.port}"
    sent = {"Origin": origin, "Referer": origin + door, "Cookie": first[0].partition(";")[0]}
    answer, _ = behind.ask("POST", door, {"username": "wren", "password": WORD, "csrfmiddlewaretoken": token}, **sent)
    assert (answer.status, answer.headers["Location"]) == (302, "/admin/")
    cookies = [*first, *answer.headers.get_all("Set-Cookie")]
    assert {cookie.partition("=")[0] for cookie in cookies} == {"csrftoken", "sessionid"}
    for cookie in cookies:
        flags = {part.strip().partition("=")[0].lower(): part for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "samesite"} <= set(flags), cookie
        assert "domain" not in flags
    elsewhere = {**sent, "Origin": "https://evil.example"}
    form = {"username": "wren", "password": WORD, "csrfmiddlewaretoken": token}
    assert behind.ask("POST", door, form, **elsewhere)[0].status == 403


def test_plain_http_is_sent_on(behind: Site) -> None:
    connection = http.client.HTTPConnection("localhost", behind.port, timeout=20)
    connection.request("GET", "/outlook/")
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://localhost:{behind.port}/outlook/")
