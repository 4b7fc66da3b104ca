"""No admin screen contradicts what families read, whatever state a document is in: each says only what is in the edition served.

Every sentence that speaks of families, versions, checks or grades is found on every screen and compared with the page that
families get, or is named here as one that says nothing of now. A screen that is not walked is named too, with a reason.
"""

import os
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from leiomyo_site.edition_status import WORKER, touch_worker
from leiomyo_site.editorial.actions.share import sign_token
from leiomyo_site.editorial.models import AuditLogEntry, Document, Picture, Source
from leiomyo_site.editorial.permissions import ROLES
from leiomyo_site.glossary.models import Term
from leiomyo_site.pages.models import Page
from tests.conftest import person, sign_in

from .admin_statements import DAY, Subject, lines_of, noted, public_page, unchecked_words
from .admin_states import Staff, build_site, day_of
from .edition_factories import site_of

pytestmark = pytest.mark.django_db
SCREENS = ("change", "preview", "checks", "review", "publish", "withdraw", "history", "share", "delete")
WALKED = {
    "index", *(f"{name}_changelist" for name in ("pages_page", "glossary_term", "editorial_picture", "editorial_source")),
    *(f"{name}_{screen}" for name in ("pages_page", "glossary_term") for screen in SCREENS),
    "editorial_picture_change", "editorial_source_change", "editorial_auditlogentry_changelist",
}  # fmt: skip
# The other admin URLs, by how their names begin or end, and why they say nothing of what families read.
NOT_WALKED = {
    "_add": "an empty form", "_delete": "the same for pictures and sources", "_history": "Django’s own log, which nothing writes",
    "_request_review": "answers with another screen", "_cancel": "answers with another screen",
    "log": "who signs in and out", "password_change": "one’s own account", "auth_": "accounts", "axes_": "sign-ins",
    "autocomplete": "names of rows", "jsi18n": "Django’s scripts", "view_on_site": "no model has such an address",
    "app_list": "models", "editorial_auditlogentry_change": "the row of the list",
}  # fmt: skip


def test_every_admin_screen_is_walked_or_named_with_a_reason() -> None:
    patterns = [pattern for part in admin.site.get_urls() for pattern in getattr(part, "url_patterns", [part])]
    names = {pattern.name for pattern in patterns if pattern.name}
    assert names >= WALKED
    assert [
        name
        for name in names - WALKED
        if not name.startswith(tuple(NOT_WALKED)) and not name.endswith(tuple(NOT_WALKED))
    ] == []


# One site with all states at once: what is walked first is what waits, then what families have.


@pytest.fixture
def editions(tmp_path: Path, settings, small_papers: None, unchecked: None) -> Path:
    """The folder of editions of this site."""
    settings.DATA_DIR = tmp_path
    settings.EDITIONS_DIR = tmp_path / "editions"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    return settings.EDITIONS_DIR


@pytest.fixture
def staff(writer: User, nurse: User, publisher: User) -> Staff:
    return Staff(writer, nurse, publisher)


@dataclass(frozen=True)
class Walk:
    """A person with all three roles, and the edition that families read."""

    client: Client
    site: Mapping[str, bytes]

    def subject(self, document: Document) -> Subject:
        """Return a document with what families read of it: the page that names its code, or that it is gone."""
        slugs = set(document.publications.values_list("slug", flat=True))
        folder = "" if document.kind == "page" else "glossary/"
        found = [
            public_page(self.site[name].decode())
            for slug in slugs
            if (name := f"{folder}{'' if slug == 'home' else slug + '/'}index.html") in self.site
            and not self.site[f"{name} as sent"].startswith(b"(301")
        ]
        served = frozenset(
            n for n in range(1, document.publications.count() + 1) if f"h/{document.code}.{n}" in self.site
        )
        return Subject(document, max(found, key=lambda page: page.number, default=None), served)

    def read(self, view: str, *args: object) -> str:
        """Return an admin screen."""
        answer = self.client.get(reverse(view if ":" in view or not args else f"admin:{view}", args=args))
        assert answer.status_code == 200, view
        return answer.content.decode()


def documents(*, nothing_waits: bool) -> Iterator[tuple[str, Document]]:
    """Yield pages and terms with the beginning of the names of their screens; all of them, or those that waited."""
    for model in (Page, Term):
        for document in model.objects.filter(slug__contains="waits" if nothing_waits else "").order_by("slug"):
            yield f"{model._meta.app_label}_{model._meta.model_name}", document


