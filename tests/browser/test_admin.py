"""Each role in admin in a real browser: write, preview, ask, sent back, mend, approve, publish, seen by a visitor."""

import os
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from .admin_site import WORD, Enter, open_text, says

pytestmark = pytest.mark.browser
# Before the page's own script adds to it.
BODY_AS_SENT = """async () => new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html")
    .querySelector(".body").innerHTML"""


def look(page: Page, name: str) -> None:
    """Keep a picture of a screen for docs/editors.md: PICTURES=docs/pictures make test."""
    if folder := os.environ.get("PICTURES"):
        page.wait_for_load_state("networkidle")
        page.screenshot(path=f"{folder}/{name}.png", animations="disabled")


def previewed(page: Page) -> str:
    """Return the body in the preview, which is the same as on a phone and as on a computer."""
    frame = page.frame_locator("#preview")
    phone = frame.locator(".body").inner_html()
    assert frame.locator("body").evaluate("innerWidth") <= 400
    page.get_by_label("As on a computer").check()
    expect(frame.locator("nav").first).to_be_visible()
    assert frame.locator("body").evaluate("innerWidth") >= 1190
    assert frame.locator(".body").inner_html() == phone
    page.get_by_label("As on a computer").uncheck()
    return phone


def write(page: Page, old: str, new: str) -> str:
    """Write, look at the preview, save, ask; return the body that the preview showed of what was only typed."""
    body = page.locator("#id_body")
    assert old in body.input_value()
    body.fill(body.input_value().replace(old, new, 1))
    page.get_by_label("What changed, in a sentence").fill("Says it in fewer words.")
    expect(page.frame_locator("#preview").locator("main")).to_contain_text(new)
    shown = previewed(page)
    page.evaluate("scrollTo(0, 0)")
    look(page, "write")
    page.get_by_role("button", name="Save draft").click()
    says(page, "Families see no change until it is published.")
    page.get_by_role("button", name="Ask for a review").click()
    says(page, "Sent to the clinical reviewers.")
    return shown


def send_back(page: Page) -> None:
    look(page, "waiting")
    page.get_by_role("link", name="Radiation", exact=True).click()
    page.get_by_role("link", name="Read and decide").click()
    look(page, "decide")
    expect(page.locator(".editing-diff ins").first).to_contain_text("Some")
    page.get_by_role("button", name="Send back").click()
    says(page, "Say what should change")
    page.get_by_label("Comment").fill("Keep it shorter.")
    page.get_by_role("button", name="Send back").click()
    says(page, "Sent back to the writer.")


def approve(page: Page) -> None:
    page.get_by_role("link", name="Read and decide").click()
    page.get_by_role("button", name="Approve exactly these words").click()
    says(page, "Say whether you checked the whole text or only what changed.")
    page.get_by_label("The whole text.").check()
    page.get_by_role("button", name="Approve exactly these words").click()
    says(page, "Approved")


def publish(page: Page, answer: str) -> None:
    look(page, "publish")
    page.get_by_role("button", name="Publish").click()
    says(page, answer)


def wait_for(visitor: Page, words: str) -> None:
    """Load a page again until a family reads some words there: an edition takes a few seconds."""
    for _ in range(60):
        visitor.reload()
        if words in visitor.locator("main").inner_text():
            return
        visitor.wait_for_timeout(500)
    pytest.fail(f"after half a minute families do not read: {words}")


def test_a_text_goes_from_a_writer_to_a_family(enter: Enter, admin_site: str, browser: Browser) -> None:
    (writer, watch), (nurse, _), (publisher, _) = enter("wren"), enter("nora"), enter("paul")
    open_text(writer, admin_site, "Radiation")
    write(writer, "Not every child needs it", "Some children do not need it")
    nurse.reload()
    send_back(nurse)

    writer.goto(f"{admin_site}/admin/")
    writer.get_by_role("link", name="Radiation", exact=True).click()
    expect(writer.locator(".editing-status")).to_contain_text("Nora Test sent it back: Keep it shorter.")
    shown = write(writer, "Some children do not need it", "Some do not need it")

    open_text(publisher, admin_site, "Radiation")
    publisher.get_by_role("link", name="Publish …").click()
    publish(publisher, "These exact words are not approved. Ask a clinical reviewer.")
    nurse.reload()
    approve(nurse)

    visitor = browser.new_page()
    visitor.goto(f"{admin_site}/treatment/radiation/")
    expect(visitor.locator("main")).not_to_contain_text("Some do not need it")
    publish(publisher, "Published. The line above the text says when families have it.")
    wait_for(visitor, "Some do not need it")
    expect(visitor.locator(".facts")).to_contain_text("Nora Test")
    expect(visitor.locator(".facts")).to_contain_text("Says it in fewer words.")
    expect(visitor.locator(".note")).to_have_count(0)
    assert visitor.evaluate(BODY_AS_SENT) == shown
    visitor.close()
    assert [error for error in watch.errors if "Content Security Policy" in error] == []


