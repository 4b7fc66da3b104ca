"""Every public page of a served site, fetched once."""

import gzip
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser

import brotli

from tests.prepared import SITE_URL

# Pages to work with, which are not in the sitemap, since they say nothing by themselves.
TOOLS = (
    "/search/",
    "/offline/",
    "/for-clinics/",
    "/for-clinics/check/",
    "/h/",
    "/h/number/",
    "/h/HJ9BN.1",
    "/packet/",
    "/packet/6N9JC.M39V3",
)

TERM_PAGES_LOOKED_AT = 6


@dataclass(frozen=True)
class Fetched:
    """One answer: its status, headers in lower case, body and the same as text, and its size in bytes as sent compressed."""

    path: str
    status: int
    headers: dict[str, str]
    text: str
    sent_bytes: int
    body: bytes = b""


@cache
def fetch(url: str) -> Fetched:
    """Return what stands at an address, whatever its status; moves are not followed."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip, br"})
    opener = urllib.request.build_opener(NoMoves)
    try:
        answer = opener.open(request, timeout=20)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        sent = answer.read()
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(headers.get("content-encoding", ""), bytes)
        body = unpack(sent)
        text = body.decode("utf-8", errors="replace")
        return Fetched(re.sub(r"^https?://[^/]+", "", url), answer.status, headers, text, len(sent), body)


class NoMoves(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


def paths(site: str) -> list[str]:
    """Return every address in the sitemap, without the host."""
    found = re.findall(r"<loc>(.*?)</loc>", fetch(f"{site}/sitemap.xml").text)
    assert found, "the sitemap is empty"
    return [address.removeprefix(SITE_URL) for address in found]


def page_kinds(site: str) -> list[str]:
    """Return all pages, the A–Z list, some of the term pages (they share one template), and a page that is not there."""
    every = paths(site)
    terms = [path for path in every if path.startswith("/glossary/") and path != "/glossary/"]
    return (
        [path for path in every if path not in terms]
        + terms[:: len(terms) // TERM_PAGES_LOOKED_AT]
        + [*TOOLS, "/nowhere/"]
    )


class Outline(HTMLParser):
    """The ids, links, headings and fetched addresses of one page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.headings: list[int] = []
        self.lang = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "html":
            self.lang = given.get("lang", "")
        if tag in ("script", "img") and "src" in given:
            self.fetched.append(given["src"])
        if tag == "link" and given.get("rel") in ("stylesheet", "icon"):
            self.fetched.append(given["href"])
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