def walk_documents(walk: Walk, *, nothing_waits: bool) -> list[str]:
    """Check the screens of each document; return what is false, and what nothing has checked."""
    left: list[str] = []
    for name, document in documents(nothing_waits=nothing_waits):
        it = walk.subject(document)
        for screen in SCREENS:
            # What stands alike on other screens too is read once.
            if screen in ("checks", "share") and document.slug != "starting":
                continue
            # Only what was never public can be discarded.
            if screen == "delete" and it.newest:
                continue
            html = walk.read(f"{name}_{screen}", document.pk)
            with noted(left, f"{document.slug} {screen}"):
                if screen == "preview":
                    check_preview(html, it, nothing_waits=nothing_waits)
                    continue
                left += [f"{document.slug} {screen}: {line}" for line in unchecked_words(html, it)]
                if screen == "history":
                    check_versions(html, it)
                    check_version_page(walk, it)
                if screen == "change":
                    check_grade(html, it)
                if screen == "change" and document.kind == "term":
                    check_term_places(html, walk, it)
    return left


def check_preview(html: str, it: Subject, *, nothing_waits: bool) -> None:
    """Where nothing differs, the preview is the page that families get; elsewhere it names the check that would stand."""
    preview, newest = public_page(html), it.document.publications.order_by("-number").first()
    number = newest.number if newest else 0
    if preview.number == number:
        assert newest and newest.hash == it.document.draft_hash
        assert not nothing_waits or (
            it.public and preview.main.partition("<nav")[0] == it.public.main.partition("<nav")[0]
        )
    assert preview.number in (number, number + 1)
    if not it.document.reviews.filter(verdict="approved", scope="full").exists():
        assert preview.checked_by == ""


def check_versions(html: str, it: Subject) -> None:
    """History marks just those publications that families do not have."""
    table = html.partition('aria-label="What was published"')[2].partition("</table>")[0]
    marks = [
        line
        for line in lines_of(table)
        if re.fullmatch(r"\d+( \(newest\)| \(taken down\))?( \(not with families yet\))?", line)
    ]
    assert {int(re.match(r"\d+", mark)[0]) for mark in marks if "not with" not in mark} == it.served  # type: ignore[index]


def check_version_page(walk: Walk, it: Subject) -> None:
    """The page of the newest version that families have says of itself what the page of now says."""
    if it.public and it.public.number:
        exact = public_page(walk.site[f"h/{it.document.code}.{it.public.number}"].decode())
        assert replace(exact, html="") == replace(it.public, html="")


def check_grade(html: str, it: Subject) -> None:
    """The reading grade of words that families read is the one on their page."""
    newest = it.document.publications.order_by("-number").first()
    said = re.search(r"Reading grade (\d+)", html)
    if (
        it.public
        and it.public.number
        and newest
        and newest.hash == it.document.draft_hash
        and newest.number in it.served
    ):
        assert said and said[1] == it.public.grade, it.document.slug


def check_term_places(html: str, walk: Walk, term: Subject) -> None:
    """Each page is said to link a term in as many places as it does; the card is on every page without its own."""
    rows = html.partition("Where pages link this word")[2].partition("</ul>")[0]
    said = re.findall(r"<li>(.+?): (\d+)(?:, so far (\d+))?\s*(\(families.*?)?</li>", rows, re.DOTALL)
    link = f'<a class="term" href="/glossary/{term.document.slug}/">'
    for title, then, now, waits in said:
        if waits or term.newest not in term.served:
            continue
        shown = walk.subject(Page.objects.get(title=title)) if not title.startswith("The card") else None
        html = shown.public.main if shown and shown.public else walk.site["starting/index.html"].decode()
        card = re.search(r'(?s)<section class="call".*?</section>', html)
        places = html.replace(card[0], "") if shown and card else html if shown else card[0] if card else ""
        assert int(now or then) == places.count(link), (title, now, then)
    if not rows:
        assert not [name for name, page in walk.site.items() if name.endswith("index.html") and link.encode() in page]


