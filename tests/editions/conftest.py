"""A site small enough to look through, and ways to change what is live on it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from leiomyo_site.editions import build as building
from leiomyo_site.editions import worker as worker_module
from leiomyo_site.editions.build import BakeResult, bake
from leiomyo_site.editorial.actions import review as reviewing
from leiomyo_site.editorial.actions.publish import publish
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.models import Document
from leiomyo_site.glossary.models import Term
from leiomyo_site.handouts.pdf_responses import pdf_responses
from leiomyo_site.pages.models import Page
from leiomyo_site.site.responses import SiteResponse
from leiomyo_site.site.site_content import SiteContent
from tests.conftest import PAGE, TERM

from .edition_factories import TEXT, entry, put_edition
from .machine import hospital, machine

__all__ = ["hospital", "machine"]

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
DO = "\n\n/// do | What you can do\n- Ask.\n///\n"
TEXTS = {
    "pages/en/home.md": PAGE.replace("HJ9BN", "C7V74").replace('"surgery"', '"home"').replace('"treatment"', '"home"')
    + DO.removeprefix("\n"),
    "pages/en/scans.md": PAGE.replace("HJ9BN", "FNSXP")
    .replace('"surgery"', '"scans"')
    .replace('"Surgery"', '"Scans"')
    .replace("A biopsy comes first.", "An MRI is loud.")
    + DO.removeprefix("\n"),
    "glossary/en/mri.md": TERM.replace("TJ4MY", "GRP2B")
    .replace('"biopsy"', '"MRI"', 2)
    .replace('slug: "MRI"', 'slug: "mri"')
    .replace("BY-op-see", "em-ar-EYE"),
}


@pytest.fixture
def three_pages(small_content: Path, writer: User, nurse: User, publisher: User) -> Path:
    """Home, surgery (which mentions a biopsy) and scans (which mentions an MRI)."""
    surgery = small_content / "pages/en/surgery.md"
    surgery.write_text(surgery.read_text(encoding="utf-8") + DO.removeprefix("\n"), encoding="utf-8")
    for path, text in TEXTS.items():
        (small_content / path).write_text(text, encoding="utf-8")
    call_command("import_content", root=small_content, publish=True, verbosity=0)
    return small_content


@pytest.fixture
def change(three_pages: Path, writer: User, nurse: User, publisher: User) -> Callable[..., None]:
    """Let a text go all the way from draft to family, minutes after the last one."""
    minutes = iter(range(1, 10_000))

    def publish_words(which: str, words: str = "", /, **fields: object) -> None:
        at = NOON + timedelta(minutes=next(minutes))
        note, weight = str(fields.pop("note", "New words.")), str(fields.pop("weight", "content"))
        draft: Document = (Page.objects.filter(slug=which) or Term.objects.filter(slug=which)).get()  # type: ignore[union-attr]
        if words:
            setattr(draft, "body" if isinstance(draft, Page) else "definition", words)
        for name, value in fields.items():
            setattr(draft, name, value)
        draft.change_note, draft.change_weight = note, weight
        save_draft(draft, by=writer, at=at, expected_version=draft.version)
        reviewing.approve(draft, by=nurse, at=at, expected_hash=draft.draft_hash, scope="full")
        publish(draft, by=publisher, at=at, expected_hash=draft.draft_hash, reason="A test.")

    return publish_words


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let anything be published, as older code did or a file that was imported does."""
    monkeypatch.setattr("leiomyo_site.editorial.actions.publish.require_no_errors_or_reason", lambda *_: None)
    monkeypatch.setattr("leiomyo_site.editorial.actions.create_publication.check_slug", lambda *_, **__: None)


@pytest.fixture
def editions_dir(tmp_path: Path) -> Path:
    return tmp_path / "editions"


@pytest.fixture
def bake_now(editions_dir: Path) -> Callable[..., BakeResult]:
    def make(where: Path = editions_dir, *, now: datetime = NOON, keep: int = 5) -> BakeResult:
        return bake(where, now=now, keep=keep)

    return make


@pytest.fixture
def small_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a few bytes in place of each PDF: a file like any other, which takes longest to make."""

    def answers(sites: list[SiteContent], *, now: datetime) -> dict[str, SiteResponse]:
        made = pdf_responses(sites, now=now)
        return {path: replace(one, body=b"%PDF") if one.status == 200 else one for path, one in made.items()}

    monkeypatch.setattr(building, "pdf_responses", answers)


@pytest.fixture
def where(tmp_path: Path) -> Path:
    put_edition(
        tmp_path,
        1,
        entry("/"),
        entry("/surgery/"),
        entry("/old/", b"", 301, Location="/surgery/"),
        entry("/bad/", TEXT, 410),
    )
    return tmp_path


@pytest.fixture
def shelved(three_pages: Path, settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site whose editions stand in a folder of its own."""
    # The connection is this test's own: the publisher may not close it.
    monkeypatch.setattr(worker_module, "connection", SimpleNamespace(close=lambda: None))
    settings.DATA_DIR = three_pages.parent
    settings.EDITIONS_DIR = settings.DATA_DIR / "editions"
    settings.CURRENT_EDITION_DIR = settings.EDITIONS_DIR / "current"
    settings.STATIC_ROOT = three_pages
    call_command("bake")
    return settings.EDITIONS_DIR
