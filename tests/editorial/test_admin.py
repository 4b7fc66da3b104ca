"""Admin over HTTP: what each screen shows, refuses, keeps and never leaks."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from leiomyo_site.editorial.bundle import facts_hash
from leiomyo_site.editorial.models import Publication, Review, Revision
from leiomyo_site.glossary.models import Term
from leiomyo_site.pages.models import Page
from leiomyo_site.site import routes
from leiomyo_site.site.site_content import _load_site_content, load_site_content
from tests.conftest import sign_in
from tests.editorial.conftest import NOON

pytestmark = pytest.mark.django_db
GOOD = "## It comes out\r\n\r\nIt comes out.\r\n\r\n/// do | What you can do\r\n- Ask your team.\r\n///\r\n"
SCREENS = ("change", "preview", "checks", "review", "publish", "withdraw", "history")


@pytest.fixture(autouse=True)
def filled(small_content: Path) -> None:
    _load_site_content.cache_clear()
    call_command("import_content", root=small_content, publish=True, verbosity=0)


def signed_in(person: User) -> Client:
    client = Client()
    sign_in(client, person)
    return client


def url(end: str, text: Page | Term) -> str:
    return reverse(f"admin:{text._meta.app_label}_{text._meta.model_name}_{end}", args=[text.pk])


def fields(client: Client, text: Page | Term) -> dict[str, str]:
    """Return what a browser would send for the untouched form: every field, line ends as browsers send them."""
    form = client.get(url("change", text)).context["adminform"].form
    sent = {}
    for bound in form:
        value = bound.value()
        if value in (None, False):
            value = ""
        sent[bound.html_name] = str(value).replace("\n", "\r\n")
        if bound.field.show_hidden_initial:
            sent[bound.html_initial_name] = sent[bound.html_name]
    return sent


def save(client: Client, text: Page | Term, sent: dict[str, str]) -> list[str]:
    """Send the form; return what the screen then says."""
    answer = client.post(url("change", text), sent, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    return said + [
        error for form in [answer.context.get("adminform")] if form for error in form.form.non_field_errors()
    ]


@pytest.mark.parametrize("end", SCREENS)
def test_strangers_are_asked_to_sign_in(end: str) -> None:
    for text in (Page.objects.get(), Term.objects.get()):
        answer = Client().get(url(end, text))
        assert answer.status_code == 302
        assert "/admin/login/" in answer["Location"]


@pytest.mark.parametrize("end", SCREENS)
def test_people_without_a_role_see_nothing(end: str) -> None:
    guest = User.objects.create_user("guest", is_staff=True, is_superuser=True)
    assert signed_in(guest).get(url(end, Page.objects.get())).status_code in (403, 404)


@pytest.mark.parametrize("end", SCREENS)
def test_every_screen_opens_for_every_role(end: str, writer: User, nurse: User, publisher: User) -> None:
    for person in (writer, nurse, publisher):
        for text in (Page.objects.get(), Term.objects.get()):
            assert signed_in(person).get(url(end, text)).status_code == 200


def test_an_untouched_form_changes_no_byte(writer: User) -> None:
    client = signed_in(writer)
    for text in (Page.objects.get(), Term.objects.get()):
        before = (text.draft_hash, text.version, Revision.objects.count())
        assert save(client, text, fields(client, text)) == ["Nothing had changed, so nothing was saved."]
        text.refresh_from_db()
        assert (text.draft_hash, text.version, Revision.objects.count()) == before


def test_a_saved_draft_is_no_publication(writer: User) -> None:
    page, client = Page.objects.get(), signed_in(writer)
    said = save(client, page, {**fields(client, page), "title": "Surgery and after"})
    assert said == ["Saved as a draft. Families see no change until it is published."]
    assert Page.objects.get().title == "Surgery and after"
    assert Publication.objects.filter(kind="page").get().content["title"] == "Surgery"


def test_the_second_of_two_savers_gets_both_texts(writer: User, nurse: User) -> None:
    nurse.groups.add(Group.objects.get(name="Editors"))
    page, one, two = Page.objects.get(), signed_in(writer), signed_in(nurse)
    mine, theirs = fields(one, page), fields(two, page)
    save(two, page, {**theirs, "body": theirs["body"] + "\r\nTheirs.\r\n", "title": "Their title"})
    answer = one.post(url("change", page), {**mine, "body": "Mine.\r\n\r\n" + mine["body"], "summary": "My summary."})
    form = answer.context["adminform"].form
    assert "Nora Test saved this text while you were writing. Nothing is lost." in form.non_field_errors()[0]
    body = form["body"].value()
    assert body.startswith("Mine.\n\n## The goal")
    assert body.endswith("Theirs.\n")
    assert (form["title"].value(), form["summary"].value()) == ("Their title", "My summary.")
    assert "Mine." not in Page.objects.get().body
    sent = {bound.html_name: str(bound.value() or "") for bound in form}
    assert save(one, page, sent) == ["Saved as a draft. Families see no change until it is published."]
    assert Page.objects.get().body == body


def test_an_address_that_cannot_be_is_refused_and_the_words_stay(writer: User) -> None:
    page, client = Page.objects.get(), signed_in(writer)
    answer = client.post(url("change", page), {**fields(client, page), "slug": "admin/x", "title": "New title"})
    form = answer.context["adminform"].form
    assert "is used for something else" in str(form.errors["slug"])
    assert form["title"].value() == "New title"


def test_a_new_page_gets_a_code_of_its_own(writer: User) -> None:
    client = signed_in(writer)
    sent = {**fields(client, Page.objects.get()), "slug": "new-page", "title": "New", "expected_version": ""}
    answer = client.post(reverse("admin:pages_page_add"), sent, follow=True)
    assert answer.status_code == 200
    page = Page.objects.get(slug="new-page")
    assert re.fullmatch(r"[0-9B-Y]{5}", page.code)
    assert Publication.objects.filter(document=page).count() == 0


def test_preview_is_the_page_that_families_will_get(writer: User) -> None:
    page = Page.objects.get()
    shown = signed_in(writer).get(url("preview", page)).content.decode()
    public = routes.respond("/surgery/", load_site_content("en"), now=NOON).body_bytes().decode()

    def body(html: str) -> str:
        return html[html.index('<div class="body">') : html.index("<section", html.index('<div class="body">'))]

    assert body(shown) == body(public)


def test_preview_of_typed_words_stores_nothing(writer: User) -> None:
    page, client = Page.objects.get(), signed_in(writer)
    before = Revision.objects.count()
    answer = client.post(url("preview", page), {**fields(client, page), "body": "## Typed\r\n\r\nTyped words."})
    assert "Typed words." in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert Revision.objects.count() == before
    assert "Typed" not in Page.objects.get().body


def test_preview_survives_a_form_that_does_not_fit(writer: User) -> None:
    page, client = Page.objects.get(), signed_in(writer)
    answer = client.post(url("preview", page), {"body": "## Half\r\n\r\nHalf a form."})
    assert answer.status_code == 200
    assert "Half a form." in answer.content.decode()


def test_notes_follow_the_typing(writer: User) -> None:
    page, client = Page.objects.get(), signed_in(writer)
    sent = {**fields(client, page), "body": "## x\r\n\r\nAbout 8 in 10 did well. [x](/nowhere/)"}
    notes = client.post(url("checks", page), sent).content.decode()
    assert "<h3>Must be mended</h3>" in notes and "a figure without a source" in notes.lower()
    assert "no page stands at /nowhere/" in notes.lower()


def test_a_refusal_is_read_on_the_screen(writer: User, publisher: User) -> None:
    page, client = Page.objects.get(), signed_in(writer)
    save(client, page, {**fields(client, page), "body": GOOD})
    page.refresh_from_db()
    sent = {"expected_hash": page.draft_hash, "reason": "x", "due_at": ""}
    answer = signed_in(publisher).post(url("publish", page), sent, follow=True)
    assert any("not approved" in str(m) for m in answer.context["messages"])
    assert Publication.objects.filter(kind="page").count() == 1


@pytest.mark.parametrize(
    ("end", "sent", "role"),
    [
        ("request_review", {"comment": ""}, "Editors"),
        ("review", {"verdict": "approve", "scope": "full"}, "Clinical reviewers"),
        ("review", {"verdict": "return", "comment": "No."}, "Clinical reviewers"),
        ("publish", {}, "Publishers"),
        ("withdraw", {"note": "n", "weight": "safety"}, "Publishers or Clinical reviewers"),
        ("history", {"restore": "1", "expected_version": "1"}, "Editors"),
    ],
)
def test_screens_refuse_what_the_role_may_not(
    writer: User, nurse: User, publisher: User, end: str, sent: dict, role: str
) -> None:
    page = Page.objects.get()
    before = (Review.objects.count(), Publication.objects.count(), Revision.objects.count())
    for person in (writer, nurse, publisher):
        if person.groups.get().name in role:
            continue
        answer = signed_in(person).post(url(end, page), {"expected_hash": page.draft_hash, **sent}, follow=True)
        assert any("This needs someone from the group" in str(m) for m in answer.context["messages"])
    assert (Review.objects.count(), Publication.objects.count(), Revision.objects.count()) == before


def test_nothing_can_be_deleted(writer: User, publisher: User) -> None:
    for person in (writer, publisher):
        assert signed_in(person).post(url("delete", Page.objects.get()), {"post": "yes"}).status_code == 403
    assert Page.objects.count() == 1


def test_draft_words_show_at_no_public_address_and_to_no_stranger(writer: User) -> None:
    page, client = Page.objects.get(), signed_in(writer)
    canary = {name: f"CANARY {name}" for name in ("title", "summary", "in_short")}
    save(client, page, {**fields(client, page), **canary, "body": "## CANARY\r\n\r\nCANARY.", "slug": "canary"})
    term = Term.objects.get()
    save(client, term, {**fields(client, term), "definition": "CANARY.", "other_names": "CANARY"})
    assert Page.objects.get().slug == "canary"
    live = load_site_content("en")
    looked_at = [*routes.live_paths(live), "/canary/", "/glossary/canary/", "/surgery", "/robots.txt"]
    assert [path for path in looked_at if "CANARY" in routes.respond(path, live, now=NOON).body_bytes().decode()] == []
    for text in (page, term):
        for end in SCREENS:
            assert b"CANARY" not in Client().get(url(end, text), follow=True).content


def test_what_is_taken_down_answers_410_with_the_reason(nurse: User, small_content: Path) -> None:
    page = Page.objects.get()
    sent = {"note": "A dose was wrong.", "weight": "safety", "moved_to": ""}
    signed_in(nurse).post(url("withdraw", page), sent, follow=True)
    answer = routes.respond("/surgery/", load_site_content("en"), now=NOON)
    assert answer.status == 410
    assert "A dose was wrong." in answer.body_bytes().decode()
    assert "/surgery/" not in list(routes.live_paths(load_site_content("en")))


def test_a_page_that_moved_leaves_a_redirect(writer: User, nurse: User, publisher: User) -> None:
    page, client = Page.objects.get(), signed_in(writer)
    save(client, page, {**fields(client, page), "slug": "operation", "body": GOOD, "change_note": "Moved."})
    page.refresh_from_db()
    seen = {"expected_hash": page.draft_hash, "expected_facts": facts_hash(page, page.to_content())}
    signed_in(nurse).post(url("review", page), {**seen, "verdict": "approve", "scope": "full"})
    sent = {**seen, "reason": "Small test site."}
    answer = signed_in(publisher).post(url("publish", page), sent, follow=True)
    assert [str(m) for m in answer.context["messages"]] == [
        "Published. The line above the text says when families have it."
    ]
    live = load_site_content("en")
    assert routes.respond("/surgery/", live, now=NOON).location == "/operation/"
    assert routes.respond("/operation/", live, now=NOON).status == 200


def test_the_front_page_shows_what_waits(writer: User, nurse: User, publisher: User) -> None:
    page, client = Page.objects.get(), signed_in(writer)
    save(client, page, {**fields(client, page), "title": "New title", "change_note": "Says it anew."})
    assert "New title" in client.get("/admin/").content.decode()
    page.refresh_from_db()
    client.post(url("request_review", page), {"expected_hash": page.draft_hash})
    assert "New title" in signed_in(nurse).get("/admin/").content.decode()
    assert "New title" not in signed_in(publisher).get("/admin/").content.decode()