def test_two_writers_lose_nothing(enter: Enter, admin_site: str) -> None:
    one, _ = enter("wren")
    two, _ = enter("walt")
    for page in (one, two):
        open_text(page, admin_site, "Privacy")
    two.get_by_label("Title").fill("Privacy for families")
    two.get_by_role("button", name="Save draft").click()
    one.locator("#id_body").fill("Mine first.\n\n" + one.locator("#id_body").input_value())
    one.get_by_role("button", name="Save draft").click()
    expect(one.locator(".editing-merge")).to_contain_text("What Walt Test changed")
    for change in ("for families", "Mine first."):
        expect(one.locator(".editing-merge ins").filter(has_text=change)).to_be_visible()
    expect(one.locator("#content")).to_contain_text(
        "Walt Test saved this text while you were writing. Nothing is lost."
    )
    expect(one.get_by_label("Title")).to_have_value("Privacy for families")
    assert one.locator("#id_body").input_value().startswith("Mine first.")
    look(one, "together")
    one.get_by_role("button", name="Save draft").click()
    says(one, "Saved as a draft.")


def test_unsaved_words_come_back_after_the_session_has_ended(enter: Enter, admin_site: str) -> None:
    page, _ = enter("wren")
    open_text(page, admin_site, "Accessibility")
    address = page.url
    page.wait_for_load_state("networkidle")
    page.route(re.compile("/(preview|notes)/"), lambda route: route.abort())  # their answers would renew the session
    page.get_by_label("Title").fill("Words that I typed")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save draft").click()
    expect(page).to_have_url(re.compile("/admin/login/"))
    page.get_by_label("Username").fill("wren")
    page.get_by_label("Password").fill(WORD)
    page.get_by_role("button", name="Log in").click()
    page.goto(address)
    expect(page.get_by_label("Title")).to_have_value("Accessibility")
    page.get_by_role("button", name="Bring them back").click()
    expect(page.get_by_label("Title")).to_have_value("Words that I typed")


def test_words_survive_a_dead_network(enter: Enter, admin_site: str) -> None:
    page, _ = enter("wren")
    open_text(page, admin_site, "About this guide")
    page.get_by_label("Title").fill("Typed without network")
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Save draft").click()
    page.context.set_offline(False)
    open_text(page, admin_site, "About this guide")
    page.get_by_role("button", name="Bring them back").click()
    expect(page.get_by_label("Title")).to_have_value("Typed without network")


def test_toolbar_works_by_keyboard_and_can_be_undone(enter: Enter, admin_site: str) -> None:
    page, _ = enter("wren")
    open_text(page, admin_site, "Clinical trials")
    body = page.locator("#id_body")
    before = body.input_value()
    body.evaluate("(box) => box.setSelectionRange(0, 3)")
    bar = page.get_by_role("toolbar", name="Markdown")
    page.get_by_label("In short").focus()
    page.keyboard.press("Tab")
    expect(bar.get_by_role("button", name="Bold")).to_be_focused()
    for key, name in (("ArrowRight", "Link"), ("End", "Questions"), ("ArrowRight", "Bold"), ("ArrowLeft", "Questions")):
        page.keyboard.press(key)
        expect(bar.get_by_role("button", name=name)).to_be_focused()
    page.keyboard.press("Tab")  # one stop: the next is the text
    expect(body).to_be_focused()
    body.evaluate("(box) => box.setSelectionRange(0, 3)")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    assert body.input_value() == f"**{before[:3]}**{before[3:]}"
    expect(body).to_be_focused()
    page.keyboard.press("Control+z")
    assert body.input_value() == before


