"""What holds on a site with poisoned documents: all else goes out, what is taken down is gone, and admin opens."""

import shutil
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leiomyo_site.editions.build import BakeResult, bake, bake_inputs
from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.editorial.published_versions import _versions
from leiomyo_site.editorial.selectors import _picture_hashes
from leiomyo_site.pages.models import Page
from leiomyo_site.site.site_content import _load_site_content

from .conftest import NOON
from .edition_factories import site_of


def forget() -> None:
    """Forget what was kept for publications that were undone: their numbers come again."""
    for kept in (_load_site_content, _picture_hashes, _versions):
        kept.cache_clear()


def bake_beside(editions_dir: Path, nurse: User, what: object) -> BakeResult:
    """Take scans down, bake, and look: the withdrawal and the newest words of home are out, no address is lost."""
    forget()
    at = NOON + timedelta(days=1)
    withdraw(Page.objects.get(slug="scans"), by=nurse, at=at, note="Taken down.", weight="safety")
    before = site_of(editions_dir)
    bake_inputs(timezone.now())
    made = bake(editions_dir, now=NOON, keep=5)
    after = site_of(editions_dir)
    assert b"Taken down." in after["scans/index.html"], what
    assert b"Good news." in after["index.html"], what
    lost = {name for name in before if name.endswith(" as sent")} - after.keys()
    assert not lost, (what, lost, made.faults)
    shown = after["surgery/index.html"].partition(b"<main")[2]
    assert b"A biopsy" in shown or b"biopsy</a> comes first" in shown, what
    return made


def copy_of(editions_dir: Path, where: Path) -> Path:
    """Return a copy of the folder of editions, to be baked in."""
    shutil.copytree(editions_dir, where, symlinks=True)
    return where


def look_at_admin(client: Client, codes: Iterable[str]) -> None:
    """Open what editors use to mend a document, and what shows many of them."""
    addresses = ["/admin/", "/admin/pages/page/", "/admin/glossary/term/"]
    for draft in Page.objects.filter(code__in=codes):
        form = reverse("admin:pages_page_change", args=[draft.pk])
        addresses += [form, form.replace("/change/", "/preview/"), form.replace("/change/", "/publish/")]
    for address in addresses:
        assert client.get(address).status_code == 200, address
    checked = client.post("/for-clinics/check/", {"text": "http://testserver/surgery/ /h/HJ9BN"})
    assert checked.status_code == 200
