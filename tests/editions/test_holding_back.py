"""A document that a bake cannot build stays as families have it, and everything else goes out: withdrawals always."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from leiomyo_site.edition_status import current_edition, publishing_problem, read_status, touch_worker
from leiomyo_site.editions import store
from leiomyo_site.editions.archive import StoredResponse, etag_of, read_archive, write_archive
from leiomyo_site.editions.build import BakeResult
from leiomyo_site.editions.static_export import write_static_site
from leiomyo_site.editorial import rendered_documents
from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.editorial.exceptions import PublishRefused
from leiomyo_site.editorial.models import Publication
from leiomyo_site.handouts import pdf_responses
from leiomyo_site.pages.models import Page
from leiomyo_site.search import documents
from leiomyo_site.site import responses, site_content
from leiomyo_site.text.page import PageContent, RenderedPage
from leiomyo_site.text.rendering import RenderContext
from tests.conftest import sign_in

from .conftest import DO, NOON
from .edition_factories import site_of

pytestmark = pytest.mark.django_db
Bake = Callable[..., BakeResult]
Change = Callable[..., None]
GOOD = "## New\n\nGood news. [@hwang-1997]" + DO
POISON = "POISON"
HEAD = (("Content-Type", "text/html; charset=utf-8"),)
BAD_SLUGS = ("../../../escaped", "..", "a b", "a\\..\\b")


def of(site: dict[str, bytes], *codes: str) -> dict[str, bytes]:
    """Return what stands at the addresses of documents: their pages, short links, codes and papers."""
    slugs = {"HJ9BN": "surgery/", "FNSXP": "scans/", "C7V74": "index.html", "TJ4MY": "glossary/biopsy/"}
    prefixes = tuple(prefix for code in codes for prefix in (f"h/{code}", slugs[code]))
    return {name: body for name, body in site.items() if name.startswith(prefixes)}


def main(page: bytes) -> bytes:
    """Return the content of a page without the menu and the way to its neighbors around it."""
    return page.partition(b"<main")[2].partition(b"<nav")[0]


STEPS = {
    "render": (site_content, "render_page"),
    "search": (documents, "_page_sections"),
    "paper": (pdf_responses, "render_once"),
    "html": (responses, "_render"),
}
LINKS = {"link": "[Look](/nowhere/)", "anchor": "[Look](/glossary/biopsy/#nowhere)"}


def poison(kind: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the words of a page with which a bake fails in one of its steps."""
    if kind in LINKS:
        return f"## A\n\n{LINKS[kind]}." + DO
    module, name = STEPS[kind]
    real = getattr(module, name)

    def failing(*args: object, **options: object) -> object:
        if POISON in repr(args):
            raise KeyError("of a new release")
        return real(*args, **options)

    monkeypatch.setattr(module, name, failing)
    return f"## A\n\n{POISON}. [@hwang-1997]" + DO


