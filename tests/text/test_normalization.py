"""One way to compare text: terms are found however they were typed, and no address is cut by a term link."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from leiomyo_site.editorial.content_files import read_content
from leiomyo_site.infobutton.text_matching import words
from leiomyo_site.permalinks.code_normalization import canonical_path
from leiomyo_site.search.normalize import normalized_words
from leiomyo_site.text.glossary import Glossary, TermText
from leiomyo_site.text.page import term_from_content
from leiomyo_site.text.rendering import RenderContext, render

CASES = json.loads((Path(__file__).parents[1] / "data/failed_cases.json").read_text())["prose"]


@pytest.fixture(scope="module")
def shipped() -> Glossary:
    contents = [
        file.document().to_content()
        for file in read_content(settings.CONTENT_DIR)
        if file.model.KIND == "term" and file.lang == "en"
    ]
    terms = [term_from_content(term, slug=term["slug"], url=f"/glossary/{term['slug']}/") for term in contents]
    return Glossary([*terms, TermText("1a", "1A", "", "", "/glossary/1a/")])


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_terms_are_linked_however_they_were_typed(case: dict[str, str], shipped: Glossary) -> None:
    rendered = render(case["input"], RenderContext(shipped))
    if case["expect"] == "link":
        assert case["slug"] in rendered.terms
    elif case["expect"] == "contains":
        assert case["text"] in rendered.html
    else:
        assert not rendered.terms if case.get("slug") == "*" else case.get("slug", "1a") not in rendered.terms


@pytest.mark.parametrize("typed", ["bio\u00adpsy", "bio\u200bpsy", "biop\u2060sy", "\ufeffbiopsy", "bio\u200cpsy"])
def test_a_term_keeps_the_signs_it_was_typed_with(typed: str) -> None:
    glossary = Glossary([TermText("biopsy", "biopsy", "", "", "/glossary/biopsy/")])
    [mention] = glossary.mentions(f"A {typed}.")
    assert f"A {typed}."[mention.start : mention.end].strip("\ufeff") == typed.strip("\ufeff")


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("chemo\u00adtherapy", "chemotherapy"), ("\ufb01broid", "fibroid"), ("caf\u0065\u0301", "cafee"), ("x\u2212ray", "x ray")],
)  # fmt: skip
def test_search_and_records_compare_alike(typed: str, plain: str) -> None:
    wanted = plain.replace("cafee", "cafe").split()
    assert normalized_words(typed) == words(typed) == wanted


@pytest.mark.parametrize("sign", ["\u00a0", "\u201d", ">", "\u200b", "\u2026", "\u00ad", "\u2019", "*"])
def test_a_code_is_found_with_the_signs_around_it(sign: str) -> None:
    assert canonical_path(f"/h/HJ9BN{sign}") == "/h/HJ9BN"
    assert canonical_path(f"/h/HJ9\u2011B{sign}N.2.pdf") == "/h/HJ9BN.2.pdf"
