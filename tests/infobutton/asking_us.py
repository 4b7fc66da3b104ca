"""What the tests of this folder share: a shelf of pages, the shipped table, and a request in one line."""

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from leiomyo_site.infobutton.code_table import CodeTable, Tier, read_table
from leiomyo_site.infobutton.matching import match
from leiomyo_site.infobutton.request import InfobuttonRequest, decode_parameters, parse_request
from leiomyo_site.infobutton.response import (
    CataloguePage,
    InfobuttonFeed,
    PageCatalogue,
    SiteIdentity,
    build_feed,
    choose_catalogue,
)
from leiomyo_site.text.condition import read_condition

HERE = Path(__file__).parent
CONTENT_DIR = HERE.parent.parent / "content"
CONDITION = read_condition(CONTENT_DIR / "condition.yaml")
PAGES = CONDITION.codes.pages
TABLE: CodeTable = read_table(CONTENT_DIR / "codes.csv", CONDITION.codes)
CASES = json.loads((HERE / "conformance_cases.json").read_text(encoding="utf-8"))["cases"]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SITE = SiteIdentity("Site name", "https://example.org", CONDITION)
I10, I9, SCT = "2.16.840.1.113883.6.90", "2.16.840.1.113883.6.103", "2.16.840.1.113883.6.96"
ICDO, LNC = "2.16.840.1.113883.6.43.1", "2.16.840.1.113883.6.1"
RXN, NDC, WHO = "2.16.840.1.113883.6.88", "2.16.840.1.113883.6.69", "2.16.840.1.113883.6.3"
EXACT = (SCT, "443719001")
SHELF = PageCatalogue(
    "en",
    {
        key: CataloguePage(key, f"CODE{place}", f"/{slug}/", key.capitalize(), f"About {key}.", NOW, is_checked=True)
        for place, (key, slug) in enumerate(PAGES.items())
    },
)
LONG_NAMES = {
    "kRT": "knowledgeResponseType",
    "lang": "informationRecipient.languageCode.c",
    "lang1": "informationRecipient.languageCode.c1",
    "task": "taskContext.c.c",
    "topic": "subTopic.v.c",
    "topic_cs": "subTopic.v.cs",
    "id": "knowledgeRequestNotification.id.root",
    "callback": "callback",
    "for_whom": "informationRecipient",
}


def pairs(*things: tuple[str, str], **values: str) -> list[tuple[str, str]]:
    """Return names and values: each thing is (code system, code), then c, cs, dn, ot with their numbers, then others."""
    asked = []
    for number, (system, code) in enumerate(things):
        mark = str(number or "")
        asked += [(f"mainSearchCriteria.v.cs{mark}", system), (f"mainSearchCriteria.v.c{mark}", code)]
    return asked + [(LONG_NAMES.get(name, f"mainSearchCriteria.v.{name}"), value) for name, value in values.items()]


def read(*things: tuple[str, str], **values: str) -> InfobuttonRequest:
    return parse_request(decode_parameters(urlencode(pairs(*things, **values)).encode()))


def feed_of(asked: InfobuttonRequest) -> InfobuttonFeed:
    found = match(asked, TABLE)
    return build_feed(asked, found, choose_catalogue(asked, {"en": SHELF}), site=SITE, now=NOW)


def ask(*things: tuple[str, str], **values: str) -> InfobuttonFeed:
    return feed_of(read(*things, **values))


def pages(*things: tuple[str, str], **values: str) -> list[str]:
    """Return the keys of the pages that a request gets."""
    return [entry.page.key for entry in ask(*things, **values).entries]


def codes(tier: Tier) -> list[tuple[str, str]]:
    """Return code system and code of every row of a tier."""
    return [(row.system.oid, row.code) for row in TABLE.rows.values() if row.tier is tier]
