"""Every field of a form has bounds and a rule: what breaks one is an error at that field, and nothing is saved."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from leiomyo_site.editions.build import plan_responses
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.models import Document, ReservedUrl
from leiomyo_site.glossary.models import Term
from leiomyo_site.pages.models import Page
from leiomyo_site.site.site_content import load_site_content
from leiomyo_site.text.urls import SlugError, check_slug
from tests.conftest import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(small_content: Path, client: Client, writer: User) -> Client:
    call_command("import_content", root=small_content, publish=True, verbosity=0)
    return sign_in(client, writer)


def errors(client: Client, draft: Document, typed: dict[str, str]) -> dict[str, list[str]]:
    """Return the errors of a form that is sent as it is shown, but for some fields."""
    url = reverse(f"admin:{draft._meta.app_label}_{draft._meta.model_name}_change", args=[draft.pk])
    form = client.get(url).context["adminform"].form
    shown = {bound.html_name: bound.value() for bound in form}
    shown = {name: "\n".join(value) if isinstance(value, list) else value for name, value in shown.items()}
    given = {name: value for name, value in {**shown, **typed}.items() if value not in (None, False)}
    answer = client.post(url, given)
    return dict(answer.context["adminform"].form.errors) if answer.status_code == 200 else {}


@pytest.mark.parametrize(
    ("model", "field", "typed", "said"),
    [
        (Page, "slug", "../admin", "cannot be an address"),
        (Page, "slug", "search", "is used for something else"),
        (Page, "slug", "shared/notes", "is used for something else"),
        (Page, "slug", "es", "is used for something else"),
        (Page, "slug", "taken", "is the address of another text"),
        (Page, "slug", "once", "once belonged to another text"),
        (Page, "position", "99999999999999999999", "less than or equal to 10000"),
        (Page, "review_months", "99999", "60"),
        (Page, "expected_version", "99999999999999999999", "2147483647"),
        (Page, "sources", "a\0b", "Null characters"),
        (Page, "in_short", "x" * 501, "At most 500 signs in a line"),
        (Page, "in_short", "\n".join(map(str, range(101))), "At most 100 lines"),
        (Page, "title", "x" * 121, "at most 120"),
        (Page, "body", "[" * 20_000, "20,000 signs of markup"),
        (Page, "body", "\n".join("    " * depth + "- x" for depth in range(40)), "too many boxes, lists or quotes"),
        (Page, "body", "/// do | a\n" * 60, "too many boxes, lists or quotes"),
        (Page, "body", "1 % " * 5_000, "this paragraph, list or table is too long"),
        (Page, "body", " " * 200_000, "at most 50,000"),
        (Page, "body", "*a **b " * 300, "more than 400 of"),
        (Page, "summary", "a\n\n" * 2_000, "at most 2,000"),
        (Term, "definition", "> " * 20 + "x", "too many boxes, lists or quotes"),
        (Term, "slug", "Growth Spurt?", "cannot be an address"),
        (Term, "slug", "a/b", "cannot be an address"),
        (Term, "spellings", "Lump", "is a word of the term “lump” already"),
        (Term, "name", "swelling", "is a word of the term “lump” already"),
        (Term, "other_names", "tissue\ntissue", "stands here twice"),
    ],
)
def test_what_breaks_a_rule_is_an_error_at_its_field(
    signed_in: Client, model: type[Document], field: str, typed: str, said: str
) -> None:
    draft = model.objects.get()
    other = Page(code="AAAAA", kind="page", slug="taken", title="x", summary="x", section="home", body="x")
    other.save()
    ReservedUrl.objects.create(document=other, kind="page", lang="en", slug="once")
    Term(code="BBBBB", kind="term", slug="lump", name="lump", other_names=["swelling"], definition="x").save()
    found = errors(signed_in, draft, {field: typed})
    assert said in " ".join(found.get(field, [])), found
    draft.refresh_from_db()
    assert draft.version == 1


def test_no_page_can_take_the_place_of_a_route_that_there_is(small_content: Path) -> None:
    call_command("import_content", root=small_content, publish=True, verbosity=0)
    own = {"surgery"}
    paths = [*plan_responses([load_site_content("en")], now=timezone.now())]
    routes = [str(pattern.pattern).lstrip("^") for pattern in get_resolver().url_patterns]
    languages = [code for code, _ in django_settings.LANGUAGES]
    firsts = {path.strip("/").split("/")[0] for path in (*paths, *routes, *languages)} - {""} - own
    assert {"search", "h", "glossary", "admin", "shared"} <= firsts
    for first in firsts:
        with pytest.raises(SlugError):
            check_slug(first)


@pytest.mark.parametrize("year", [9999, 2099])
def test_a_time_to_publish_at_is_soon(signed_in: Client, publisher: User, year: int) -> None:
    sign_in(signed_in, publisher)
    url = reverse("admin:pages_page_publish", args=[Page.objects.get().pk])
    answer = signed_in.post(url, {"note": "New.", "weight": "content", "due_at": f"{year}-12-31T23:59"})
    assert answer.status_code == 200
    assert "within 5 years" in str(answer.context["form"].errors["due_at"])


def test_a_draft_is_in_a_language_that_the_site_shows(signed_in: Client, writer: User) -> None:
    page = Page.objects.get()
    page.lang = "xx"
    with pytest.raises(ValidationError, match="“xx” is no language of this site: choose one of en"):
        page.full_clean()
    with pytest.raises(ValidationError, match="“xx” is no language"):
        save_draft(page, by=writer, at=timezone.now(), expected_version=page.version)
    assert Page.objects.get().lang == "en"
