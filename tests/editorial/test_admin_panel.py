"""What stands beside the text while it is written, item by item, and the form that loses and alters nothing."""

import dataclasses
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from leiomyo_site.admin.forms import DraftForm
from leiomyo_site.admin.page_admin import PageAdmin, PageForm
from leiomyo_site.admin.term_admin import TermForm
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.content_files import read_content
from leiomyo_site.editorial.models import AuditLogEntry, Document, Revision
from leiomyo_site.glossary.models import Term
from leiomyo_site.pages.models import Page
from leiomyo_site.text.page import PAGE_SCHEMA, PageContent
from tests.conftest import person, sign_in

from .conftest import NOON
from .test_admin import fields, save, url

pytestmark = pytest.mark.django_db
LONG = "This is a very long line of words that goes on and on and on and on so that no tired reader could ever hold it all in mind."


@pytest.fixture(autouse=True)
def filled(small_content: Path) -> None:
    call_command("import_content", root=small_content, publish=True, verbosity=0)


def client_of(someone: User) -> Client:
    return sign_in(Client(), someone)


def notes(client: Client, text: Page | Term, **typed: str) -> str:
    """Return what the panel says of typed words, as plain text."""
    html = client.post(url("checks", text), {**fields(client, text), **typed}).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("A biopsy comes first.", "Reading grade"),
        (f"Easy. {LONG}", f"The hardest sentences {LONG} (grade"),
        ("Osteogenesis imperfecta.", "Words not in plain use, and not in the glossary Explain them, or say them otherwise: osteogenesis"),
        ("A biopsy comes first.", "Glossary words in it: 1 biopsy"),
        ("[x](/nowhere/)", "No page stands at /nowhere/"),
        ("[x](/surgery/#nowhere)", "No heading “nowhere” on /surgery/"),
        ("[x](term:nothing)", "There is no term “nothing”"),
        ("About 8 in 10 did well.", "A figure without a source"),
        ("Then 8 in 10 did well. [@hwang-1997]", "A figure without its years"),
        ("In 1990, 8 in 10 did well. [@bare]", "does not say who was studied"),
        ("It always helps.", "“always”: little is so for every child"),
        ("It won’t hurt.", "“won’t”: little is so for every child"),
        ("It never hurts.", "“never”: little is so for every child"),
        ("![](/media/a.jpg)", "A picture without a description"),
        ("/// figure | nothing\n///", "no drawing or picture “nothing”"),
        ("New words.", "What differs from what families read, version 1 Text"),
    ],
)  # fmt: skip
def test_the_panel_names(writer: User, edit, small_content: Path, words: str, says: str) -> None:
    edit(
        small_content / "sources.yaml",
        "hwang-1997:",
        'bare:\n  citation: "Bare."\n  year: "1990"\n  seen: "abstract"\nhwang-1997:',
    )
    call_command("import_content", root=small_content, verbosity=0)
    said = notes(client_of(writer), Page.objects.get(), body=f"## Words\n\n{words}\n", sources="hwang-1997\nbare")
    assert says.casefold() in said.casefold()


def read(client: Client, address: str) -> str:
    """Return the words of a screen."""
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", client.get(address).content.decode()))


def test_whoever_reviews_a_word_sees_each_page_and_how_often_it_will_show_there(writer: User, nurse: User) -> None:
    term = Term.objects.get()
    assert "Where pages link this word, with the places on each: 1 Surgery: 1 " in read(
        client_of(nurse), url("review", term)
    )
    term.spellings = ["tumor", "surgeon"]
    save_draft(term, by=writer, at=NOON, expected_version=term.version)
    said = read(client_of(nurse), url("review", term))
    # The first mention of each part of the page: of “In short”, and of the text.
    assert "with the places on each: 1 Surgery: 2, so far 1 " in said


def test_a_word_that_is_not_public_yet_says_where_it_will_show(writer: User, nurse: User) -> None:
    term = Term(
        code="GRP2B", kind="term", lang="en", slug="surgeon", name="surgeon", say="SUR-jun", definition="A doctor.\n"
    )
    save_draft(term, by=writer, at=NOON, expected_version=0)
    assert "with the places on each: 1 Surgery: 1, so far 0 " in read(client_of(nurse), url("review", term))


def test_a_hard_word_leads_to_its_new_entry(writer: User) -> None:
    client, page = client_of(writer), Page.objects.get()
    html = client.post(
        url("checks", page), {**fields(client, page), "body": "## x\n\nOsteogenesis.\n"}
    ).content.decode()
    link = re.search(r'href="([^"]*\?name=osteogenesis)"', html)[1]
    assert 'value="osteogenesis"' in client.get(link).content.decode()


