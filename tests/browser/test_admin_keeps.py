"""Nothing typed in admin is lost, whatever happens; and every refusal is a sentence on the screen."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Route, expect

from .accessibility import ADMIN_RULES, violations
from .admin_site import WORD, Enter, open_text, prove, says

pytestmark = pytest.mark.browser
OUT = "You have been signed out. Your words are still here."


def sign_in_again(page: Page, admin_site: str, name: str, codes: dict[str, list[str]]) -> None:
    tab = page.context.new_page()
    tab.goto(f"{admin_site}/admin/login/")
    tab.get_by_label("Username").fill(name)
    tab.get_by_label("Password").fill(WORD)
    tab.get_by_role("button", name="Log in").click()
    tab.wait_for_load_state()
    if tab.goto(f"{admin_site}/admin/") and "second-factor" in tab.url:
        prove(tab, codes[name])
    tab.close()


def come_back(page: Page) -> None:
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_signed_out_while_typing_one_signs_in_beside_it_and_saves(
    enter: Enter, admin_site: str, codes: dict[str, list[str]]
) -> None:
    page, _ = enter("wren")
    open_text(page, admin_site, "Questions to ask")
    page.wait_for_load_state("networkidle")  # the preview's answer would renew the session
    page.context.clear_cookies()
    page.get_by_label("Title").fill("Questions that help")
    expect(page.locator(".editing-line")).to_contain_text(OUT)
    expect(page.frame_locator("#preview").locator("main")).not_to_contain_text("Password")
    sign_in_again(page, admin_site, "wren", codes)
    come_back(page)
    expect(page.locator(".editing-line")).to_have_text("Typed, not saved yet. It is kept on this device.")
    page.get_by_role("button", name="Save draft").click()
    says(page, "Saved as a draft.")
    expect(page.get_by_label("Title")).to_have_value("Questions that help")


def test_a_form_older_than_the_sign_in_is_refused_in_words_and_offers_what_was_typed(
    enter: Enter, admin_site: str, codes: dict[str, list[str]]
) -> None:
    page, _ = enter("walt")
    open_text(page, admin_site, "Side effects")
    address = page.url
    page.get_by_label("Title").fill("Typed before")
    page.evaluate(
        "for (const old of document.querySelectorAll('[name=csrfmiddlewaretoken]')) old.value = 'x'.repeat(64)"
    )
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed, and what you typed is kept on this device.")
    page.goto(address)
    page.get_by_role("button", name="Bring them back").click()
    expect(page.get_by_label("Title")).to_have_value("Typed before")


def test_a_dead_network_is_said_in_place_and_goes_away_by_itself(enter: Enter, admin_site: str) -> None:
    page, _ = enter("wren")
    open_text(page, admin_site, "After treatment")
    page.context.set_offline(True)
    page.get_by_label("Title").fill("After it all")
    expect(page.locator(".editing-line")).to_contain_text(
        "There is no connection now. Your words are kept on this device."
    )
    page.context.set_offline(False)
    expect(page.locator(".editing-line")).to_have_text("Typed, not saved yet. It is kept on this device.")
    page.get_by_role("button", name="Save draft").click()
    says(page, "Saved as a draft.")


def test_something_to_mend_in_the_form_keeps_every_field(enter: Enter, admin_site: str) -> None:
    page, _ = enter("walt")
    open_text(page, admin_site, "Treatment")
    typed = {"Title": "My title", "Summary": "My summary.", "In short": "My line.", "Text": "## Mine\n\nMine.\n"}
    for label, words in typed.items():
        page.get_by_label(re.compile(f"^{label}")).first.fill(words)
    page.locator("summary").filter(has_text="Address and place").click()
    page.get_by_label("Address: small letters").fill("admin/x")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".errorlist").first).to_be_visible()
    for label, words in typed.items():
        expect(page.get_by_label(re.compile(f"^{label}")).first).to_have_value(words)
    page.reload()
    page.goto(page.url)
    page.get_by_role("button", name="Bring them back").click()
    expect(page.get_by_label("Title")).to_have_value("My title")


def test_a_refused_upload_keeps_the_words(enter: Enter, admin_site: str) -> None:
    page, _ = enter("wren")
    page.goto(f"{admin_site}/admin/editorial/picture/add/")
    page.get_by_label("Name").fill("ward")
    page.get_by_label("What the picture shows").fill("A bed by a window.")
    page.get_by_label("Picture:").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"<svg/>"})
    page.get_by_role("button", name="Save picture").click()
    expect(page.locator(".errorlist").first).to_contain_text("This is an SVG drawing")
    expect(page.get_by_label("What the picture shows")).to_have_value("A bed by a window.")
    page.goto(f"{admin_site}/admin/editorial/picture/add/")
    page.get_by_role("button", name="Bring them back").click()
    expect(page.get_by_label("What the picture shows")).to_have_value("A bed by a window.")


def test_a_reviewers_comment_is_kept_until_it_is_sent(enter: Enter, admin_site: str) -> None:
    page, _ = enter("nora")
    open_text(page, admin_site, "Surgery")
    page.get_by_role("link", name="Read and decide").click()
    page.get_by_label("Comment").fill("A long comment.")
    address = page.url
    page.goto(f"{admin_site}/admin/")
    page.goto(address)
    page.get_by_role("button", name="Bring them back").click()
    expect(page.get_by_label("Comment")).to_have_value("A long comment.")
    page.get_by_role("button", name="Send back").click()
    says(page, "Sent back to the writer.")
    page.goto(address)
    expect(page.locator(".editing-autosaved")).to_have_count(0)


def test_a_password_or_a_code_typed_to_approve_is_never_kept_on_the_device(enter: Enter, admin_site: str) -> None:
    page, _ = enter("nora")
    open_text(page, admin_site, "Accessibility")
    asked = '<p><input type="password" name="password"><input name="code" autocomplete="one-time-code"></p></form>'

    def as_when_the_sign_in_is_old(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(
            response=answer, body=re.sub("(?s)(name=.comment.*?)</form>", rf"\1{asked}", answer.text(), count=1)
        )

    page.route("**/review/", as_when_the_sign_in_is_old)
    page.goto(page.url.partition("change/")[0] + "review/")
    for name, words in (("comment", "A comment."), ("password", "my secret"), ("code", "123456")):
        page.locator(f".editing-decide [name={name}]").fill(words)
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "A comment." in kept and "my secret" not in kept and "123456" not in kept


def test_nobody_asks_for_a_review_of_words_that_are_not_saved(enter: Enter, admin_site: str) -> None:
    page, _ = enter("wren")
    open_text(page, admin_site, "When to call")
    page.get_by_label("Title").fill("When to call us")
    page.get_by_role("button", name="Ask for a review").click()
    expect(page.locator(".editing-line")).to_contain_text("Press “Save draft” first")


def test_a_new_pages_address_is_made_from_its_title_and_it_can_be_discarded(enter: Enter, admin_site: str) -> None:
    page, watch = enter("wren")
    page.goto(f"{admin_site}/admin/pages/page/add/")
    page.get_by_label("Title").press_sequentially("Going home")
    expect(page.get_by_label("Address: small letters")).to_have_value("going-home")
    page.get_by_label("Part of the menu").select_option("Living with it")
    page.get_by_label(re.compile("^Summary")).fill("What helps.")
    page.get_by_label(re.compile("^Text")).fill("## Rest\n\nRest a lot.\n")
    page.get_by_role("button", name="Save draft").click()
    says(page, "Saved as a draft.")
    expect(page.frame_locator("#preview").locator("main")).to_contain_text("Rest a lot.")
    expect(page.locator(".editing-autosaved")).to_have_count(0)
    # A draft that is discarded takes the copy on the device along.
    page.get_by_label("Title").press_sequentially(", typed")
    expect(page.locator(".editing-line")).to_contain_text("It is kept on this device.")
    page.get_by_role("link", name="Discard …").click()
    expect(page.locator("#content")).to_contain_text("“Going home” with its address “going-home”")
    page.get_by_role("button", name="Discard it for ever").click()
    says(page, "Discarded: Going home.")
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draft:'))") == []
    assert watch.errors == []


def press(page: Page, address: str, button: str, **typed: str) -> None:
    page.goto(address)
    for label, words in typed.items():
        page.get_by_label(label.replace("_", " ")).first.fill(words)
    page.get_by_role("button", name=button).click()


def edit_and_save(page: Page, at: str, old: str, new: str) -> None:
    page.goto(at + "change/")
    body = page.locator("#id_body")
    body.fill(body.input_value().replace(old, new, 1))
    page.get_by_label("What changed, in a sentence").fill("New words.")
    page.get_by_role("button", name="Save draft").click()
    says(page, "Saved as a draft.")


def approve(page: Page, at: str, scope: str = "Only what changed.") -> None:
    page.goto(at + "review/")
    page.get_by_label(scope).check()
    page.get_by_role("button", name="Approve exactly").click()


@pytest.mark.slow
def test_each_refusal_of_a_review_is_a_sentence_on_the_screen(enter: Enter, admin_site: str) -> None:
    (beth, _), (nurse, _) = enter("beth"), enter("nora")
    open_text(beth, admin_site, "What is leiomyosarcoma?")
    at = beth.url.partition("change/")[0]
    edit_and_save(beth, at, "## ", "It helps.\n\n## ")
    beth.get_by_role("button", name="Ask for a review").click()
    says(beth, "Sent to the clinical reviewers.")
    beth.get_by_role("button", name="Ask for a review").click()
    says(beth, "These exact words are already with the reviewers.")
    approve(beth, at)
    says(beth, "You wrote some of these words, so someone else has to approve them.")
    nurse.goto(at + "review/")
    nurse.get_by_label("Only what changed.").check()
    edit_and_save(beth, at, "It helps.", "It helps a lot.")
    nurse.get_by_role("button", name="Approve exactly").click()
    says(nurse, "The words changed while you were reading. Nothing was done.")


@pytest.mark.slow
def test_each_refusal_of_publishing_is_a_sentence_on_the_screen(enter: Enter, admin_site: str) -> None:
    (writer, _), (nurse, _), (publisher, _) = enter("walt"), enter("nora"), enter("paul")
    open_text(writer, admin_site, "Diagnosis: the tests")
    at = writer.url.partition("change/")[0]
    told, year = {"Why_the_points": "Its name."}, datetime.now(UTC).year + 2

    def answers(words: str, **typed: str) -> None:
        press(publisher, at + "publish/", "Publish", **typed)
        says(publisher, words)

    edit_and_save(writer, at, "## ", "See [more](/nowhere/).\n\n## ")
    approve(nurse, at)
    answers("no page stands at /nowhere/")
    edit_and_save(writer, at, "See [more](/nowhere/).", "Institutional.")
    approve(nurse, at)
    answers("“institutional” is not in plain use")
    answers("That time is past. Choose a later one, or publish now.", **told, Publish_at_a_time="2020-01-01T09:00")
    expect(publisher.get_by_label("Why the points")).to_have_value("Its name.")
    answers(f"Set to be published on 1 January {year}, 09:00 (UTC).", **told, Publish_at_a_time=f"{year}-01-01T09:00")
    answers("A time is set already. Cancel it first.", **told, Publish_at_a_time=f"{year}-01-02T09:00")
    publisher.goto(at + "change/")
    publisher.get_by_role("button", name="Take that time back").click()
    says(publisher, "Taken back.")


PLACES = {
    "wren": ("", "pages/page/", "glossary/term/", "pages/page/add/", "glossary/term/add/", "@change/", "@share/", "@history/?from=revision-1&to=draft",
             "editorial/picture/", "editorial/picture/add/", "editorial/source/", "editorial/source/hwang-1997/change/", "password_change/"),
    "nora": ("", "@change/", "@review/", "@withdraw/", "editorial/auditlogentry/"),
    "paul": ("", "@publish/", "@history/", "@history/?from=x&to=draft"),
}  # fmt: skip


@pytest.mark.parametrize("who", PLACES)
@pytest.mark.slow
def test_a_checker_finds_no_fault_on_any_screen(enter: Enter, admin_site: str, who: str) -> None:
    page, _ = enter(who)
    open_text(page, admin_site, "Surgery")
    text = page.url.partition("change/")[0]
    wrong = {}
    for place in PLACES[who]:
        for scheme in ("light", "dark"):  # colors of Django's admin would go over slowly
            page.emulate_media(color_scheme=scheme)
            page.goto(text + place[1:] if place.startswith("@") else f"{admin_site}/admin/{place}")
            if faults := violations(page, ADMIN_RULES):
                wrong[place, scheme] = faults
    assert wrong == {}


@pytest.mark.parametrize("width", [360, 800])
@pytest.mark.slow
def test_admin_fits_a_phone_and_a_tablet(enter: Enter, admin_site: str, width: int) -> None:
    page, _ = enter("wren", viewport={"width": width, "height": 780})
    open_text(page, admin_site, "Surgery")
    for place in (
        page.url,
        page.url.replace("change/", "history/"),
        page.url.replace("change/", "history/?from=version-1&to=draft"),
        f"{admin_site}/admin/pages/page/",
        f"{admin_site}/admin/glossary/term/",
        f"{admin_site}/admin/editorial/picture/add/",
        page.url.replace("change/", "share/"),
        f"{admin_site}/admin/",
    ):
        page.goto(place)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place
