"""A viewer of PDFs may ask for a part of one: it gets just those bytes, of just that PDF, or all of it."""

from pathlib import Path

import pytest

from leiomyo_site.editions.archive import StoredResponse, etag_of
from leiomyo_site.server.wsgi_cache import StaticResponseServer

from .edition_factories import TEXT, entry, put_edition
from .test_static_response_server import Got

PDF = bytes(range(256)) * 400


@pytest.fixture
def paper(where: Path) -> StaticResponseServer:
    """A server of an edition with a PDF."""
    headers = (("Content-Type", "application/pdf"),)
    one = StoredResponse("/h/HJ9BN.pdf", 200, headers, {"identity": PDF}, {"identity": etag_of(PDF)})
    put_edition(where, 2, entry("/"), one)
    return StaticResponseServer(where)


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", slice(0, 1)),
        ("bytes=100-199", slice(100, 200)),
        ("bytes=102000-999999", slice(102000, None)),
        ("bytes=50-", slice(50, None)),
        ("Bytes=-7", slice(-7, None)),
        ("bytes=-999999", slice(None)),
    ],
)
def test_a_pdf_is_sent_in_the_part_that_is_asked_for(paper: StaticResponseServer, asked: str, part: slice) -> None:
    got = Got(paper, "/h/HJ9BN.pdf", range=asked)
    first, last, _ = part.indices(len(PDF))
    assert (got.status, got.body) == (206, PDF[part])
    assert got.headers["Content-Range"] == f"bytes {first}-{last - 1}/{len(PDF)}"
    assert got.headers["Content-Length"] == str(len(got.body)) and got.headers["Content-Type"] == "application/pdf"
    assert got.headers["ETag"] == etag_of(PDF)


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=0-1,5-6", "pages=1-2", "bytes=-", "bytes=x-", "", "0-5"])
def test_a_pdf_is_sent_whole_where_no_single_part_is_asked_for(paper: StaticResponseServer, asked: str) -> None:
    got = Got(paper, "/h/HJ9BN.pdf", range=asked)
    assert (got.status, got.body, got.headers["Accept-Ranges"]) == (200, PDF, "bytes")


@pytest.mark.parametrize("asked", ["bytes=102400-", "bytes=999999-", "bytes=-0"])
def test_bytes_that_a_pdf_does_not_have_are_refused(paper: StaticResponseServer, asked: str) -> None:
    got = Got(paper, "/h/HJ9BN.pdf", range=asked)
    assert (got.status, got.body, got.headers["Content-Range"]) == (416, b"", f"bytes */{len(PDF)}")


def test_a_part_is_sent_of_the_same_pdf_only(paper: StaticResponseServer) -> None:
    statuses = {
        etag: Got(paper, "/h/HJ9BN.pdf", range="bytes=0-9", if_range=etag).status
        for etag in (etag_of(PDF), f"W/{etag_of(PDF)}", '"another"', "Sun, 29 Nov 2026 10:00:00 GMT")
    }
    assert list(statuses.values()) == [206, 200, 200, 200]
    assert Got(paper, "/h/HJ9BN.pdf", range="bytes=0-9", if_none_match=etag_of(PDF)).status == 304
    head = Got(paper, "/h/HJ9BN.pdf", "HEAD", range="bytes=0-9")
    assert (head.status, head.headers["Content-Length"]) == (200, str(len(PDF)))


def test_pages_are_sent_whole(where: Path) -> None:
    got = Got(StaticResponseServer(where), "/surgery/", range="bytes=0-9")
    assert (got.status, got.body) == (200, TEXT) and "Accept-Ranges" not in got.headers
