"""Each role at the desk in a real browser: write, preview, ask, sent back, mend, approve, publish, seen by a visitor."""

import os
import re
import subprocess
import sys
from base64 import b32decode
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django_otp.oath import totp
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch
from tests.conftest import ROOT, serving

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "iframes": False}
WORD = "a long test of the desk"
PEOPLE = """
from django.contrib.auth.models import Group, User
for name, role in (("wren", "Editors"), ("walt", "Editors"), ("nora", "Clinical reviewers"), ("paul", "Publishers")):
    person = User.objects.create_user(name, password="{word}", first_name=name.title(), last_name="Test", is_staff=True)
    person.groups.add(Group.objects.get(name=role))
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of its own with four people who work there; gives its address."""
    folder = tmp_path_factory.mktemp("desk")
    with serving(folder) as url:
        command = [sys.executable, "manage.py", "shell", "-c", PEOPLE.format(word=WORD)]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "DATA_DIR": str(folder)}, check=True, capture_output=True)
        yield url


Enter = Callable[[str], tuple[Page, Watch]]


@pytest.fixture(scope="module")
def codes() -> dict[str, list[str]]:
    """The recovery codes that each person was given and has not used."""
    return {}


def prove(page: Page, codes: list[str]) -> None:
    """Set the app up as on a phone, the first time; later use a recovery code."""
    if codes:
        page.get_by_label("Six-digit code from your app, or a recovery code").fill(codes.pop())
        page.get_by_role("button", name="Go on").click()
        return
    secret = b32decode(page.locator("code").inner_text().replace(" ", ""))
    page.get_by_label("Six-digit code").fill(f"{totp(secret):06d}")
    page.get_by_role("button", name="Go on").click()
    codes += page.locator(".desk-codes code").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()


@pytest.fixture
def enter(browser: Browser, desk: str, codes: dict[str, list[str]]) -> Iterator[Enter]:
    """Sign somebody in, in a browser of their own."""
    contexts = []

    def sign_in(name: str) -> tuple[Page, Watch]:
        contexts.append(browser.new_context(viewport={"width": 1400, "height": 900}))
        page = contexts[-1].new_page()
        watch = Watch(page)
        page.goto(f"{desk}/admin/")
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(WORD)
        page.get_by_role("button", name="Log in").click()
        if "second-factor" in page.url:
            prove(page, codes.setdefault(name, []))
        expect(page.get_by_role("link", name="Log out").or_(page.get_by_role("button", name="Log out"))).to_be_visible()
        return page, watch

    yield sign_in
    for context in contexts:
        context.close()


def look(page: Page, name: str) -> None:
    """Keep a picture of a screen for docs/editors.md: PICTURES=docs/pictures make test."""
    if folder := os.environ.get("PICTURES"):
        page.wait_for_load_state("networkidle")
        page.screenshot(path=f"{folder}/{name}.png", animations="disabled")


def open_text(page: Page, desk: str, title: str) -> None:
    page.goto(f"{desk}/admin/pages/page/?q={title}")
    page.locator("#result_list").get_by_role("link", name=title, exact=True).click()


def says(page: Page, words: str) -> None:
    expect(page.locator(".messagelist")).to_contain_text(words)


def write(page: Page, old: str, new: str) -> None:
    body = page.locator("#id_body")
    assert old in body.input_value()
    body.fill(body.input_value().replace(old, new, 1))
    expect(page.frame_locator("#preview").locator("main")).to_contain_text(new)
    page.evaluate("scrollTo(0, 0)")
    look(page, "write")
    page.get_by_role("button", name="Save draft").click()
    says(page, "Families see no change until it is published.")
    page.get_by_role("button", name="Ask for a review").click()
    says(page, "Sent to the clinical reviewers.")


def send_back(page: Page) -> None:
    look(page, "waiting")
    page.get_by_role("link", name="Radiation", exact=True).click()
    page.get_by_role("link", name="Read and decide").click()
    look(page, "decide")
    expect(page.locator(".desk-diff ins").first).to_contain_text("Some")
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
    page.get_by_label("What changed").fill("Says it in fewer words.")
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


def test_a_text_goes_from_a_writer_to_a_family(enter: Enter, desk: str, browser: Browser) -> None:
    (writer, watch), (nurse, _), (publisher, _) = enter("wren"), enter("nora"), enter("paul")
    open_text(writer, desk, "Radiation")
    write(writer, "Not every child needs it", "Some children do not need it")
    nurse.reload()
    send_back(nurse)

    writer.goto(f"{desk}/admin/")
    writer.get_by_role("link", name="Radiation", exact=True).click()
    expect(writer.locator(".desk-standing")).to_contain_text("Nora Test sent it back: Keep it shorter.")
    write(writer, "Some children do not need it", "Some do not need it")

    open_text(publisher, desk, "Radiation")
    publisher.get_by_role("link", name="Publish …").click()
    publish(publisher, "These exact words are not approved. Ask a clinical reviewer.")
    nurse.reload()
    approve(nurse)

    visitor = browser.new_page()
    visitor.goto(f"{desk}/treatment/radiation/")
    expect(visitor.locator("main")).not_to_contain_text("Some do not need it")
    publish(publisher, "Published. Families see it in a few seconds.")
    wait_for(visitor, "Some do not need it")
    expect(visitor.locator(".facts")).to_contain_text("Nora Test")
    expect(visitor.locator(".facts")).to_contain_text("Says it in fewer words.")
    expect(visitor.locator(".note")).to_have_count(0)
    visitor.close()
    assert [error for error in watch.errors if "Content Security Policy" in error] == []