def walk_lists(walk: Walk) -> list[str]:
    """Check each row of the lists of pages and terms against the page, and against what the front page says waits."""
    left: list[str] = []
    front = walk.read("admin:index")
    waiting = re.search(r"Not with families yet: ([^<]*)", front)
    paths = set(waiting[1].strip().split(", ")) if waiting else set()
    rows = {name: walk.read(f"admin:{name}_changelist") for name in ("pages_page", "glossary_term")}
    for name, document in documents(nothing_waits=False):
        change = reverse(f"admin:{name}_change", args=[document.pk])
        row = rows[name].partition(f'href="{change}"')[2].partition("</tr>")[0]
        with noted(left, f"list: {document.slug}"):
            is_named = f"“{document.slug}”" in front or any(path.endswith(f"/{document.slug}/") for path in paths)
            check_row(row, walk.subject(document), is_named=is_named)
    with noted(left, "front"):
        assert "Past the check date <span>1</span>" in front
        assert "Words that no page uses <span>1</span>" in front
    return left


def check_row(row: str, it: Subject, *, is_named: bool) -> None:
    """A row of a list says what the page says, or that families do not have that yet, as the front page does."""
    cells = dict(re.findall(r'field-(draft_state|live_version|check_due)">(.*?)</td>', row, re.DOTALL))
    version, due = cells["live_version"], cells["check_due"]
    waits = it.newest not in it.served and it.newest > 0
    assert ("not with families yet" in version) == waits == is_named
    if it.public is None:
        assert cells["draft_state"].startswith("draft, families cannot see it")
        assert version == "nothing"
    elif it.public.number and not waits:
        assert f"version {it.public.number}, " in version
        assert day_of(version.rpartition(", ")[2]) == it.public.updated
        assert (
            ("overdue since" in due)
            == ("past its check date" in it.public.html)
            == (it.document.slug == "long-unchecked")
        )
        if it.document.slug != "waits-checked":
            assert day_of(re.search(DAY, due)[0]) == it.public.next_check  # type: ignore[index]


def walk_pictures_sources_and_log(walk: Walk) -> list[str]:
    """Check what is said of the picture, of the source that changed, and of what was published when."""
    html = walk.read("admin:editorial_picture_change", Picture.objects.get().pk)
    lines = re.findall(r"<li><a href=\"[^\"]*\">([^<]+)</a>: ([^<]+)</li>", html)
    for slug, said in lines:
        public = walk.subject(Page.objects.get(title=slug)).public
        seen = re.search(r"(?:families|they) see version (\d)", said)
        assert public and [f'alt="{alt}"' in public.html for alt in ("A ward.", "Another ward.")] == [
            bool(seen and seen[1] == number) for number in "12"
        ], said
    source = walk.read("admin:editorial_source_change", Source.objects.get(key="other-2001").pk)
    assert "Families see the words that stood here" in source and "Another citation." in source
    public = walk.site["source-changed/index.html"].decode()
    assert "Other and others" in public and "Another citation." not in public
    log = walk.read("admin:editorial_auditlogentry_changelist")
    for entry in AuditLogEntry.objects.filter(what="published").select_related("document"):
        it = walk.subject(entry.document)  # type: ignore[arg-type]
        if it.public and it.public.number == entry.detail["number"]:
            assert it.public.updated and f"{it.public.updated:%-d %b %Y}" in log
    return [line for line, _ in lines]


def check_shared_drafts(walk: Walk, staff: Staff) -> None:
    """A shared draft says whether families read these words."""
    not_read = "Draft. This is not what families read."
    for slug, said in (
        ("light", "Families read these words now, as version 2."),
        ("held", not_read),
        ("approved", not_read),
    ):
        assert said in Client().get(reverse("shared", args=[sign_token(staff.share(slug))])).content.decode()


@pytest.mark.slow
def test_every_admin_screen_says_what_families_read(staff: Staff, editions: Path, tmp_path: Path) -> None:
    build_site(tmp_path / "content", staff, lambda: call_command("bake", verbosity=0))
    client = sign_in(Client(), person("Alma", *ROLES))
    for nothing_waits in (False, True):
        touch_worker(editions)
        later = time.time() + 600  # a walk takes longer than a worker may be silent
        os.utime(editions / WORKER, (later, later))
        walk = Walk(client, site_of(editions))
        left = walk_documents(walk, nothing_waits=nothing_waits) + walk_lists(walk)
        with noted(left, "other screens"):
            assert set(walk_pictures_sources_and_log(walk)) == {"picture-replaced", "waits-picture"}
            check_shared_drafts(walk, staff)
        assert not left, "\n".join(left)
        call_command("bake", verbosity=0)
