"""Nobody watches the reader: no cookie, no third party, a strict policy, on every kind of answer."""

import re
import urllib.error
import urllib.request

import pytest

from tests.site.crawl import Outline, fetch, paths

ANSWERS = [
    "/",
    "/outlook/",
    "/glossary/",
    "/glossary/biopsy/",
    "/no-such-page/",
    "/sitemap.xml",
    "/robots.txt",
    "/healthz",
]


@pytest.mark.parametrize("path", ANSWERS)
def test_no_answer_sets_a_cookie(served: str, path: str) -> None:
    headers = fetch(served + path).headers
    assert "set-cookie" not in headers
    assert "cookie" not in headers.get("vary", "").lower()


@pytest.mark.parametrize("path", [*ANSWERS, "/admin/login/"])
def test_every_answer_carries_the_strict_policy(served: str, path: str) -> None:
    headers = fetch(served + path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert "https:" not in policy
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "geolocation=()" in headers["permissions-policy"]


def test_pages_fetch_from_their_own_host_only(served: str) -> None:
    fetched = {src for path in paths(served) for src in Outline(fetch(served + path).text).fetched}
    assert fetched
    assert all(src.startswith("/static/") for src in fetched)


def test_stylesheets_fetch_from_their_own_host_only(served: str) -> None:
    styles = {s for s in Outline(fetch(f"{served}/").text).fetched if s.endswith(".css")}
    for style in styles:
        for target in re.findall(r"url\(([^)]*)\)|@import", fetch(served + style).text):
            assert not re.match(r"[\"']?(?:https?:)?//", target)


def test_static_files_are_kept_for_ever_under_their_hashed_names(served: str) -> None:
    for src in Outline(fetch(f"{served}/").text).fetched:
        answer = fetch(served + src)
        assert answer.status == 200
        assert re.search(r"\.[0-9a-f]{12}\.", src)
        assert "immutable" in answer.headers["cache-control"]


def test_a_page_known_already_is_not_sent_again(served: str) -> None:
    etag = fetch(f"{served}/outlook/").headers["etag"]
    request = urllib.request.Request(f"{served}/outlook/", headers={"If-None-Match": etag, "Accept-Encoding": "br"})
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(request)
    assert answer.value.code == 304


@pytest.mark.parametrize(
    ("taken", "sent"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", None), ("", None)],
)
def test_pages_come_in_a_form_that_the_browser_takes(served: str, taken: str, sent: str | None) -> None:
    request = urllib.request.Request(f"{served}/outlook/", headers={"Accept-Encoding": taken})
    with urllib.request.urlopen(request) as answer:
        assert answer.headers.get("Content-Encoding") == sent
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert len(answer.read()) == int(answer.headers["Content-Length"])


def test_wrong_address_is_answered_with_help(served: str) -> None:
    answer = fetch(f"{served}/treatment/surgry/")
    assert answer.status == 404
    assert "You did nothing wrong" in answer.text
    assert 'name="robots" content="noindex"' in answer.text
    assert 'class="call"' in answer.text


def test_forgotten_slash_is_mended(served: str) -> None:
    answer = fetch(f"{served}/outlook")
    assert (answer.status, answer.headers["location"]) == (301, "/outlook/")


def test_readers_cannot_send_anything(served: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(urllib.request.Request(f"{served}/outlook/", data=b"x"))
    assert answer.value.code in (403, 405)
