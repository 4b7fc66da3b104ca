"""Every danger sign of the list stands on the page on when to call, in its card, with its limit and first step."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from leiomyo_site.config import ROOT
from leiomyo_site.editorial.content_checks import check_page
from leiomyo_site.editorial.content_files import read_content
from leiomyo_site.editorial.file_checks import _file_context
from leiomyo_site.text.danger_signs import (
    TIERS,
    DangerSign,
    DangerSignsError,
    danger_sign_issues,
    read_danger_signs,
)
from leiomyo_site.text.page import PageContent
from leiomyo_site.text.plain_text import TextBlock

SIGNS = read_danger_signs(settings.CONTENT_DIR / "danger-signs.yaml", "en")
TEMPERATURE = re.compile(r"(\d+(?:\.\d)?) ?°F")
SEIZURE = DangerSign("emergency", ("a seizure",), ("on the side",), ("osf-emergency",))


def item(text: str, *boxes: str) -> TextBlock:
    return TextBlock("li", text, (), frozenset(boxes), "")


def messages(*blocks: TextBlock, sources: tuple[str, ...] = ("osf-emergency",)) -> list[str]:
    return [issue.message for issue in danger_sign_issues([SEIZURE], blocks, sources)]


def test_a_sign_in_its_card_with_its_first_step_is_right() -> None:
    assert messages(item("has a seizure", "call", "emergency"), item("Lay your child on the side.")) == []


@pytest.mark.parametrize("boxes", [(), ("call",), ("call", "hospital"), ("call", "office")])
def test_a_sign_in_another_card_is_lost(boxes: tuple[str, ...]) -> None:
    assert "“a seizure” is not in the card “emergency”" in messages(item("a seizure, on the side", *boxes))[0]


def test_a_lost_first_step_and_a_lost_source_are_named() -> None:
    first, second = messages(item("a seizure", "call", "emergency"), sources=())
    assert "what to do first" in first
    assert "osf-emergency" in second


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.says[0])
def test_no_edit_of_the_page_can_lose_a_sign(sign: DangerSign) -> None:
    files = [file for file in read_content(settings.CONTENT_DIR) if file.lang == "en"]
    own = next(file for file in files if file.document().slug == "when-to-call")
    page = PageContent.from_content(own.document().to_content())
    context = _file_context(settings.CONTENT_DIR, "en", files)
    assert not [one for one in check_page(page, context, slug="when-to-call").issues if one.rule == "danger sign"]
    without = replace(page, body="\n".join(line for line in page.body.split("\n") if sign.says[0] not in line))
    found = [one for one in check_page(without, context, slug="when-to-call").issues if one.rule == "danger sign"]
    assert any(sign.says[0] in one.message and one.is_blocking for one in found)


def test_every_card_has_signs() -> None:
    assert {sign.tier for sign in SIGNS} == set(TIERS)


@pytest.mark.parametrize(
    "row",
    [
        "{says: a cough}",
        "{says: a cough, sources: [one]}",
        "{safe_rule: true}",
        "{says: a, safe_rule: true, sorces: [a]}",
    ],
)
def test_a_sign_needs_words_and_two_sources_or_a_safe_rule(tmp_path: Path, row: str) -> None:
    path = tmp_path / "danger-signs.yaml"
    path.write_text(f"en:\n  call:\n  - {row}\n", encoding="utf-8")
    with pytest.raises(DangerSignsError):
        read_danger_signs(path, "en")


LATER_OR_MILDER = (
    "more than 24 hours",
    "cannot keep fluids down",
    "for 3 days",
    "5 to 10 minutes of pressure",
    "very sleepy or confused",
    "fall or bump on the head",
    "más de 24 horas",
    "durante 3 días",
    "de 5 a 10 minutos",
)


@pytest.mark.parametrize("words", LATER_OR_MILDER)
def test_no_page_or_term_says_to_wait_longer_than_the_page_on_when_to_call(words: str) -> None:
    """A family may read any one page alone, so each states the same limit."""
    texts = {file.path: file.path.read_text(encoding="utf-8") for file in read_content(settings.CONTENT_DIR)}
    assert [str(path) for path, text in texts.items() if words in text] == []


def test_no_text_in_any_language_names_another_temperature() -> None:
    """Also what search, notes for records, templates and cards in Spanish say: another number would be taken for ours."""
    limits = set(TEMPERATURE.findall(" ".join(words for sign in SIGNS for words in sign.says)))
    files = [
        *(path for path in settings.CONTENT_DIR.rglob("*") if path.suffix in (".md", ".yaml")),
        *(path for path in (ROOT / "templates").rglob("*.html")),
        *(path for path in (ROOT / "leiomyo_site").rglob("*.py")),
    ]
    found = {path.name: set(TEMPERATURE.findall(path.read_text(encoding="utf-8"))) - limits for path in files}
    assert len(limits) == 4
    assert {name: others for name, others in found.items() if others} == {}