# A clash


def clash(writer: User, nurse: User, mine: dict[str, str], theirs: dict[str, str]) -> tuple[Client, Page, object]:
    nurse.groups.add(Group.objects.get(name="Editors"))
    page, one, two = Page.objects.get(), client_of(writer), client_of(nurse)
    opened, other = fields(one, page), fields(two, page)
    save(two, page, {**other, **theirs})
    return one, page, one.post(url("change", page), {**opened, **mine})


def test_a_clash_on_one_paragraph_shows_both_and_what_each_changed(writer: User, nurse: User) -> None:
    old = Page.objects.get().body
    _, _, answer = clash(
        writer,
        nurse,
        {"body": old.replace("comes first", "comes before"), "title": "My title"},
        {"body": old.replace("comes first", "comes last"), "title": "Their title"},
    )
    body = answer.context["adminform"].form["body"].value()
    assert "comes before" in body and "comes last" in body
    html = re.sub(r"\s+", " ", answer.content.decode())
    assert "<h3>Both changed the same place</h3>" in html
    assert "<dt>Your words (title)</dt><dd>My title</dd> <dt>Words of Nora Test</dt><dd>Their title</dd>" in html
    shown = html[html.index("What Nora Test changed") : html.index("What you change beside that")]
    assert re.search(r"<ins>.*?last</ins>", shown) and re.search(r"<del>.*?first</del>", shown)


def test_a_clash_keeps_what_only_the_other_changed_in_every_field(writer: User, nurse: User) -> None:
    one, page, answer = clash(
        writer,
        nurse,
        {"title": "Mine", "in_short": "The surgeon takes out the tumor.\r\nMine."},
        {"position": "77", "summary": "Theirs.", "in_short": "Theirs."},
    )
    form = answer.context["adminform"].form
    assert save(one, page, {bound.html_name: str(bound.value() or "") for bound in form})[0].startswith("Saved")
    page.refresh_from_db()
    assert (page.title, page.position, page.summary) == ("Mine", 77, "Theirs.")
    assert page.in_short == ["Mine.", "Theirs."]


def test_a_form_without_its_token_overwrites_nothing(writer: User) -> None:
    client, page = client_of(writer), Page.objects.get()
    sent = {**fields(client, page), "title": "Mine"}
    del sent["expected_version"]
    answer = client.post(url("change", page), sent)
    assert "Nothing is lost" in answer.context["adminform"].form.non_field_errors()[0]
    assert Page.objects.get().title == "Surgery"


