"""What one person typed in admin is not offered to the next one at the same computer."""

import pytest
from playwright.sync_api import Page, expect

from .admin_site import Enter, open_text
from .test_admin_keeps import come_back

pytestmark = pytest.mark.browser


def kept_words(page: Page) -> str:
    return page.evaluate("JSON.stringify(localStorage)")


def test_words_kept_on_a_device_are_not_offered_to_the_next_person(enter: Enter, admin_site: str) -> None:
    (page, _), (other, _) = enter("wren"), enter("walt")
    open_text(page, admin_site, "Treatment")
    address = page.url
    page.get_by_label("Title").fill("Wren typed this")
    expect(page.locator(".editing-line")).to_contain_text("not saved yet")
    assert "Wren typed this" in kept_words(page)
    page.wait_for_load_state("networkidle")  # the preview's answer would renew the session
    page.context.clear_cookies()
    page.context.add_cookies(other.context.cookies())
    come_back(page)
    expect(page.locator(".editing-line")).to_contain_text("Somebody else is signed in here now.")
    page.goto(address)
    expect(page.locator(".editing-autosaved")).to_have_count(0)
    assert "Wren typed this" not in page.content() + kept_words(page)


def test_signing_out_asks_before_words_that_are_not_saved_go(enter: Enter, admin_site: str) -> None:
    page, _ = enter("wren", storage_state=None)
    open_text(page, admin_site, "Treatment")
    page.get_by_label("Title").fill("Wren typed this")
    expect(page.locator(".editing-line")).to_contain_text("not saved yet")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("Title")).to_have_value("Wren typed this")
    assert "Wren typed this" in kept_words(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/logout/")
    assert "Wren typed this" not in kept_words(page)