def test_invisible_signs_go_at_one_click_and_are_saved_by_hand(enter: Enter, admin_site: str) -> None:
    page, _ = enter("wren")
    open_text(page, admin_site, "Clinical trials")
    body = page.locator("#id_body")
    before = body.input_value()
    button = page.get_by_role("button", name="Take the invisible signs out")
    expect(button).to_have_count(0)
    body.fill("\u00ad\u200b" + before.replace("e", "e\u00ad\u2060"))
    button.click()
    expect(button).to_have_count(0)
    assert body.input_value() == before


@pytest.mark.slow
def test_every_screen_keeps_the_policy(enter: Enter, admin_site: str) -> None:
    page, watch = enter("nora")
    open_text(page, admin_site, "Surgery")
    address = page.url.partition("change/")[0]
    for end in (
        "change/",
        "review/",
        "publish/",
        "withdraw/",
        "share/",
        "history/",
        "history/?from=revision-1&to=draft",
    ):
        page.goto(address + end)
        page.wait_for_load_state("networkidle")
    assert watch.errors == []


def test_any_two_are_compared_and_one_brought_back_without_script(enter: Enter, admin_site: str) -> None:
    page, _ = enter("walt")
    open_text(page, admin_site, "Clinical trials")
    page.get_by_label("Title").fill("Clinical trials and wards")
    page.get_by_role("button", name="Save draft").click()
    says(page, "Saved as a draft.")
    plain, _ = enter("walt", java_script_enabled=False)
    plain.goto(page.url.replace("change/", "history/"))
    for name in ("From version 1", "To revision 2"):  # from what families read to the draft, as a form opens
        expect(plain.get_by_role("radio", name=name)).to_be_checked()
    plain.get_by_role("radio", name="From revision 2").check()
    plain.get_by_role("radio", name="To version 1").check()
    plain.get_by_role("button", name="Compare").click()
    expect(plain.locator(".editing-diff del")).to_contain_text("removed: and wards")
    plain.get_by_role("radio", name="From revision 1").check()
    plain.get_by_role("radio", name="To revision 2").check()
    plain.get_by_role("button", name="Compare").click()
    expect(plain.locator(".editing-diff ins")).to_contain_text("added: and wards")
    plain.get_by_role("button", name="Bring revision 1 back as the draft").click()
    says(plain, "The older words are the draft again.")


def test_words_typed_before_somebody_else_saved_come_back_too(enter: Enter, admin_site: str) -> None:
    one, _ = enter("wren")
    two, _ = enter("walt")
    for page in (one, two):
        open_text(page, admin_site, "Outlook: what may happen")
    address = one.url
    one.get_by_label("Title").fill("Mine, typed and not saved")
    two.get_by_label("Title").fill("Theirs")
    two.get_by_role("button", name="Save draft").click()
    says(two, "Saved as a draft.")
    one.goto(address)
    expect(one.get_by_label("Title")).to_have_value("Theirs")
    one.get_by_role("button", name="Bring them back").click()
    expect(one.get_by_label("Title")).to_have_value("Mine, typed and not saved")


def test_saved_words_are_not_offered_again(enter: Enter, admin_site: str) -> None:
    page, _ = enter("wren")
    open_text(page, admin_site, "What helps right now")
    page.get_by_label("Title").fill("What helps at home")
    page.get_by_role("button", name="Save draft").click()
    says(page, "Saved as a draft.")
    expect(page.locator(".editing-autosaved")).to_have_count(0)
    page.reload()
    expect(page.locator(".editing-autosaved")).to_have_count(0)


def test_danger_is_taken_down_by_a_reviewer_alone_and_families_are_told(
    enter: Enter, admin_site: str, browser: Browser
) -> None:
    nurse, _ = enter("nora")
    open_text(nurse, admin_site, "Chemotherapy")
    nurse.get_by_role("link", name="Take down …").click()
    nurse.get_by_label("Why it is taken down").fill("A dose was wrong.")
    nurse.get_by_label("Page to read instead").select_option("Treatment")
    nurse.get_by_role("button", name="Take down now").click()
    says(nurse, "Taken down.")
    visitor = browser.new_page()
    visitor.goto(f"{admin_site}/treatment/chemotherapy/")
    wait_for(visitor, "A dose was wrong.")
    answer = visitor.goto(f"{admin_site}/treatment/chemotherapy/")
    assert answer and answer.status == 410
    expect(visitor.locator("main").get_by_role("link", name="Treatment", exact=True)).to_be_visible()
    visitor.close()
