"""The small site of the edition, to hand on from; and every page of content/ on every paper, set once and for all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings

from leiomyo_site.handouts.handout import TypstParts
from leiomyo_site.handouts.packet_build import write_packets
from leiomyo_site.handouts.pdf import render_pdf
from leiomyo_site.handouts.pdf_content import publisher
from leiomyo_site.handouts.pdf_layout import handout_source
from leiomyo_site.handouts.pdf_responses import handouts, parts
from leiomyo_site.permalinks.urls import PdfVariant, pdf_variants
from leiomyo_site.server.wsgi_cache import StaticResponseServer
from leiomyo_site.site.site_content import _load_site_content, load_site_content
from tests.editions.conftest import bake_now, change, editions_dir, three_pages
from tests.editions.test_static_response_server import Got

__all__ = ["bake_now", "change", "editions_dir", "three_pages"]

PLAIN = {
    **django_settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@dataclass(frozen=True)
class Sheets:
    """One page on one paper."""

    parts: TypstParts
    paper: PdfVariant
    source: str
    pdf: bytes

    def __str__(self) -> str:
        return f"{self.parts.code}{self.paper.suffix}"


@dataclass(frozen=True)
class Guide:
    """The guide as it ships: its pages in pieces by slug, and the folder of packets."""

    pages: Mapping[str, TypstParts]
    packets: Path


@pytest.fixture(scope="session")
def guide(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Guide:
    """All of content/; the database is left as it was."""
    folder = tmp_path_factory.mktemp("packets")
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("import_content", publish=True, verbosity=0)
        _load_site_content.cache_clear()
        site = load_site_content("en")
        pages = {handout.slug: parts(handout, site) for handout in handouts(site).values()}
        with override_settings(STORAGES=PLAIN):
            write_packets([site], folder)
        _load_site_content.cache_clear()
        transaction.set_rollback(True)
    return Guide(pages, folder / "packet")


@pytest.fixture(scope="session")
def every_sheet(guide: Guide) -> list[Sheets]:
    """Every page on every paper."""
    return [
        _set(page, paper) for page in guide.pages.values() for paper in pdf_variants(has_numbers=bool(page.statistics))
    ]


def _set(page: TypstParts, paper: PdfVariant) -> Sheets:
    source = handout_source(page, publisher(), paper)
    pdf = render_pdf(source, pictures=Path("nowhere"), at=page.timestamp)
    return Sheets(page, paper, source, pdf)


@pytest.fixture(scope="session")
def sheet(every_sheet: list[Sheets]) -> Callable[..., Sheets]:
    """One page on one paper, by its slug."""
    slugs = {(one.parts.title, one.paper): one for one in every_sheet}

    def find(title: str, paper: PdfVariant = PdfVariant()) -> Sheets:  # noqa: B008
        return slugs[title, paper]

    return find


@pytest.fixture
def visitor(guide: Guide, settings: Any) -> Client:
    """Somebody at a site whose pages are those of content/."""
    settings.CURRENT_EDITION_DIR = guide.packets.parent
    return Client()


@pytest.fixture
def ask(bake_now, editions_dir):
    """Bake what is published now, and ask for an address as a browser does; without Django behind."""

    def answer(path: str, method: str = "GET") -> Got:
        bake_now()
        return Got(StaticResponseServer(editions_dir), path, method)

    return answer
