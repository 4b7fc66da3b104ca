"""A whole edition as a folder that any web host can serve: no Python, no database, no server of ours."""

import html
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path

from django.conf import settings

from leiomyo_site.edition_status import current_edition
from leiomyo_site.editions import store
from leiomyo_site.editions.archive import StoredResponse, read_archive
from leiomyo_site.permalinks.code_normalization import is_short_link
from leiomyo_site.site.headers import HASHED_NAME_PREFIXES, IMMUTABLE
from leiomyo_site.site.static_files import is_public_path, output_path
from leiomyo_site.url_prefixes import DJANGO_PREFIXES

MARKER_FILE = ".leiomyo-static-site"
ENCODING_SUFFIXES = {"identity": "", "br": ".br", "gzip": ".gz"}
ANCHOR = re.compile(r'<a\b[^>]*\shref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
ITEM = re.compile(r'<li><a\b[^>]*\shref="([^"]*)"[^>]*>[^<]*</a></li>\n?')
FORM = re.compile(r'<form\b[^>]*\saction="([^"]*)".*?</form>', re.DOTALL)


class ExportRefused(Exception):
    """The static site was not written; says why and what to do."""


def write_static_site(where: Path, target: Path) -> int:
    """Write the edition that families read into a folder; return how many files it holds.

    The folder is made beside the old one, and takes its place when it is whole.

    Raises:
        NotWritten: nothing is baked yet, or the folder holds something else.
        ArchiveError: the edition is damaged.
        OSError: the disk failed.
    """
    number = current_edition(where)
    if number is None:
        raise ExportRefused("Nothing is baked yet. Run manage.py bake first.")
    if target.exists() and (not target.is_dir() or (any(target.iterdir()) and not (target / MARKER_FILE).exists())):
        raise ExportRefused(f"{target} holds something else. Choose another folder, or empty it.")
    about, entries = read_archive(store.edition_dir(where, number) / "packed")
    beside = target.with_name(f".{target.name}-new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    entries = [entry for entry in entries if is_public_path(entry.path)]
    served = {entry.path for entry in entries}
    for entry in entries:
        for name, body in _response_files(entry, served):
            _write_file(beside / name, body)
    for entry in entries:
        for name, body in _case_variants(entry):
            # Where a disk holds upper and lower case for the same, the page itself is there already.
            if not (beside / name).exists():
                _write_file(beside / name, body)
    for name, text in _host_config_files(entries, about["headers"]):  # type: ignore[arg-type]
        _write_file(beside / name, text.encode())
    (beside / MARKER_FILE).touch()
    _replace_folder(beside, target)
    return sum(path.is_file() for path in target.rglob("*"))


def _response_files(entry: StoredResponse, served: Set[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of one address: as the server sends it, or without links to what needs the server."""
    name = output_path(entry.path)
    headers = dict(entry.headers)
    if location := headers.get("Location"):
        yield _html_file(entry.path), _redirect_html(location).encode()
        return
    if headers["Content-Type"].startswith("text/html"):
        name = _html_file(entry.path)
        sent = bytes(entry.bodies["identity"]).decode()
        unlinked = _without_server_links(sent, served)
        if unlinked != sent:
            yield name, unlinked.encode()
            return
    for encoding, body in entry.bodies.items():
        yield name + ENCODING_SUFFIXES[encoding], bytes(body)


def _html_file(path: str) -> str:
    """Return the file of a page: in a folder of its own where its address has no ending that says what it is.

    >>> _html_file("/h/HJ9BN.2"), _html_file("/404.html")
    ('h/HJ9BN.2/index.html', '404.html')
    """
    return output_path(path if path.endswith((".html", "/")) else f"{path}/")


def _case_variants(entry: StoredResponse) -> Iterator[tuple[str, bytes]]:
    """Yield a small page for a short address in small letters, and one in capitals, as QR codes have it."""
    number = entry.path.partition(".")[2]
    if not is_short_link(entry.path) or entry.path.endswith("/") or (number and not number.isdecimal()):
        return
    page = _redirect_html(dict(entry.headers).get("Location", entry.path)).encode()
    for path in (entry.path.lower(), entry.path.upper()):
        yield _html_file(path), page


def _write_file(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def _without_server_links(page: str, served: Set[str]) -> str:
    """Return a page without links and forms to what needs the server; words stay, but not an item that is all link.

    >>> _without_server_links('<a href="/infobutton/form">A form</a> of <a href="/biopsy/">biopsy</a>', {"/biopsy/"})
    'A form of <a href="/biopsy/">biopsy</a>'
    """

    def is_missing(link: str) -> bool:
        path = html.unescape(link).partition("#")[0].partition("?")[0]
        return path.startswith(DJANGO_PREFIXES) and path not in served

    page = ITEM.sub(lambda found: "" if is_missing(found[1]) else found[0], page).replace("<ul></ul>", "")
    page = ANCHOR.sub(lambda found: found[2] if is_missing(found[1]) else found[0], page)
    return FORM.sub(lambda found: "" if is_missing(found[1]) else found[0], page)


def _redirect_html(location: str) -> str:
    """Return a small page that sends a browser on, for hosts that know nothing of moves."""
    to = html.escape(location)
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>This page has moved</title>\n'
        f'<link rel="canonical" href="{html.escape(settings.SITE_URL)}{to}">\n'
        f'<meta http-equiv="refresh" content="0; url={to}">\n'
        f'<main><h1>This page has moved</h1>\n<p><a href="{to}">Read it here</a></p></main>\n</html>\n'
    )


def _host_config_files(
    entries: Iterable[StoredResponse], headers: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Yield what hosts read besides pages: moves, texts that were taken down, and headers."""
    moved = {entry.path: dict(entry.headers)["Location"] for entry in entries if entry.status == 301}
    # A short address goes on to the page as it is now, which may change: nobody may keep such a move.
    short = {entry.path: dict(entry.headers)["Location"] for entry in entries if entry.status == 302}
    gone = [entry.path for entry in entries if entry.status == 410]
    rules = [f"{path} {location} 301" for path, location in moved.items()]
    rules += [f"{path} {location} 302" for path, location in short.items()]
    rules += [f"{path} {path}index.html 410" for path in gone]
    yield "_redirects", "".join(f"{rule}\n" for rule in rules)
    for_ever = "".join(f"{folder}*\n  Cache-Control: {IMMUTABLE}\n" for folder in HASHED_NAME_PREFIXES)
    papers = "/h/*.pdf\n  X-Robots-Tag: noindex\n"
    yield "_headers", "/*\n" + "".join(f"  {name}: {value}\n" for name, value in headers) + for_ever + papers
    yield "nginx/moved.conf", _nginx_map("moved_to", moved)
    yield "nginx/short.conf", _nginx_map("short_to", short)
    # nginx leaves a header without a value out.
    yield (
        "nginx/gone.conf",
        _nginx_map("gone", dict.fromkeys(gone, "1")) + _nginx_map("robots", {r"~\.pdf$": "noindex"}),
    )
    nginx = [f"add_header {name} {json.dumps(value)} always;\n" for name, value in headers]
    yield "nginx/headers.conf", "".join([*nginx, "add_header X-Robots-Tag $robots always;\n"])
    caddy = [f"redir {path} {location} 301\n" for path, location in moved.items()]
    caddy += [f"redir {path} {location} 302\n" for path, location in short.items()]
    caddy += ["@numbered path_regexp ^/[hH]/[^./]+[.][0-9]+$\n", "rewrite @numbered {path}/index.html\n"]
    caddy += [f"error {path} 410\n" for path in gone]
    caddy += ["header {\n", *(f"\t{name} {json.dumps(value)}\n" for name, value in headers), "}\n"]
    # Caddy calls this type image/vnd.microsoft.icon, nginx and the server as everybody does.
    caddy += ["header /favicon.ico Content-Type image/x-icon\n"]
    caddy += ["@papers path *.pdf\n", "header @papers X-Robots-Tag noindex\n"]
    yield "caddy/site.conf", "".join(caddy)


def _nginx_map(name: str, rows: Mapping[str, str]) -> str:
    """Return an nginx map from an address to something about it."""
    inside = "".join(f"    {key} {value};\n" for key, value in rows.items())
    return f'map $uri ${name} {{\n    default "";\n{inside}}}\n'


def _replace_folder(beside: Path, target: Path) -> None:
    old = target.with_name(f".{target.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    beside.rename(target)
    shutil.rmtree(old, ignore_errors=True)
