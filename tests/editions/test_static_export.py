"""An edition as a folder for any web host: what stands in it, and how nginx serves it by the words of the documentation."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from leiomyo_site.editions.archive import read_archive
from leiomyo_site.editions.static_export import ExportRefused, write_static_site
from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.pages.models import Page
from leiomyo_site.site.static_files import output_path
from tests.prepared import SITE_URL, serving_copy
from tests.servers import ROOT, SQLITE, free_port
from tests.site.crawl import fetch
from tests.tools import tool_path

from .conftest import NOON

NGINX = """
master_process off; daemon off; pid FOLDER/pid; error_log FOLDER/error.log;
events {}
http {
    include /etc/nginx/mime.types;
    types { text/javascript js; image/avif avif; }
    client_body_temp_path FOLDER/a; proxy_temp_path FOLDER/b; fastcgi_temp_path FOLDER/c;
    uwsgi_temp_path FOLDER/d; scgi_temp_path FOLDER/e;
    SITE
}
"""


def example(language: str) -> str:
    """Return an example of docs/operations.md."""
    operations = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    found = re.search(rf"```{language}\n(.*?)```", operations, re.DOTALL)
    assert found, language
    return found[1]


@contextmanager
def running(command: list[str], port: int) -> Iterator[str]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            for _ in range(100):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2).close()
                    break
                except OSError:
                    assert process.poll() is None, process.stderr and process.stderr.read()
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@contextmanager
def nginx(public: Path, folder: Path) -> Iterator[str]:
    port = free_port()
    folder.mkdir(exist_ok=True)
    site = example("nginx").replace("PUBLIC", str(public)).replace("8080", str(port))
    (folder / "conf").write_text(NGINX.replace("FOLDER", str(folder)).replace("SITE", site), encoding="utf-8")
    with running([tool_path("nginx"), "-c", str(folder / "conf"), "-e", str(folder / "error.log")], port) as url:
        yield url


@contextmanager
def caddy(public: Path, folder: Path) -> Iterator[str]:
    port = free_port()
    folder.mkdir(exist_ok=True)
    site = example("caddy").replace("PUBLIC", str(public)).replace("8081", str(port))
    (folder / "Caddyfile").write_text("{\n\tadmin off\n}\n" + site, encoding="utf-8")
    command = [tool_path("caddy"), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with running(command, port) as url:
        yield url


HOSTS = pytest.mark.parametrize("host", [nginx, caddy], ids=["nginx", "caddy"])


@pytest.fixture
def moved_and_gone(three_pages: Path, bake_now: Callable, change: Callable, editions_dir: Path, nurse, tmp_path: Path):
    """A static site on which /scans/ has moved to /pictures/, and /surgery/ was taken down."""
    change("scans", slug="pictures")
    withdraw(Page.objects.get(slug="surgery"), by=nurse, at=NOON + timedelta(days=1), note="Wrong.", weight="safety")
    bake_now()
    write_static_site(editions_dir, tmp_path / "public")
    return tmp_path / "public"


@HOSTS
def test_moves_and_texts_taken_down_and_wrong_addresses(moved_and_gone: Path, tmp_path: Path, host) -> None:
    with host(moved_and_gone, tmp_path / "host") as url:
        moved = fetch(f"{url}/scans/")
        assert (moved.status, moved.headers["location"].removeprefix(url)) == (301, "/pictures/")
        gone = fetch(f"{url}/surgery/")
        assert gone.status == 410 and "Wrong." in gone.text
        missing = fetch(f"{url}/nothing/")
        assert missing.status == 404 and "This page is not here" in missing.text
        slash = fetch(f"{url}/pictures")
        assert slash.status in (301, 302, 308) and slash.headers["location"].removeprefix(url) == "/pictures/"
        for inside in ("/nginx/moved.conf", "/caddy/site.conf", "/_headers", "/_redirects", "/.leiomyo-static-site"):
            assert fetch(url + inside).status == 404, inside
        for answer in (gone, missing, fetch(f"{url}/pictures/")):
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["cache-control"] == "no-cache"


def test_hosts_that_know_no_moves_get_a_small_page(moved_and_gone: Path) -> None:
    assert 'content="0; url=/pictures/"' in (moved_and_gone / "scans/index.html").read_text(encoding="utf-8")
    assert (moved_and_gone / "_redirects").read_text(encoding="utf-8") == (
        "/scans/ /pictures/ 301\n/h/C7V74 / 302\n/h/FNSXP /pictures/ 302\n/h/GRP2B /glossary/mri/ 302\n"
        "/h/HJ9BN /surgery/ 302\n/h/TJ4MY /glossary/biopsy/ 302\n"
        + "".join(f"/h/HJ9BN{marks}.pdf /surgery/ 302\n" for marks in ("", ".large", ".a4", ".a4-large"))
        + "/surgery/ /surgery/index.html 410\n"
    )


def test_a_folder_with_something_else_is_refused_and_left_alone(
    three_pages: Path, bake_now: Callable, editions_dir: Path, tmp_path: Path
) -> None:
    with pytest.raises(ExportRefused, match="Nothing is baked yet"):
        write_static_site(editions_dir, tmp_path / "public")
    bake_now()
    thesis = tmp_path / "public/thesis.txt"
    thesis.parent.mkdir()
    thesis.write_text("Mine.")
    with pytest.raises(ExportRefused, match="holds something else"):
        write_static_site(editions_dir, tmp_path / "public")
    with pytest.raises(ExportRefused, match="holds something else"):
        write_static_site(editions_dir, thesis)
    assert thesis.read_text() == "Mine."
    assert [path.name for path in thesis.parent.iterdir()] == ["thesis.txt"]


def test_writing_again_takes_away_what_is_no_longer_there(
    three_pages: Path, bake_now: Callable, editions_dir: Path, tmp_path: Path
) -> None:
    bake_now()
    write_static_site(editions_dir, tmp_path / "public")
    (tmp_path / "public/old.html").write_text("old")
    write_static_site(editions_dir, tmp_path / "public")
    assert not (tmp_path / "public/old.html").exists()
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".public")]


def test_the_command_says_in_one_sentence_what_stops_it(three_pages: Path, settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.EDITIONS_DIR = settings.DATA_DIR / "editions"
    settings.CURRENT_EDITION_DIR = settings.EDITIONS_DIR / "current"
    (tmp_path / "public").write_text("a file")
    with pytest.raises(CommandError, match=r"public holds something else\. Choose another folder, or empty it\."):
        call_command("bake", to=tmp_path / "public")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path, Path]]:
    """The whole site as it is served, and as a static site; gives the address and both folders."""
    data = tmp_path_factory.mktemp("whole")
    public = data / "public"
    with serving_copy(data, SQLITE) as url:
        environment = {**os.environ, "DATA_DIR": str(data), "SITE_URL": SITE_URL, **SQLITE}
        command = [sys.executable, "manage.py", "bake", "--to", str(public)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        yield url, data, public


def file_on_a_host(path: str) -> str:
    """Return the file in which an address stands: a short one with its number in a folder of its own."""
    return f"{output_path(path)}/index.html" if re.fullmatch(r"/h/\w{5}\.\d+", path) else output_path(path)


# What a web host says in its own way.
ITS_OWN = {"date", "server", "etag", "last-modified", "accept-ranges", "connection", "keep-alive", "vary"}
# A file is saved under the name in its address there.
ITS_OWN |= {"content-disposition"}


@HOSTS
@pytest.mark.slow
def test_every_address_is_answered_as_the_server_answers_it(
    whole: tuple[str, Path, Path], tmp_path: Path, host
) -> None:
    served, data, public = whole
    _, entries = read_archive(data / "editions/current/packed")
    assert len(entries) > 170
    unlinked = 0
    with host(public, tmp_path) as url:
        for entry in (entry for entry in entries if entry.path != "/404.html"):
            ours, theirs = fetch(served + entry.path), fetch(url + entry.path)
            if entry.status == 302:
                assert (theirs.status, theirs.headers["location"].removeprefix(url)) == (302, ours.headers["location"])
                continue
            if ours.status == 200 and (public / file_on_a_host(entry.path)).read_bytes() != entry.bodies["identity"]:
                unlinked += 1
                continue
            assert (theirs.status, theirs.text) == (ours.status, ours.text), entry.path
            for name in ours.headers.keys() - ITS_OWN - {"content-encoding", "content-length", "transfer-encoding"}:
                want, got = ours.headers[name].lower(), theirs.headers.get(name, "nothing").lower()
                assert got == want, (entry.path, name)
    assert unlinked < len(entries) / 3


@HOSTS
def test_short_addresses_answer_in_every_letter_case(whole: tuple[str, Path, Path], tmp_path: Path, host) -> None:
    _, data, public = whole
    short = [
        entry for entry in read_archive(data / "editions/current/packed")[1] if re.fullmatch(r"/h/\w{5}", entry.path)
    ]
    assert len(short) > 150
    with host(public, tmp_path) as url:
        for entry in short[::20]:
            leads_to = dict(entry.headers)["Location"]
            for path in (entry.path, entry.path.lower(), entry.path.upper()):
                answer = fetch(url + path)
                assert (answer.status, answer.headers["location"].removeprefix(url)) == (302, leads_to), path
            words = fetch(f"{url}{entry.path}.1")
            assert words.status == 200 and "This is the newest version" in words.text
            for path in (f"{entry.path}.1".lower(), f"{entry.path}.1".upper()):
                page = fetch(url + path)
                page = page if page.status == 200 else fetch(url + page.headers["location"].removeprefix(url))
                assert f'content="0; url={entry.path}.1"' in page.text, path


def test_a_host_that_knows_nothing_of_moves_answers_every_letter_case(whole: tuple[str, Path, Path]) -> None:
    public = whole[2]
    for name in ("h/HJ9BN", "h/hj9bn", "H/HJ9BN"):
        assert 'content="0; url=/"' in (public / name / "index.html").read_text(encoding="utf-8")
    assert "This is the newest version" in (public / "h/HJ9BN.1/index.html").read_text(encoding="utf-8")


def test_what_needs_the_server_is_left_out_of_the_link_kit(whole: tuple[str, Path, Path]) -> None:
    kit = (whole[2] / "for-clinics/index.html").read_text(encoding="utf-8")
    assert "Check the links in your template" not in kit and "/packet/" not in kit
    assert not (whole[2] / "for-clinics/check").exists()
    assert (whole[2] / "for-clinics/links.csv").is_file() and (whole[2] / ".well-known/handouts.json").is_file()


def test_every_link_on_it_leads_somewhere(whole: tuple[str, Path, Path]) -> None:
    public = whole[2]
    pages = [*public.rglob("*.html")]
    assert len(pages) > 150
    for page in pages:
        html = page.read_text(encoding="utf-8")
        for link in re.findall(r'\s(?:href|src|action)="(/[^"#?]*)', html):
            there = public / output_path(link)
            assert there.is_file() or (there / "index.html").is_file(), (page.relative_to(public), link)


def test_a_full_disk_leaves_the_old_site(whole: tuple[str, Path, Path], tmp_path: Path, monkeypatch) -> None:
    _, data, public = whole
    target = tmp_path / "public"
    shutil.copytree(public, target)

    def full(path: Path, body: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("leiomyo_site.editions.static_export._write_file", full)
    with pytest.raises(OSError, match="No space left"):
        write_static_site(data / "editions", target)
    assert (target / "index.html").read_bytes() == (public / "index.html").read_bytes()
