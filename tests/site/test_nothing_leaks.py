"""A word that stands in every field nobody has published, and then every place where a stranger could meet it."""

import gzip
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from leiomyo_site.editions.archive import read_archive
from leiomyo_site.editions.build import bake
from leiomyo_site.editions.static_export import write_static_site
from leiomyo_site.editorial import selectors as published
from leiomyo_site.editorial.actions import review as reviewing
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.actions.schedule import schedule
from leiomyo_site.editorial.actions.share import add_comment, create_share_link, sign_token
from leiomyo_site.editorial.images import add_image_version
from leiomyo_site.editorial.models import DraftShareLink, PictureVersion, Source
from leiomyo_site.glossary.models import Term
from leiomyo_site.images.decoder import clean_image
from leiomyo_site.pages.models import Page
from tests.conftest import PAGE, person, sign_in
from tests.images.upload_samples import picture

pytestmark = pytest.mark.django_db
WORD = "zzcanary"
DO = "\n\n/// do | What you can do\n- Ask.\n///\n"


GIVEN = {
    "title": WORD,
    "summary": WORD,
    "in_short": [WORD],
    "body": f"## {WORD}\n\n{WORD} is new. [@{WORD}-source]\n\n/// figure | {WORD}-picture\n{WORD}\n///{DO}",
    "slug": WORD,
    "sources": [f"{WORD}-source"],
    "change_note": WORD,
}
TERM = {
    "name": WORD,
    "say": WORD,
    "other_names": [WORD],
    "spellings": [f"{WORD}s"],
    "definition": f"{WORD}.\n",
    "slug": f"{WORD}-term",
    "change_note": WORD,
}


def publish_a_site(root: Path) -> None:
    home = PAGE.replace("HJ9BN", "C7V74").replace('"surgery"', '"home"').replace('"treatment"', '"home"') + DO[1:]
    (root / "pages/en/surgery.md").write_text(PAGE + DO[1:])
    (root / "pages/en/home.md").write_text(home)
    call_command("import_content", root=root, publish=True, verbosity=0)


def write_drafts(writer: User) -> tuple[Page, Page, Term, Term]:
    """Put the word into every field of two public texts and two new ones, a picture and two sources."""
    now = timezone.now()
    add_image_version(
        f"{WORD}-picture", clean_image(picture()), alt=f"A {WORD}.", decorative=False, credit=WORD, by=writer, at=now
    )
    url = f"https://{WORD}.example"
    Source(key=f"{WORD}-source", citation=WORD, year=WORD, studied=WORD, seen=WORD, url=url).save()
    Source.objects.filter(key="hwang-1997").update(citation=f"{WORD} and others.", studied=WORD)
    page, term = Page.objects.get(slug="surgery"), Term.objects.get()
    for text, given in ((page, GIVEN), (term, TERM)):
        for name, value in given.items():
            setattr(text, name, value)
    new = Page(code="FNSXP", kind="page", lang="en", section="treatment", **{**GIVEN, "slug": f"{WORD}-new"})
    word = Term(code="GRP2B", kind="term", lang="en", **{**TERM, "slug": f"{WORD}-word"})
    for text in (page, new, term, word):
        save_draft(text, by=writer, at=now, expected_version=text.version)
    return page, new, term, word


@pytest.fixture
def hidden(small_content: Path, tmp_path: Path, settings, writer: User, nurse: User, publisher: User) -> DraftShareLink:
    """A public site, and the word in all that is not public: drafts, new texts, pictures, sources, what people said."""
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path / "data", tmp_path / "media"
    settings.EDITIONS_DIR = settings.DATA_DIR / "editions"
    settings.CURRENT_EDITION_DIR = settings.EDITIONS_DIR / "current"
    publish_a_site(small_content)
    page, new, term, word = write_drafts(writer)
    now = timezone.now()
    reviewing.request_review(term, by=writer, at=now, expected_hash=term.draft_hash, comment=WORD)
    reviewing.request_changes(word, by=nurse, at=now, expected_hash=word.draft_hash, comment=WORD)
    reviewing.approve(new, by=nurse, at=now, expected_hash=new.draft_hash, scope="full", comment=WORD)
    timed = Page.objects.get(slug="home")
    timed.summary, timed.change_note = f"{WORD} comes.", WORD
    save_draft(timed, by=writer, at=now, expected_version=timed.version)
    seen = {"at": now, "expected_hash": timed.draft_hash}
    reviewing.approve(timed, by=nurse, scope="changes", comment=WORD, **seen)
    due = now + timedelta(days=1)
    schedule(timed, by=publisher, due_at=due, reason=WORD, **seen)
    made = create_share_link(page, by=writer, at=now, days=3, made_for=WORD)
    add_comment(made, name=WORD, text=WORD, at=now)
    bake(settings.EDITIONS_DIR, now=now, keep=5)
    return made


def unpacked(path: Path) -> bytes:
    data = path.read_bytes()
    return {".br": brotli.decompress, ".gz": gzip.decompress}.get(path.suffix, bytes)(data)


def holds(data: bytes) -> bool:
    return WORD.encode() in data.lower()


def test_no_file_that_is_baked_holds_an_unpublished_word(hidden: DraftShareLink, tmp_path: Path) -> None:
    write_static_site(site_settings.EDITIONS_DIR, tmp_path / "static-site")
    files = [
        path
        for root in (site_settings.EDITIONS_DIR, tmp_path / "static-site")
        for path in root.rglob("*")
        if path.is_file()
    ]
    assert len(files) > 60
    assert [str(path) for path in files if holds(unpacked(path)) or WORD in path.name] == []