def test_two_writers_lose_nothing(enter: Enter, desk: str) -> None:
    one, _ = enter("wren")
    two, _ = enter("walt")
    for page in (one, two):
        open_text(page, desk, "Privacy")
    two.get_by_label("Title").fill("Privacy for families")
    two.get_by_role("button", name="Save draft").click()
    one.locator("#id_body").fill("Mine first.\n\n" + one.locator("#id_body").input_value())
    one.get_by_role("button", name="Save draft").click()
    expect(one.locator(".errornote, .errorlist").first).to_be_visible()
    expect(one.locator("#content")).to_contain_text(
        "Walt Test saved this text while you were writing. Nothing is lost."
    )
    expect(one.get_by_label("Title")).to_have_value("Privacy for families")
    assert one.locator("#id_body").input_value().startswith("Mine first.")
    one.get_by_role("button", name="Save draft").click()
    says(one, "Saved as a draft.")


def test_unsaved_words_come_back_after_the_session_has_ended(enter: Enter, desk: str) -> None:
    page, _ = enter("wren")
    open_text(page, desk, "Accessibility")
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


def test_words_survive_a_dead_network(enter: Enter, desk: str) -> None:
    page, _ = enter("wren")
    open_text(page, desk, "About this guide")
    page.get_by_label("Title").fill("Typed without network")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    open_text(page, desk, "About this guide")
    page.get_by_role("button", name="Bring them back").click()
    expect(page.get_by_label("Title")).to_have_value("Typed without network")


def test_toolbar_works_by_keyboard_and_can_be_undone(enter: Enter, desk: str) -> None:
    page, _ = enter("wren")
    open_text(page, desk, "Clinical trials")
    body = page.locator("#id_body")
    before = body.input_value()
    body.evaluate("(box) => box.setSelectionRange(0, 3)")
    page.get_by_role("toolbar", name="Markdown").get_by_role("button", name="Bold").focus()
    page.keyboard.press("Enter")
    assert body.input_value() == f"**{before[:3]}**{before[3:]}"
    expect(body).to_be_focused()
    page.keyboard.press("Control+z")
    assert body.input_value() == before


def test_every_screen_keeps_the_policy(enter: Enter, desk: str) -> None:
    page, watch = enter("nora")
    open_text(page, desk, "Surgery")
    address = page.url.partition("change/")[0]
    for end in ("change/", "review/", "publish/", "withdraw/", "history/", "history/?compare=1"):
        page.goto(address + end)
        page.wait_for_load_state("networkidle")
    assert watch.errors == []


def test_words_typed_before_somebody_else_saved_come_back_too(enter: Enter, desk: str) -> None:
    one, _ = enter("wren")
    two, _ = enter("walt")
    for page in (one, two):
        open_text(page, desk, "Outlook: what may happen")
    address = one.url
    one.get_by_label("Title").fill("Mine, typed and not saved")
    two.get_by_label("Title").fill("Theirs")
    two.get_by_role("button", name="Save draft").click()
    says(two, "Saved as a draft.")
    one.goto(address)
    expect(one.get_by_label("Title")).to_have_value("Theirs")
    one.get_by_role("button", name="Bring them back").click()
    expect(one.get_by_label("Title")).to_have_value("Mine, typed and not saved")


def test_saved_words_are_not_offered_again(enter: Enter, desk: str) -> None:
    page, _ = enter("wren")
    open_text(page, desk, "What helps right now")
    page.get_by_label("Title").fill("What helps at home")
    page.get_by_role("button", name="Save draft").click()
    says(page, "Saved as a draft.")
    expect(page.locator(".desk-kept")).to_have_count(0)
    page.reload()
    expect(page.locator(".desk-kept")).to_have_count(0)


def test_the_desk_has_no_fault_that_a_checker_finds(enter: Enter, desk: str) -> None:
    page, _ = enter("nora")
    open_text(page, desk, "Surgery")
    address = page.url.partition("change/")[0]
    wrong = {}
    for place in (
        f"{desk}/admin/",
        *(address + end for end in ("change/", "review/", "publish/", "history/", "share/")),
    ):
        page.goto(place)
        found = Axe().run(page, context="#content", options=RULES)
        wrong |= {f"{place} {rule['id']}": rule["nodes"][0]["html"] for rule in found.response["violations"]}
    assert wrong == {}
