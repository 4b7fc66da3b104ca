"""Publishing renders what changed and nothing else; what is kept is never out of date."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leiomyo_site.editorial import rendered_documents
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.rendered_documents import rendered_page, rendered_without_figures
from leiomyo_site.glossary.models import Term as TermDraft
from leiomyo_site.pages.models import Page
from leiomyo_site.text import page as page_module
from leiomyo_site.text.glossary import Glossary, TermText
from leiomyo_site.text.page import PageContent, render_page
from leiomyo_site.text.rendering import RenderContext
from tests.conftest import sign_in
from tests.editorial.conftest import approve

BIOPSY = TermText("biopsy", "biopsy", "", "", "/glossary/biopsy/")
MARGIN = TermText("margin", "wide margin", "", "", "/glossary/margin/")
OTHER = TermText("scan", "scan", "", "", "/glossary/scan/")
TEXT = PageContent(
    title="Surgery",
    summary="A Biopsy comes first.",
    in_short=("Wide margins matter.",),
    section="treatment",
    position=1,
    sources=("hwang-1997",),
    body="## The goal\n\nA *core* biopsy, a caf&eacute;, a pet**scan**. [@hwang-1997] See [this](term:margin).\n\n/// figure | wide-margin\n///\n",
)


@pytest.fixture
def renders(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is rendered from now on, each time it is."""
    found: list[str] = []

    def counting(render: Callable[[str, RenderContext], object]) -> Callable[[str, RenderContext], object]:
        def count(markdown: str, context: RenderContext) -> object:
            found.append(markdown)
            return render(markdown, context)

        return count

    for module in (page_module, rendered_documents):
        monkeypatch.setattr(module, "render", counting(module.render))
    return found


CHANGES = {
    "another name": Glossary([replace(BIOPSY, other_names=("core biopsy",)), MARGIN]),
    "a spelling": Glossary([replace(BIOPSY, spellings=("first",)), MARGIN]),
    "a longer name that begins alike": Glossary([BIOPSY, MARGIN, replace(OTHER, name="biopsy comes")]),
    "a plural": Glossary([BIOPSY, replace(MARGIN, name="wide margin", other_names=("goal",))]),
    "capitals": Glossary([replace(BIOPSY, name="Biopsy", match_case=True), MARGIN]),
    "another address": Glossary([replace(BIOPSY, url="/glossary/sample/"), MARGIN]),
    "another address of a term linked by its slug": Glossary([BIOPSY, replace(MARGIN, name="x", url="/glossary/m/")]),
    "a term gone": Glossary([MARGIN]),
    "a term linked by its slug gone": Glossary([BIOPSY]),
    "a term in the middle of a word": Glossary([BIOPSY, MARGIN, OTHER]),
    "a term written with an entity": Glossary([BIOPSY, MARGIN, replace(OTHER, name="café")]),
    "a new term": Glossary([BIOPSY, MARGIN, replace(OTHER, name="core")]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_glossary_that_changes_a_page_renders_it_again(change: str) -> None:
    rendered_without_figures(TEXT, Glossary([BIOPSY, MARGIN]))
    now = rendered_without_figures(TEXT, CHANGES[change])
    assert now == render_page(TEXT, RenderContext(CHANGES[change]))


def test_a_glossary_that_changes_nothing_on_a_page_does_not_render_it(renders: list[str]) -> None:
    first = rendered_without_figures(TEXT, Glossary([BIOPSY, MARGIN]))
    assert renders
    renders.clear()
    assert (
        rendered_without_figures(TEXT, Glossary([BIOPSY, replace(MARGIN, definition="New."), replace(OTHER, name="x")]))
        is first
    )
    assert renders == []


@pytest.mark.parametrize("field", ["summary", "in_short", "sources", "body"])
def test_other_words_are_rendered_anew(field: str) -> None:
    context = RenderContext(Glossary([BIOPSY]))
    rendered_page(TEXT, context)
    changed = replace(TEXT, **{field: ("No.",) if isinstance(getattr(TEXT, field), tuple) else "No."})
    assert rendered_page(changed, context) == render_page(changed, context)


def test_another_drawing_is_shown() -> None:
    glossary = Glossary([BIOPSY])
    for drawing in ("<svg>1</svg>", "<svg>2</svg>"):
        context = RenderContext(glossary, drawings={"wide-margin": drawing})
        assert rendered_page(TEXT, context) == render_page(TEXT, context)


@pytest.mark.django_db
def test_publishing_a_page_renders_it_at_most_once(
    write: Callable[..., Page], nurse: User, publisher: User, renders: list[str]
) -> None:
    page = write("## Once\n\nA biopsy, once.\n")
    approve(page, nurse)
    client = sign_in(Client(), publisher)
    renders.clear()
    sent = {"reason": "It may stay.", "expected_hash": page.draft_hash}
    assert client.post(f"/admin/pages/page/{page.pk}/publish/", sent).status_code == 302
    assert page.publications.count() == 2
    assert sorted(renders) == sorted({page.summary, f"- {page.in_short[0]}", page.body})
    renders.clear()
    for path in (f"pages/page/{page.pk}/change/", f"pages/page/{page.pk}/history/", ""):
        assert client.get(f"/admin/{path}").status_code == 200
    assert renders == []


@pytest.mark.django_db
def test_publishing_a_term_renders_no_page_that_does_not_mention_it(
    page: Page, nurse: User, writer: User, publisher: User, renders: list[str]
) -> None:
    client = sign_in(Client(), publisher)
    client.get("/admin/")
    term = TermDraft.objects.get()
    term.spellings = ["unheard of"]
    term.definition = "A small piece is taken out.\n"
    save_draft(term, by=writer, at=term.revisions.get().at, expected_version=term.version)
    approve(term, nurse)  # type: ignore[arg-type]
    renders.clear()
    sent = {"reason": "It may stay.", "expected_hash": term.draft_hash}
    assert client.post(f"/admin/glossary/term/{term.pk}/publish/", sent).status_code == 302
    assert client.get(f"/admin/glossary/term/{term.pk}/change/").status_code == 200
    assert client.get("/admin/").status_code == 200
    assert renders == [term.definition]