def public_addresses() -> list[str]:
    baked = [entry.path for entry in read_archive(site_settings.EDITIONS_DIR / "current/packed")[1]]
    asked = [f"/search/?q={WORD}", f"/search/suggest?q={WORD[:4]}", "/search/?q=surgery", "/search/?q=biopsy"]
    near = [
        f"/{WORD}/",
        f"/{WORD}",
        f"/{WORD}-new/",
        f"/glossary/{WORD}-term/",
        f"/glossary/{WORD}-word/",
        "/h/FNSXP",
        "/h/GRP2B",
        "/h/HJ9BN.2",
    ]
    records = [
        f"/infobutton/{kind}?mainSearchCriteria.v.dn={words}"
        for kind in ("service", "application")
        for words in (WORD, "Leiomyosarcoma", "biopsy")
    ]
    rest = [
        "/feed.xml",
        "/sitemap.xml",
        "/robots.txt",
        "/healthz",
        "/for-clinics/",
        "/packet/",
        "/404.html",
        "/static/",
        "/media/",
    ]
    files = [
        f"/media/images/{version.sha256}/320.{kind}"
        for version in PictureVersion.objects.all()
        for kind in ("jpg", "webp", "avif")
    ]
    return [*baked, *asked, *near, *records, *rest, *files]


UNKNOWN = "qqxkjwvh"
CHANGES_EACH_TIME = re.compile(r"urn:uuid:[\w-]+|\d{4}-\d\d-\d\dt[\d:.]+z?")


def said(path: str) -> tuple[int, str]:
    answer = Client(raise_request_exception=False).get(path)
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, CHANGES_EACH_TIME.sub("", data.decode(errors="replace").lower())


def test_no_public_address_says_an_unpublished_word_to_a_stranger(hidden: DraftShareLink) -> None:
    """Of a word that stands in drafts only, the site says what it says of any word it does not know."""
    leaks = []
    for path in public_addresses():
        status, text = said(path)
        is_said = (
            said(path.replace(WORD, UNKNOWN)) != (status, text.replace(WORD, UNKNOWN)) if WORD in path else WORD in text
        )
        if status == 500 or is_said or (status == 200 and "/media/images/" in path):
            leaks.append((path, status))
    assert not leaks, leaks


def admin_addresses() -> Iterator[str]:
    """Yield every address of admin, with a text, a picture or a source in it that holds the word."""
    rows = {
        "page": Page.objects.get(code="HJ9BN").pk,
        "term": Term.objects.get(code="TJ4MY").pk,
        "source": "hwang-1997",
    }
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLResolver) and str(pattern.pattern) == "admin/":
            for one in pattern.url_patterns:
                for last in one.url_patterns if isinstance(one, URLResolver) else [one]:
                    assert isinstance(last, URLPattern)
                    start = str(one.pattern) if isinstance(one, URLResolver) else ""
                    row = rows.get(start.rstrip("/").rpartition("/")[2], 1)
                    end = re.sub(r"<[^>]*>", str(row), str(last.pattern)).replace("^", "").replace("$", "")
                    yield f"/admin/{start}{end}"


def test_no_address_of_admin_says_it_to_a_stranger_or_to_somebody_without_a_role(hidden: DraftShareLink) -> None:
    boss = person("Boss")
    boss.is_superuser = True
    boss.save()
    people = [Client(raise_request_exception=False) for _ in range(3)]
    sign_in(people[1], person("Guest"))
    sign_in(people[2], boss)
    found = sorted(set(admin_addresses()))
    assert len(found) > 60
    leaks = []
    for path in found:
        for number, client in enumerate(people):
            # Who manages accounts may see the audit list, with its facts.
            if path.endswith(("logout/", "jsi18n/")) or (number == 2 and "/auditlogentry/" in path):
                continue
            for send in (client.get, client.post):
                answer = send(path)
                if answer.status_code == 500 or holds(answer.content):
                    leaks.append((number, path, answer.status_code))
    assert not leaks, leaks


def test_a_shared_link_opens_its_own_words_only(hidden: DraftShareLink, writer: User) -> None:
    other = create_share_link(Page.objects.get(slug="home"), by=writer, at=timezone.now(), days=1)
    own = reverse("shared", args=[sign_token(hidden)])
    assert holds(Client().get(own).content)
    wrong = f"/shared/{other.pk}:{sign_token(hidden).partition(':')[2]}/"
    sha = PictureVersion.objects.get().sha256
    assert Client().get(f"{own}images/{sha}/320.jpg").status_code == 200
    assert Client().get(f"/shared/{sign_token(other)}/images/{sha}/320.jpg").status_code == 404
    answer = Client().get(wrong)
    assert answer.status_code == 410 and not holds(answer.content)


def test_the_word_was_there_to_be_found(hidden: DraftShareLink, writer: User) -> None:
    """What the other tests look for does show where it may."""
    client = sign_in(Client(), writer)
    page = Page.objects.get(code="HJ9BN")
    for end in ("change", "preview", "checks", "review", "history", "share"):
        assert holds(client.get(reverse(f"admin:pages_page_{end}", args=[page.pk])).content), end
    assert not any(WORD in str(text.content).lower() for text in published.live_pages("en"))
