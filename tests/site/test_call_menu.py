"""Whom a page says to call first; where a child is dying at home, that is the hospice nurse."""

from leiomyo_site.site.call_menu import CallMenu, call_menu, emergency_first
from leiomyo_site.site.content_page import has_own_card
from leiomyo_site.site.site_content import clinic
from leiomyo_site.text.clinic import Clinic, Phone
from leiomyo_site.text.glossary import Glossary
from leiomyo_site.text.page import PageContent, render_page
from leiomyo_site.text.rendering import RenderContext

PAGE = PageContent("At home", "Words.", ("One.",), "living", 1, (), "## At home\n\nWords.", call_first="hospice")


def kinds(menu: CallMenu) -> list[str]:
    return [choice.kind for choice in menu.choices]


def test_the_team_comes_first_and_the_emergency_number_stands_in_the_header(settings) -> None:
    settings.CLINIC_PHONE_DAY = "555-010-0123"
    menu = call_menu(clinic())
    assert kinds(menu) == ["team", "team", "emergency", "crisis"]
    assert menu.direct.number == "911"


def test_the_hospice_nurse_comes_first_on_her_pages_and_no_ambulance_stands_in_the_header(settings) -> None:
    settings.CLINIC_PHONE_DAY, settings.HOSPICE_PHONE = "555-010-0123", "555-010-0142"
    menu = call_menu(clinic(hospice_first=True), hospice_first=True)
    assert kinds(menu) == ["hospice", "team", "team", "emergency", "crisis"]
    assert menu.direct.number == "555-010-0142"
    settings.HOSPICE_PHONE = ""
    assert call_menu(clinic(hospice_first=True), hospice_first=True).direct.number == "555-010-0123"


def test_no_standard_card_with_an_ambulance_stands_on_her_pages() -> None:
    html = render_page(PAGE, RenderContext(Glossary(())))
    assert has_own_card(PAGE, html)


def test_the_emergency_number_is_the_one_of_the_setting_and_first_above_danger_signs(settings) -> None:
    settings.EMERGENCY_NUMBER, settings.CRISIS_NUMBER = "112", ""
    first, *others = emergency_first(clinic())
    assert (first.kind, first.lines[0].href) == ("emergency", "tel:112")
    assert {choice.kind for choice in others} == {"team"}
    assert kinds(call_menu(clinic())) == ["team", "team", "emergency"]


def test_a_team_may_have_two_numbers_and_words() -> None:
    menu = call_menu(Clinic(phones=(Phone("Day", "555-010-0123 ext. 4; 555-010-0124 (ask for the charge nurse)"),)))
    assert [line.shown for line in menu.choices[0].lines] == ["555-010-0123 ext. 4", "555-010-0124"]
    assert menu.choices[0].lines[1].words == "ask for the charge nurse"
