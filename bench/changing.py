"""How long the edition takes, whole and after one change: what the publisher does when something was published.

PDFs are measured apart (bench/clinics.py): each takes longer than all else of its page.
Here a few bytes stand for each.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from statistics import median

from django.conf import settings
from django.utils import timezone

from bench.editor import change
from leiomyo_site.editions import build as baking
from leiomyo_site.editions.build import BakeResult, bake
from leiomyo_site.glossary.models import Term
from leiomyo_site.handouts.pdf_responses import pdf_responses
from leiomyo_site.pages.models import Page
from leiomyo_site.site.responses import SiteResponse
from leiomyo_site.site.site_content import SiteContent

TIMES = 3


def _without_pdfs(sites: list[SiteContent], *, now: datetime) -> dict[str, SiteResponse]:
    made = pdf_responses(sites, now=now)
    return {path: replace(one, body=b"%PDF") if one.status == 200 else one for path, one in made.items()}


baking.pdf_responses = _without_pdfs


def whole() -> None:
    """Bake once."""
    bake(settings.EDITIONS_DIR, now=timezone.now(), keep=settings.EDITIONS_KEPT)


def after_changes() -> None:
    """Print, for each kind of change, the seconds and the number of addresses made anew, with tabs between."""
    for what, edit in (("one page changed", _page), ("one definition changed", _definition), ("no change", _nothing)):
        found = [_bake_after(edit, number) for number in range(TIMES)]
        seconds = median(took for took, _ in found)
        fresh = max(len(edition.changed) for _, edition in found)
        sys.stdout.write(f"{what}\t{seconds}\t{fresh}\n")


def _bake_after(edit: Callable[[int], None], number: int) -> tuple[float, BakeResult]:
    edit(number)
    began = time.perf_counter()
    edition = bake(settings.EDITIONS_DIR, now=timezone.now(), keep=settings.EDITIONS_KEPT)
    return time.perf_counter() - began, edition


def _page(number: int) -> None:
    page = Page.objects.get(slug="page-5")
    page.body += f"\n\nOne more of {number}.\n"
    change(page)


def _definition(number: int) -> None:
    term = Term.objects.get(slug="term-7")
    term.definition = f"A thing that helps, number {number}.\n"
    change(term)


def _nothing(number: int) -> None:
    """Publish nothing."""
