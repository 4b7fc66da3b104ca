"""The disease is data: another content folder makes a whole site, and no address of it names the first condition."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.handouts.pdf_reader import text_of
from tests.servers import ROOT, free_port, fresh_database, started
from tests.site.crawl import fetch

CONTENT_DIR = ROOT / "tests/data/second_condition"
FIRST = re.compile(
    r"leiom[iy]o|sarcom|\blms|childhood|fibroid|cancer|tumou?r|chemo|radiation|biops|oncolog|metasta|\bC49\b",
    re.IGNORECASE,
)
TOOLS = (
    "/search/?q=moss",
    "/search/?q=shiny+feet",
    "/search/?q=smoke",
    "/search/?q=very+gloomy",
    "/search/suggest?q=gl",
    "/for-clinics/check/",
    "/packet/",
    "/infobutton/application",
    *(
        f"/infobutton/{view}?mainSearchCriteria.v.cs=2.16.840.1.113883.6.90&mainSearchCriteria.v.c={code}{more}"
        for view, more in (
            ("application", ""),
            ("service", ""),
            ("service", f"&knowledgeResponseType={quote('application/json', safe='')}"),
        )
        for code in ("Q99.9", "Q98", "Q90", "Q80", "A00")
    ),
    "/no-such-page/",
)


@pytest.fixture(scope="module")
def second_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Serve the made-up condition from its first start; gives the site's URL and its data folder."""
    data_dir, port = tmp_path_factory.mktemp("second"), free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {**fresh_database(), "CONTENT_DIR": str(CONTENT_DIR), "DATA_DIR": str(data_dir), "PORT": str(port)}
    with started(["manage.py", "serve"], {**environment, "SITE_URL": url}, port, data_dir / "serve.log"):
        yield url, data_dir


def addresses(data_dir: Path) -> list[str]:
    """Return every address of the edition, the tools that Django answers, and a packet of all pages."""
    manifest = json.loads((data_dir / "editions/current/manifest.json").read_text(encoding="utf-8"))
    paths = list(manifest["addresses"])
    codes = sorted({match[1] for path in paths if (match := re.fullmatch(r"/h/(\w{5})\.pdf", path))})
    packet = f"/packet/{'.'.join(codes)}"
    return [*paths, *TOOLS, packet, f"{packet}.pdf"]


def static_files(data_dir: Path) -> list[str]:
    manifest = json.loads((data_dir / "static/staticfiles.json").read_text(encoding="utf-8"))
    return [f"/static/{name}" for name in manifest["paths"].values() if not name.startswith("admin/")]


@pytest.mark.slow
def test_no_address_names_the_first_condition(second_site: tuple[str, Path]) -> None:
    url, data_dir = second_site
    paths = [*addresses(data_dir), *static_files(data_dir)]
    assert {"/", "/when-to-ring/", "/glossary/moss/", "/feed.xml", "/offline/", "/h/GN1M5.pdf"} <= set(paths)
    named, texts = {}, {}
    for path in paths:
        answer = fetch(url + path)
        assert answer.status < 500, path
        texts[path] = text_of(answer.body) if answer.body.startswith(b"%PDF") else answer.text
        if found := FIRST.search(path + texts[path]):
            named[path] = found[0]
    assert named == {}
    service = next(path for path in TOOLS if path.startswith("/infobutton/service") and path.endswith("=Q99.9"))
    assert "/polishing/" in texts[service]


def test_the_site_is_about_the_second_condition(second_site: tuple[str, Path]) -> None:
    url, _ = second_site
    home = fetch(f"{url}/").text
    assert "glimmerfoot of garden gnomes" in home
    assert '"name": "Glimmerfoot"' in fetch(f"{url}/polishing/").text
    assert "The gnome hums all night." in fetch(f"{url}/polishing/").text
    assert "== .GLIMGN1M5 ==" in fetch(f"{url}/for-clinics/smartphrases.txt").text
    assert "glimmerfoot of garden gnomes" in text_of(fetch(f"{url}/h/GN1M5.pdf").body)
    assert "covers several kinds of glow" in fetch(url + next(path for path in TOOLS if path.endswith("=Q98"))).text
    assert "/what-is-glimmerfoot/" in fetch(f"{url}/search/?q=shiny+feet").text
