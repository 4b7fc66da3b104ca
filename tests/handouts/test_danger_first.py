"""On paper too, nothing stands between a family and whom to call, and nothing asks them to wait."""

from dataclasses import replace
from pathlib import Path

import pytest

from leiomyo_site.handouts.handout import TypstParts
from leiomyo_site.handouts.packet_data import read_packet_data
from leiomyo_site.handouts.packet_layout import packet_source
from leiomyo_site.handouts.packet_request import PacketSelection
from leiomyo_site.handouts.pdf import render_pdf
from leiomyo_site.handouts.pdf_content import publisher
from leiomyo_site.handouts.pdf_layout import handout_source
from leiomyo_site.permalinks.urls import PdfVariant
from leiomyo_site.text.glossary import Glossary
from leiomyo_site.text.rendering import RenderContext, render

from .conftest import Guide
from .pdf_reader import text_of

pytestmark = pytest.mark.django_db
UNCHECKED = "Not yet checked by a clinician."
CALL, SURGERY = "when-to-call", "treatment/surgery"


def on_paper(parts: TypstParts) -> str:
    return text_of(render_pdf(handout_source(parts, publisher(), PdfVariant()), pictures=Path("nowhere"), at=0))


def test_the_card_on_whom_to_call_stands_above_who_has_not_checked_it(guide: Guide) -> None:
    text = on_paper(guide.pages[CALL])
    assert text.index("Call 911 now") < text.index("What to say") < text.index(UNCHECKED)


def test_a_page_that_begins_with_other_words_says_first_who_has_not_checked_it(guide: Guide) -> None:
    text = on_paper(guide.pages["treatment"])
    assert text.index(UNCHECKED) < text.index("When to call, day or night")


def test_the_cover_of_a_packet_has_the_card_above_who_has_not_checked_it(guide: Guide) -> None:
    card = read_packet_data(guide.packets).cards["en"]
    choice = PacketSelection((guide.pages[SURGERY].code,), PdfVariant())
    source = packet_source([guide.pages[SURGERY]], choice, publisher(), call_card=card)
    text = text_of(render_pdf(source, pictures=Path("nowhere"), at=0))
    assert text.index("When to call, day or night") < text.index("cannot be woken") < text.index(UNCHECKED)


@pytest.mark.parametrize(
    "tier", ["call | Call {emergency} if", "hospital | Go if", "call | Call your team if", "office | Call if"]
)
def test_each_kind_of_card_can_begin_a_page(tier: str) -> None:
    context = RenderContext(Glossary(()))
    assert render(f"/// {tier}\n- it hurts\n///\n\nMore.", context).starts_with_danger
    assert not render(f"First.\n\n/// {tier}\n- it hurts\n///", context).starts_with_danger


def test_no_paper_asks_anybody_to_talk_before_they_act(guide: Guide) -> None:
    unchecked = [replace(parts, checked=False) for parts in guide.pages.values()]
    assert [one.title for one in unchecked if "before you act" in handout_source(one, publisher(), PdfVariant())] == []
