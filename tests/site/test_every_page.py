"""Rules that every public page keeps, walked over the site as it is served."""

import json
import re
from collections import Counter
from itertools import pairwise

import pytest
from lxml import html as parser

from leiomyo_site.site.html_check import outline_of
from tests.prepared import SITE_URL
from tests.site.crawl import TOOLS, Fetched, Outline, fetch, paths

HTML_BYTES = 14 * 1024
FIRST_VIEW_BYTES = 30 * 1024


@pytest.fixture(scope="module")
def pages(served: str) -> list[Fetched]:
    return [fetch(served + path) for path in paths(served)]


def wrong(pages: list[Fetched], rule) -> dict[str, object]:
    return {page.path: fault for page in pages if (fault := rule(page))}


def test_every_address_answers(pages: list[Fetched]) -> None:
    assert len(pages) > 140
    assert wrong(pages, lambda page: page.status != 200) == {}


def test_every_page_has_one_h1_and_skips_no_level(pages: list[Fetched]) -> None:
    def fault(page: Fetched) -> list[int]:
        levels = Outline(page.text).headings
        skips = [after for before, after in pairwise(levels) if after > before + 1]
        return skips if levels.count(1) == 1 else levels

    assert wrong(pages, fault) == {}


def test_every_page_has_title_language_description_and_canonical(served: str, pages: list[Fetched]) -> None:
    def fault(page: Fetched) -> str:
        if f'<link rel="canonical" href="{SITE_URL}{page.path}">' not in page.text:
            return "canonical"
        if not re.search(r"<title>[^<]{3,}</title>", page.text):
            return "title"
        if not re.search(r'<meta name="description" content="[^"]{10,}">', page.text):
            return "description"
        return "" if Outline(page.text).lang == "en" else "lang"

    assert wrong(pages, fault) == {}


def test_the_check_of_an_edition_sees_what_a_parser_sees(pages: list[Fetched]) -> None:
    def fault(page: Fetched) -> object:
        seen, root = outline_of(page.text), parser.document_fromstring(page.text)
        links = {link for link in root.xpath("//@href | //@src") if link[:1] in "/#" and link[:2] != "//" and link}
        return (seen.ids ^ set(root.xpath("//@id"))) | (seen.links ^ links)

    assert wrong(pages, fault) == {}


def test_titles_are_all_different(pages: list[Fetched]) -> None:
    titles = Counter(re.search(r"<title>(.*?)</title>", page.text)[1] for page in pages)
    assert [title for title, count in titles.items() if count > 1] == []


def test_no_id_stands_twice(pages: list[Fetched]) -> None:
    assert wrong(pages, lambda p: [i for i, count in Counter(Outline(p.text).ids).items() if count > 1]) == {}


def test_every_internal_link_and_fragment_resolves(served: str, pages: list[Fetched]) -> None:
    tools = [fetch(f"{served}{path}") for path in TOOLS]
    ids = {page.path: set(Outline(page.text).ids) for page in (*pages, *tools)}

    def fault(page: Fetched) -> list[str]:
        broken = []
        for href in Outline(page.text).links:
            if href.startswith(("http://", "https://", "tel:", "mailto:")):
                continue
            path, _, fragment = href.partition("#")
            if path.startswith("/h/"):
                broken += [href] if fetch(served + path).status not in (200, 302) else []
                continue
            if (path or page.path) not in ids or (fragment and fragment not in ids[path or page.path]):
                broken.append(href)
        return broken

    assert wrong(pages, fault) == {}


def test_every_term_link_has_its_entry_on_the_page(pages: list[Fetched]) -> None:
    def fault(page: Fetched) -> set[str]:
        slugs = set(re.findall(r'<a class="term" href="/glossary/([^/]+)/"', page.text))
        return {slug for slug in slugs if f'id="w-{slug}"' not in page.text}

    assert wrong(pages, fault) == {}


def test_every_page_says_that_no_clinician_has_checked_it(pages: list[Fetched]) -> None:
    assert wrong(pages, lambda page: "Not yet checked by a clinician" not in page.text) == {}


def test_every_text_shows_its_facts(pages: list[Fetched]) -> None:
    texts = [page for page in pages if page.path != "/glossary/"]
    for words in ("Last updated", "Checked by", "Next check due", "Page code", "version 1", "Language"):
        assert wrong(texts, lambda page, words=words: words not in page.text) == {}


def test_every_page_tells_when_to_call_with_the_clinics_numbers(pages: list[Fetched]) -> None:
    texts = [page for page in pages if page.path != "/glossary/"]
    assert (
        wrong(texts, lambda page: not re.search(r'class="call\b', page.text) or 'class="phones"' not in page.text) == {}
    )


def test_missing_numbers_are_marked_and_never_made_up(pages: list[Fetched]) -> None:
    # These two stand in the fact sheet: the crisis line and the cancer institute's line.
    known = {"tel:911", "tel:988", "tel:18004226237", "tel:1-800-4-CANCER", "tel:+18004226237"}
    used = {href for page in pages for href in Outline(page.text).links if href.startswith("tel:")}
    assert used <= known
    assert "write it here" in pages[0].text


def test_structured_data_names_the_right_type(pages: list[Fetched]) -> None:
    def fault(page: Fetched) -> str:
        data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)[1])
        wanted = "DefinedTermSet" if page.path == "/glossary/" else "DefinedTerm"
        wanted = wanted if page.path.startswith("/glossary/") else "MedicalWebPage"
        return "" if data["@type"] == wanted and data["url"].endswith(page.path) else data["@type"]

    assert wrong(pages, fault) == {}


def test_every_page_is_within_its_weight(served: str, pages: list[Fetched]) -> None:
    def fault(page: Fetched) -> str:
        extra = [src for src in Outline(page.text).fetched if "icon" not in src]
        whole = page.sent_bytes + sum(fetch(served + src).sent_bytes for src in extra)
        fits = page.sent_bytes <= HTML_BYTES and whole <= FIRST_VIEW_BYTES and len(extra) <= 2
        return "" if fits else f"{page.sent_bytes} of HTML, {whole} in all, {1 + len(extra)} requests"

    assert wrong(pages, fault) == {}


def test_survival_numbers_stand_only_behind_their_door(pages: list[Fetched]) -> None:
    number = re.compile(r"\d+ (?:in|of) (?:every )?\d+|\d ?%|\bpercent\b")

    def fault(page: Fetched) -> list[str]:
        open_text = re.sub(r'<details class="numbers">.*?</details>', "", page.text, flags=re.DOTALL)
        words = re.sub(r"<[^>]+>", " ", re.sub(r'<dl class="facts">.*?</dl>', "", open_text, flags=re.DOTALL))
        return [s for s in re.split(r"(?<=[.?!])\s", words) if number.search(s) and re.search("alive|surviv|died", s)]

    assert wrong(pages, fault) == {}


def test_descriptions_and_share_cards_carry_no_figure(pages: list[Fetched]) -> None:
    figure = re.compile(r'<meta[^>]*content="[^"]*(?:\d ?%|\d+ (?:in|of) \d+)[^"]*"')
    assert wrong(pages, lambda page: figure.findall(page.text)) == {}
