"""“When to call” in a real browser: four cards that nobody takes for one another."""

import pytest

pytestmark = pytest.mark.browser
TIERS = ["emergency", "hospital", "team", "office"]
LOOKS = """(tiers) => tiers.map((tier) => {
    const card = document.querySelector(`.call.${tier}`), title = card.querySelector("h2");
    const box = getComputedStyle(card), head = getComputedStyle(title);
    return {
        edge: [box.borderTopStyle, box.borderTopWidth],
        colors: [box.borderTopColor, head.backgroundColor, head.color],
        icon: title.querySelector("path").getAttribute("d"),
        words: title.textContent.trim(),
    };
})"""


@pytest.mark.parametrize(
    "style",
    [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}, {"print": True}],
    ids=str,
)
def test_the_four_cards_look_and_read_differently(open_page, style: dict) -> None:
    is_print = style.pop("print", False)
    page, _ = open_page("/when-to-call/", **style)
    if is_print:
        page.emulate_media(media="print")
    looks = page.evaluate(LOOKS, TIERS)
    # Without any color too: the edge, the icon and the words.
    for kind in ("edge", "icon", "words"):
        assert len({str(look[kind]) for look in looks}) == len(TIERS), kind
    if "color_scheme" in style:
        assert len({str(look["colors"]) for look in looks}) == len(TIERS)


def test_who_has_not_checked_the_page_is_said_below_its_cards(open_page) -> None:
    page, _ = open_page("/when-to-call/")
    assert page.locator(".body .call ~ .note, .body ~ .note").count() == 1
    assert page.locator(".note ~ .body").count() == 0


def test_no_page_asks_anybody_to_talk_before_they_act(open_page) -> None:
    page, _ = open_page("/treatment/chemotherapy/")
    assert "Not yet checked by a clinician." in page.inner_text(".note")
    assert "before you act" not in page.inner_text("main")
