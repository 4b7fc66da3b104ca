"""The checks beside a text speak of the words that stand there now, or say that they do not yet."""

import pytest
from playwright.sync_api import Route, expect

from .admin_site import Enter, open_text

pytestmark = pytest.mark.browser


def test_what_is_said_of_other_words_than_those_typed_is_marked_as_such(enter: Enter, admin_site: str) -> None:
    page, _ = enter("wren")
    open_text(page, admin_site, "Questions to ask")
    held: list[Route] = []
    page.route("**/checks/", lambda route: held.append(route))  # it takes no built-in
    checks, state, body = (
        page.locator("#editing-checks"),
        page.locator("#editing-checks-state"),
        page.locator("#id_body"),
    )
    expect(state).to_be_hidden()
    for number in (1, 2):
        with page.expect_request("**/checks/"):
            body.press_sequentially("x")
        expect(state).to_have_text("Checking what you typed …")
        expect(checks).to_have_attribute("aria-busy", "true")
        assert len(held) == number
    held[1].fulfill(body="<p>Of what stands there.</p>")
    expect(checks).to_have_text("Of what stands there.")
    expect(state).to_be_hidden()
    with page.expect_response("**/checks/"):
        held[0].fulfill(body="<p>Of what stood there before.</p>")
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    expect(checks).to_have_text("Of what stands there.")
    page.unroute("**/checks/")
    page.route("**/checks/", lambda route: route.abort())
    body.press_sequentially("x")
    expect(state).to_contain_text("could not be checked")


def test_lists_get_their_empty_line_at_one_click_and_undo_takes_it_out(enter: Enter, admin_site: str) -> None:
    page, _ = enter("wren")
    open_text(page, admin_site, "Questions to ask")
    button = page.get_by_role("button", name="Put an empty line above each list")
    body, good = page.locator("#id_body"), "## Call\n\nCall if:\n\n- a fever\n- a rash\n\nBring:\n\n1. a toy\n"
    expect(button).to_have_count(0)
    typed = "\n\n" + good.replace(":\n\n", ":\n")
    body.fill(typed)
    button.click()
    assert body.input_value() == f"\n\n{good}"
    expect(button).to_have_count(0)
    expect(page.frame_locator("#preview").locator("main li", has_text="a rash")).to_be_visible()
    for _ in range(2):
        page.keyboard.press("Control+z")
    assert body.input_value() == typed
    expect(button).to_be_visible()