@pytest.mark.parametrize("kind", [*LINKS, *STEPS])
def test_a_page_that_cannot_be_built_stays_to_the_byte_and_all_else_goes_out(
    three_pages: Path,
    bake_now: Bake,
    change: Change,
    editions_dir: Path,
    nurse: User,
    unchecked: None,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    bake_now()
    before = site_of(editions_dir)
    change("surgery", poison(kind, monkeypatch))
    change("home", GOOD)
    withdraw(Page.objects.get(slug="scans"), by=nurse, at=NOON + timedelta(days=1), note="Wrong.", weight="safety")
    made = bake_now()
    assert list(made.held) == ["HJ9BN.2"]
    after = site_of(editions_dir)
    # The menu around a page has lost what was taken down.
    papers = [name for name in of(before, "HJ9BN") if ".pdf" in name or ".svg" in name]
    assert len(papers) > 10 and {name: after[name] for name in papers} == {name: before[name] for name in papers}
    assert main(after["surgery/index.html"]) == main(before["surgery/index.html"])
    assert not any(name.startswith("h/HJ9BN.2") for name in after)
    assert b"Good news." in after["index.html"]
    assert b"Wrong." in after["scans/index.html"]
    monkeypatch.undo()
    change("surgery", GOOD)
    assert not bake_now().held
    assert b"Good news." in site_of(editions_dir)["surgery/index.html"]


def test_a_heading_that_others_link_to_holds_back_the_page_that_lost_it(
    three_pages: Path, bake_now: Bake, change: Change, editions_dir: Path, unchecked: None
) -> None:
    change("home", "## Home\n\n[The goal](/surgery/#the-goal-is-to-take-it-all-out)." + DO)
    bake_now()
    before = site_of(editions_dir)
    change("surgery", "## Other\n\nWords. [@hwang-1997]" + DO)
    change("scans", GOOD)
    made = bake_now()
    assert list(made.held) == ["HJ9BN.2"]
    assert "/: it links to “the-goal-is-to-take-it-all-out” on /surgery/" in made.held["HJ9BN.2"]
    after = site_of(editions_dir)
    assert of(after, "HJ9BN").items() >= of(before, "HJ9BN").items()
    assert b"Good news." in after["scans/index.html"]


def test_a_heading_that_others_link_to_cannot_be_published_away_before_their_links_are_mended(
    three_pages: Path, change: Change
) -> None:
    change("home", "## Home\n\n[The goal](/surgery/#the-goal-is-to-take-it-all-out). [@hwang-1997]" + DO, title="Hello")
    change("biopsy", "A piece. See [the goal](/surgery/#the-goal-is-to-take-it-all-out).\n")
    said = "“#the-goal-is-to-take-it-all-out” of this page: keep its words, or first mend “Hello”, “biopsy”"
    with pytest.raises(PublishRefused, match=said):
        change("surgery", "## Other\n\nWords. [@hwang-1997]" + DO)
    change("home", GOOD)
    change("biopsy", "A piece.\n")
    change("surgery", "## Other\n\nWords. [@hwang-1997]" + DO)
    with pytest.raises(PublishRefused, match="no heading “gone” on /surgery/"):
        change("biopsy", "A piece. See [the goal](/surgery/#gone).\n")


def test_a_live_page_that_cannot_be_rendered_leaves_the_others_their_previews_and_every_form(
    three_pages: Path, client: Client, writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = site_content.render_page

    def render(content: PageContent, context: RenderContext) -> RenderedPage:
        if content.title == "Surgery" and "MRI" not in content.body:
            raise KeyError("of a new release")
        return real(content, context)

    for module in (site_content, rendered_documents):
        monkeypatch.setattr(module, "render_page", render)
    assert [*site_content.load_site_content("en").pages] == ["scans"]
    sign_in(client, writer)
    assert client.get("/admin/").status_code == 200
    for slug, preview in (("scans", "MRI"), ("surgery", "This text cannot be shown")):
        form = reverse("admin:pages_page_change", args=[Page.objects.get(slug=slug).pk])
        assert "Before it goes out" in client.get(form).content.decode()
        assert preview in client.get(form.replace("/change/", "/preview/")).content.decode()


def test_a_page_that_a_new_release_cannot_render_any_more_keeps_all_its_addresses(
    three_pages: Path, bake_now: Bake, change: Change, editions_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bake_now()
    before = site_of(editions_dir)
    real = site_content.render_page

    def render(content: PageContent, context: RenderContext) -> RenderedPage:
        if content.section == "treatment" and "comes first" in content.body:
            raise KeyError("of a new release")
        return real(content, context)

    monkeypatch.setattr(site_content, "render_page", render)
    change("biopsy", "A new piece.\n", other_names=["tissue test"])  # so that pages are rendered again
    made = bake_now()
    assert list(made.held) == ["HJ9BN.1"]
    after = site_of(editions_dir)
    assert of(after, "HJ9BN") == of(before, "HJ9BN")
    assert b"A new piece." in after["glossary/biopsy/index.html"]


def test_a_fault_that_names_no_document_holds_back_the_one_that_brings_it_and_no_other(
    three_pages: Path, bake_now: Bake, change: Change, editions_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bake_now()
    real = site_content.SiteContent.pages_mentioning

    def fail(self: site_content.SiteContent, term: str) -> object:
        if any(POISON in page.content.body for page in self.pages.values()):
            raise ValueError(POISON)
        return real(self, term)

    monkeypatch.setattr(site_content.SiteContent, "pages_mentioning", fail)
    change("home", GOOD)
    change("surgery", f"## A\n\n{POISON}. [@hwang-1997]" + DO)
    change("scans", GOOD)
    change("biopsy", "A new piece.\n")
    made = bake_now()
    assert list(made.held) == ["HJ9BN.2"]
    after = site_of(editions_dir)
    assert b"A new piece." in after["glossary/biopsy/index.html"]
    assert b"Good news." in after["index.html"] and b"Good news." in after["scans/index.html"]


def test_a_publication_over_a_withdrawal_that_fails_leaves_the_page_down(
    three_pages: Path, bake_now: Bake, change: Change, editions_dir: Path, nurse: User, unchecked: None
) -> None:
    bake_now()
    page = Page.objects.get(slug="scans")
    withdraw(page, by=nurse, at=NOON, note="Wrong.", weight="safety")
    change("scans", "## A\n\n[Look](/nowhere/)." + DO)
    assert list(bake_now().held) == ["FNSXP.3"]
    assert b"Wrong." in site_of(editions_dir)["scans/index.html"]
    assert Publication.objects.filter(code="FNSXP").count() == 3


def test_what_is_held_back_is_named_to_editors_and_to_operators(
    three_pages: Path, change: Change, settings, client: Client, publisher: User, unchecked: None
) -> None:
    settings.DATA_DIR = three_pages.parent
    settings.EDITIONS_DIR = settings.DATA_DIR / "editions"
    settings.CURRENT_EDITION_DIR = settings.EDITIONS_DIR / "current"
    settings.STATIC_ROOT = three_pages
    call_command("bake")
    change("surgery", "## A\n\n[Look](/nowhere/)." + DO)
    call_command("bake")
    assert read_status(settings.EDITIONS_DIR)["state"] == "done"
    touch_worker(settings.EDITIONS_DIR)
    assert "HJ9BN.2" in publishing_problem(settings.EDITIONS_DIR)
    sign_in(client, publisher)
    front = client.get("/admin/").content.decode()
    assert "Mend each and publish it again:" in front and "/surgery/: it links to /nowhere/" in front
    form = client.get(reverse("admin:pages_page_change", args=[Page.objects.get(slug="surgery").pk])).content.decode()
    assert "families do not have that yet: they still read version 1" in form
    assert "An editor can mend it" in form


def test_an_address_that_leads_out_of_the_folder_is_refused_and_the_rest_goes_on(
    three_pages: Path, bake_now: Bake, change: Change, editions_dir: Path, settings, unchecked: None, tmp_path: Path
) -> None:
    bake_now()
    change("biopsy", slug="../admin")
    change("mri", slug="Growth Spurt?")
    change("surgery", GOOD)
    made = bake_now()
    assert set(made.held) == {"TJ4MY.2", "GRP2B.2"}
    assert "cannot be an address" in made.held["TJ4MY.2"]
    after = site_of(editions_dir)
    assert b"Good news." in after["surgery/index.html"]
    assert {"glossary/biopsy/index.html", "glossary/mri/index.html"} <= set(after)
    number = current_edition(editions_dir)
    assert number
    packed = store.edition_dir(editions_dir, number) / "packed"
    about, entries = read_archive(packed)
    bad = [
        StoredResponse(f"/glossary/{slug}/", 200, HEAD, {"identity": b"x"}, {"identity": etag_of(b"x")})
        for slug in BAD_SLUGS
    ]
    write_archive([*entries, *bad], about, tmp_path / "older")
    (tmp_path / "older").replace(packed)
    write_static_site(editions_dir, tmp_path / "public" / "inner")
    assert {path.name for path in (tmp_path / "public").iterdir()} == {"inner"}
    assert (tmp_path / "public/inner/surgery/index.html").exists()


def test_an_export_writes_no_file_outside_of_its_folder(three_pages: Path, tmp_path: Path, capsys) -> None:
    Page.objects.filter(slug="surgery").update(slug="../../../../outside")
    call_command("export_content", root=tmp_path / "out/content")
    assert not list(tmp_path.rglob("outside.md"))
    assert (tmp_path / "out/content/pages/en/scans.md").exists()
    assert "change its address in admin" in capsys.readouterr().err
