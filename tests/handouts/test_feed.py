"""The list of changes as Atom: valid, the same each time, safety named first."""

from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree as etree

import pytest

from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.handouts.feed import MAX_ENTRIES, ChangeFeed
from leiomyo_site.pages.models import Page
from tests.editions.conftest import DO, NOON
from tests.editions.test_baking import site_of

ATOM = "http://www.w3.org/2005/Atom"
NAMES = {"a": ATOM}


def feed(*changes: dict[str, Any]) -> bytes:
    made = ChangeFeed(
        url="https://x.org/feed.xml", about_url="https://x.org/", title="Guide", author="Guide", lang="en"
    )
    for change in changes:
        made.add_change(**change)
    return made.to_bytes()


def entry(number: int = 1, **facts: object) -> dict[str, Any]:
    return {
        "url": f"https://x.org/h/HJ9BN.{number}",
        "title": "Surgery",
        "note": "New.",
        "weight": "content",
        "weight_name": "Something new",
        "at": NOON + timedelta(days=number),
        "lang": "en",
        **facts,
    }


def check_atom(document: bytes) -> etree.Element:
    """Check what RFC 4287 asks of a feed and of each entry; return the feed."""
    root = etree.fromstring(document)
    assert root.tag == f"{{{ATOM}}}feed"
    for element in (root, *root.findall("a:entry", NAMES)):
        for name in ("id", "title", "updated"):
            (found,) = element.findall(f"a:{name}", NAMES)
            assert found.text
        assert datetime.fromisoformat(element.findtext("a:updated", "", NAMES)).tzinfo
    assert root.find("a:author/a:name", NAMES).text
    assert root.find("a:link[@rel='self']", NAMES).get("href")
    ids = [found.text for found in root.findall("a:entry/a:id", NAMES)]
    assert len(ids) == len(set(ids))
    assert all(found.find("a:link[@rel='alternate']", NAMES).get("href") for found in root.findall("a:entry", NAMES))
    return root


def test_a_feed_is_valid_and_always_the_same() -> None:
    document = feed(entry(2), entry(1))
    root = check_atom(document)
    assert root.findtext("a:updated", "", NAMES) == "2026-12-03T12:00:00Z"
    assert document == feed(entry(2), entry(1))


def test_the_document_is_this_one() -> None:
    assert feed(entry(lang="es", weight="safety", weight_name="Safety", note="Call <sooner>.")).decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xml:lang="en" xmlns="http://www.w3.org/2005/Atom"><title>Guide</title>'
        '<link href="https://x.org/" rel="alternate"/><link href="https://x.org/feed.xml" rel="self"/>'
        "<id>https://x.org/feed.xml</id><updated>2026-12-02T12:00:00Z</updated><author><name>Guide</name></author>"
        '<entry xml:lang="es"><title>Surgery</title><link href="https://x.org/h/HJ9BN.1" rel="alternate"/>'
        "<published>2026-12-02T12:00:00Z</published><updated>2026-12-02T12:00:00Z</updated>"
        '<id>https://x.org/h/HJ9BN.1</id><category label="Safety" term="safety"/>'
        "<summary>Call &lt;sooner&gt;.</summary></entry></feed>"
    )


def test_words_of_editors_cannot_break_it() -> None:
    document = feed(entry(note='<b>&amp; "x" \x00\x08\u202e', title="]]><x>", weight_name="\x01"))
    assert check_atom(document).findtext("a:entry/a:summary", "", NAMES).startswith('<b>&amp; "x" ')


def test_it_does_not_grow_for_ever() -> None:
    root = check_atom(feed(*(entry(number) for number in range(MAX_ENTRIES + 50))))
    assert len(root.findall("a:entry", NAMES)) == MAX_ENTRIES


@pytest.mark.django_db
def test_each_publication_and_withdrawal_is_an_entry_with_its_weight(
    three_pages, bake_now, change, editions_dir, nurse
) -> None:
    change("scans", "## It is loud\n\nVery loud. [@hwang-1997]" + DO)
    withdraw(Page.objects.get(slug="scans"), by=nurse, at=NOON + timedelta(days=1), note="Wrong.", weight="safety")
    bake_now()
    files = site_of(editions_dir)
    for name, count in (("feed.xml", 7), ("h/FNSXP.xml", 3)):
        root = check_atom(files[name])
        entries = root.findall("a:entry", NAMES)
        assert len(entries) == count
        assert [found.findtext("a:title", "", NAMES) for found in entries[:2]] == [
            "Safety: Scans was taken down",
            "Scans, version 2",
        ]
        assert entries[0].find("a:category", NAMES).get("term") == "safety"
        assert entries[0].findtext("a:summary", "", NAMES) == "Wrong."
        assert entries[1].findtext("a:id", "", NAMES).endswith("/h/FNSXP.2")


@pytest.mark.django_db
def test_pages_point_to_the_feeds(three_pages, bake_now, editions_dir) -> None:
    bake_now()
    page = site_of(editions_dir)["surgery/index.html"].decode()
    for address in ("/feed.xml", "/h/HJ9BN.xml"):
        assert f'<link rel="alternate" type="application/atom+xml" href="{address}"' in page
