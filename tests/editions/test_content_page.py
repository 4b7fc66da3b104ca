"""What stands around a text: the way to it, the words on it, its facts, the call card."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from leiomyo_site.editorial import selectors
from leiomyo_site.editorial.review_dates import add_months
from leiomyo_site.site import routes
from leiomyo_site.site.content_page import content_page_context
from leiomyo_site.site.site_content import SiteContent, _load_site_content, load_site_content

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, tzinfo=UTC)
Write = Callable[..., SiteContent]


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    # Each test's database begins to count its publications anew.
    _load_site_content.cache_clear()


@pytest.fixture
def publish_pages(small_content: Path) -> Write:
    """Write pages by slug and position into a small site, publish, and return what is live."""

    def write(*pages: tuple[str, str, int, str], **body: str) -> SiteContent:
        template = (small_content / "pages/en/surgery.md").read_text(encoding="utf-8")
        for slug, code, position, section in pages:
            text = (
                template.replace('"HJ9BN"', f'"{code}"')
                .replace('"surgery"', f'"{slug}"')
                .replace('"10"', f'"{position}"')
                .replace('"treatment"', f'"{section}"')
                .replace('"Surgery"', f'"{slug.capitalize()}"')
            )
            path = small_content / f"pages/en/{slug}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text + body.get(slug.replace("-", "_"), ""), encoding="utf-8")
        call_command("import_content", root=small_content, publish=True, verbosity=0)
        return load_site_content("en")

    return write


def test_crumbs_lead_from_home_through_the_pages_above(publish_pages: Write) -> None:
    live = publish_pages(("treatment", "50K21", 5, "treatment"), ("treatment/radiation", "C8GYB", 20, "treatment"))
    view = content_page_context(live.pages["treatment/radiation"], live, now=NOW)
    assert [link.path for link in view.crumbs] == ["/", "/treatment/"]


def test_a_page_above_shows_the_pages_below(publish_pages: Write) -> None:
    live = publish_pages(("treatment", "50K21", 5, "treatment"), ("treatment/radiation", "C8GYB", 20, "treatment"))
    view = content_page_context(live.pages["treatment"], live, now=NOW)
    assert [link.path for link in view.children] == ["/treatment/radiation/"]


def test_pages_lead_on_in_the_order_of_the_menu(publish_pages: Write) -> None:
    live = publish_pages(
        ("home", "C7V74", 0, "home"), ("outlook", "50K21", 90, "outlook"), ("about", "C8GYB", 99, "about")
    )
    surgery, outlook, about = (
        content_page_context(live.pages[s], live, now=NOW) for s in ("surgery", "outlook", "about")
    )
    assert (surgery.back, surgery.next.path) == (None, "/outlook/")
    assert (outlook.back.path, outlook.next) == ("/surgery/", None)
    assert (about.back, about.next) == (None, None)


def test_words_on_the_page_include_those_of_the_call_card(publish_pages: Write) -> None:
    live = publish_pages(("when-to-call", "50K21", 5, "treatment"), ("outlook", "C8GYB", 9, "outlook"))
    card = live.pages["when-to-call"]
    changed = replace(card, html=replace(card.html, in_short=replace(card.html.in_short, terms=("biopsy",))))
    shown = replace(live, pages={**live.pages, "when-to-call": changed})
    page = live.pages["outlook"]
    body = replace(page.html.body, terms=())
    page = replace(page, html=replace(page.html, body=body))
    assert [word.slug for word in content_page_context(page, shown, now=NOW).words] == ["biopsy"]


def test_a_page_with_its_own_call_box_has_no_second_one(publish_pages: Write) -> None:
    live = publish_pages(
        ("when-to-call", "50K21", 5, "treatment"),
        ("outlook", "C8GYB", 9, "outlook"),
        outlook="\n/// call | Call now\n- fever\n///\n",
    )
    assert content_page_context(live.pages["outlook"], live, now=NOW).call is None
    assert content_page_context(live.pages["surgery"], live, now=NOW).call.all_reasons.path == "/when-to-call/"


def test_facts_are_those_of_the_publication(publish_pages: Write) -> None:
    live = publish_pages()
    facts = content_page_context(live.pages["surgery"], live, now=NOW).facts
    assert (facts.code, facts.number, facts.checked_by, facts.is_overdue) == ("HJ9BN", 1, "", False)
    assert facts.next_check == datetime(2027, 11, 23, tzinfo=UTC)


def test_a_page_past_its_check_date_says_so_checked_or_not(publish_pages: Write) -> None:
    live = publish_pages()
    page = live.pages["surgery"]
    checked = replace(page, publication=replace(page.publication, checked_by="A name that a test made up"))
    late = replace(live, pages={"surgery": checked})
    html = routes.respond("/surgery/", late, now=datetime(2027, 11, 23, tzinfo=UTC)).body_bytes().decode()
    assert "This page is past its check date." in html
    assert "Not yet checked by a clinician" not in html
    assert "past its check date" not in routes.respond("/surgery/", late, now=NOW).body_bytes().decode()
    never = routes.respond("/surgery/", live, now=datetime(2027, 11, 23, tzinfo=UTC)).body_bytes().decode()
    assert "This page is past its check date." in never and "Not yet checked by a clinician" in never


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [("2026-01-31", 1, "2026-02-28"), ("2026-12-15", 12, "2027-12-15"), ("2027-08-31", 6, "2028-02-29")],
)
def test_months_end_on_a_day_that_there_is(start: str, months: int, end: str) -> None:
    assert add_months(datetime.fromisoformat(start), months) == datetime.fromisoformat(end)


def test_every_address_of_the_list_answers(publish_pages: Write) -> None:
    live = publish_pages(("home", "C7V74", 0, "home"))
    statuses = {path: routes.respond(path, live, now=NOW).status for path in routes.live_paths(live)}
    assert set(statuses.values()) == {200}
    assert {"/", "/surgery/", "/glossary/", "/glossary/biopsy/", "/sitemap.xml"} <= set(statuses)


@pytest.mark.parametrize(
    "path", ["/nothing/", "/glossary/nothing/", "/surgery/x/", "/glossary/surgery/", "//", "/biopsy/", "/é/"]
)
def test_other_addresses_are_answered_with_help(publish_pages: Write, path: str) -> None:
    found = routes.respond(path, publish_pages(), now=NOW)
    assert found.status == 404
    assert "You did nothing wrong" in found.body_bytes().decode()


def test_an_empty_site_still_answers_politely() -> None:
    assert routes.respond("/", load_site_content("en"), now=NOW).status == 404


def test_families_see_a_publication_without_a_restart(publish_pages: Write, small_content: Path) -> None:
    before = load_site_content("en")
    assert before.pages == {}
    assert set(publish_pages().pages) == {"surgery"}
    assert load_site_content("en") is load_site_content("en")


def test_the_same_publications_give_the_same_bytes(publish_pages: Write) -> None:
    live = publish_pages()
    assert routes.respond("/surgery/", live, now=NOW) == routes.respond("/surgery/", live, now=NOW)


def test_a_draft_word_never_shows(publish_pages: Write, small_content: Path) -> None:
    publish_pages()
    path = small_content / "pages/en/surgery.md"
    path.write_text(path.read_text().replace("comes first", "CANARY first"), encoding="utf-8")
    call_command("import_content", root=small_content, verbosity=0)
    live = load_site_content("en")
    assert not [
        path
        for path in routes.live_paths(live)
        if "CANARY" in routes.respond(path, live, now=NOW).body_bytes().decode()
    ]
    assert "CANARY" not in str(selectors.live_pages("en"))