def test_whoever_is_faster_between_check_and_save_is_merged_too(writer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client, page = client_of(writer), Page.objects.get()
    sent = {**fields(client, page), "title": "Mine"}
    theirs = Page.objects.get()
    theirs.summary = "Theirs."
    save_draft(theirs, by=writer, at=NOON, expected_version=theirs.version)
    real = DraftForm._merge

    def not_there_yet(*_: object, **__: object) -> None:
        monkeypatch.setattr(DraftForm, "_merge", real)

    monkeypatch.setattr(DraftForm, "_merge", not_there_yet)
    form = client.post(url("change", page), sent).context["adminform"].form
    assert (form["title"].value(), form["summary"].value()) == ("Mine", "Theirs.")
    assert Page.objects.get().title == "Surgery"


def test_two_tabs_of_one_person_are_two_writers(writer: User) -> None:
    client, page = client_of(writer), Page.objects.get()
    one, two = fields(client, page), fields(client, page)
    save(client, page, {**one, "title": "One"})
    assert "Wren Test saved this text while you were writing" in save(client, page, {**two, "summary": "Two."})[0]


def test_owner_and_months_change_only_by_who_changes_them(writer: User, nurse: User) -> None:
    client, page = client_of(writer), Page.objects.get()
    opened = fields(client, page)
    other = person("Walt", "Editors")
    said = save(
        client_of(other), page, {**fields(client_of(other), page), "owner": str(nurse.pk), "review_months": "6"}
    )
    assert said == ["Saved. The words are as they were."]
    assert AuditLogEntry.objects.get(what="set").detail == {"owner": "nora", "review_months": "6"}
    save(client, page, {**opened, "title": "New title"})
    page.refresh_from_db()
    assert (page.title, page.owner, page.review_months) == ("New title", nurse, 6)


# Words that come through the form


def sent_by_a_browser(form: PageForm | TermForm) -> QueryDict:
    """Return what a browser sends for a form, with its line ends."""
    data = QueryDict(mutable=True)
    for bound in form:
        value = bound.value()
        if value is not None and value is not False:
            data[bound.html_name] = str(value).replace("\n", "\r\n")
    return data


def test_every_text_of_content_comes_through_its_form_untouched(settings: object) -> None:
    wrong = []
    for file in read_content(settings.CONTENT_DIR):  # type: ignore[attr-defined]
        document = file.document()
        same = Document.objects.filter(kind=document.KIND, lang=document.lang, slug=document.slug)
        for document.pk, document.version in same.values_list("pk", "version"):
            pass  # this one is there: the address is its own
        before = document.to_content()
        made = {Page: PageForm, Term: TermForm}[file.model]
        form = made(sent_by_a_browser(made(instance=document)), instance=document)
        if not form.is_valid() or form.instance.to_content() != before:
            wrong.append((file.path.name, form.errors))
    assert wrong == []


def test_every_field_of_a_page_is_in_its_draft_its_file_and_its_form() -> None:
    declared = {field.name for field in dataclasses.fields(PageContent)}
    assert declared <= {column.name for column in Page._meta.get_fields()}
    assert declared - {"body"} <= set(PAGE_SCHEMA.keys)
    in_form = {name for _, options in PageAdmin.fieldsets for name in options["fields"]}
    assert declared <= in_form == set(PageForm().fields)


def test_two_people_are_merged_where_one_revision_lacks_an_optional_field() -> None:
    page = Page.objects.get()
    mine = sent_by_a_browser(PageForm(instance=page))
    content = {key: value for key, value in page.to_content().items() if key != "in_short"}
    theirs = Revision(document=page, version=page.version + 1, content={**content, "title": "Theirs"}, at=NOON)
    theirs.save()
    Document.objects.update(version=theirs.version)
    form = PageForm(mine, instance=Page.objects.get())
    assert not form.is_valid()
    assert (form.data["title"], form.data["in_short"]) == ("Theirs", "")


NASTY = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=60)


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=NASTY)
def test_any_text_saved_once_is_never_altered_by_opening_and_saving_it(body: str) -> None:
    page = Page.objects.get()
    page.body = ("  ## x\n\n" + body).strip("\n") + "\n"
    form = PageForm(sent_by_a_browser(PageForm(instance=page)), instance=Page.objects.get())
    form.is_valid()
    assert form.cleaned_data["body"] == page.body


def test_a_text_as_long_as_one_may_be_is_saved_whole_and_a_longer_one_is_named(writer: User) -> None:
    client, page, body = client_of(writer), Page.objects.get(), ("Words and words. " * 200 + "\r\n\r\n") * 14
    assert save(client, page, {**fields(client, page), "body": body})[0].startswith("Saved")
    assert 45_000 < len(Page.objects.get().body) < 50_000
    assert "at most 50,000" in notes(client, page, body=body * 2)


@pytest.mark.parametrize(("section", "months"), [("treatment", 12), ("outlook", 12), ("living", 24)])
def test_a_new_page_is_checked_yearly_if_it_is_about_treatment_or_outlook(
    writer: User, section: str, months: int
) -> None:
    client = client_of(writer)
    sent = {**fields(client, Page.objects.get()), "slug": "new", "section": section, "review_months": ""}
    client.post(reverse("admin:pages_page_add"), sent)
    assert Page.objects.get(slug="new").review_months == months


def test_a_new_word_is_checked_every_other_year(writer: User) -> None:
    client = client_of(writer)
    client.post(reverse("admin:glossary_term_add"), {"name": "port", "slug": "port", "definition": "A small disc."})
    assert Term.objects.get(slug="port").review_months == 24


def test_who_cannot_write_reads_the_page_and_no_form(nurse: User, publisher: User) -> None:
    for someone in (nurse, publisher):
        html = client_of(someone).get(url("change", Page.objects.get())).content.decode()
        assert 'id="preview"' in html and "Before it goes out" in html
        assert "field-body" not in html and "Save draft" not in html


def test_a_preview_shows_the_words_of_the_glossary_that_families_have_not_those_of_a_draft(writer: User) -> None:
    client, term = client_of(writer), Term.objects.get()
    save(client, term, {**fields(client, term), "definition": "A canary.", "other_names": "canary"})
    html = client.get(url("preview", Page.objects.get())).content.decode()
    assert "A small piece is taken out and looked at." in html and "canary" not in html
