"""Each string that families read, by where it comes from; none changes by one person, or past the difference shown."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import NoReverseMatch, reverse

from leiomyo_site.admin.views.base import REFUSALS
from leiomyo_site.editorial.actions.publish import publish
from leiomyo_site.editorial.actions.restore_revision import restore_revision
from leiomyo_site.editorial.actions.review import approve, request_changes, request_review
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.actions.schedule import publish_due, schedule
from leiomyo_site.editorial.actions.share import create_share_link
from leiomyo_site.editorial.content_files import document_models
from leiomyo_site.editorial.images import add_image_version
from leiomyo_site.editorial.models import Document, Source
from leiomyo_site.editorial.permissions import ROLES, RoleRequired
from leiomyo_site.editorial.sources import save_source
from leiomyo_site.glossary.models import Term
from leiomyo_site.images.decoder import clean_image
from leiomyo_site.images.uploads import ImageRefused
from leiomyo_site.pages.models import Page
from leiomyo_site.text.page import PAGE_SCHEMA
from tests.conftest import PAGE, SOURCES, TERM, person, sign_in
from tests.handouts.pdf_reader import text_of
from tests.images.upload_samples import picture
from tests.servers import ROOT

from .admin_screens import press, press_everything, shown_difference
from .conftest import DO, NOON, TEXTS
from .edition_factories import site_of

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=40)
# Every field that a person can change, with words found nowhere else; from one publication to the next each changes.
PAGE_WORDS = {
    "title": "{}title", "summary": "{}summary.", "in_short": ["{}short."], "section": "{section}", "position": "{number}",
    "slug": "{}address", "sources": ["hwang-1997"], "call_first": "", "body": "## {}heading\n\n{}words. [@hwang-1997]\n\n"
    "/// figure | scan\n{}caption\n///\n" + DO, "review_months": "{number}", "change_note": "{}note",
}  # fmt: skip
TERM_WORDS = {
    "name": "{}name", "say": "{}say", "other_names": ["{}other"], "spellings": ["{}spelling"], "slug": "{}term",
    "see_also": ["mri"], "definition": "{}meaning.", "match_case": False, "review_months": "{number}",
    "change_note": "{}said",
}  # fmt: skip
SOURCE_WORDS = {
    "citation": "{}citation",
    "year": "{year}",
    "studied": "{}studied",
    "url": "https://{}cited.example.org/",
}
PICTURE_WORDS = {"alt": "{}alt", "credit": "{}credit"}
ROUNDS = {
    "first": {"section": "treatment", "number": 13, "year": 1991},
    "second": {"section": "living", "number": 17, "year": 1992},
}
# What is worked out from the above, or from when and by whom it was done: numbers, dates, hashes, who checked it.
WORKED_OUT = re.compile(r"\d|^(January|February|March|April|May|June|July|August|September|October|November|December)$")


# What no screen of administration reaches. Files of the release: templates, labels and site texts (the wording of the
# search, sections, drawings), styles and scripts; settings of IT: the name and address of the site, the clinic.
RELEASE = ("templates", "leiomyo_site", "content", "static", "styles")
SETTINGS = {"example", "org", "localhost", "Test", "Nora"}
LISTED = (
    "index.html",
    "secondaddress/index.html",
    "glossary/index.html",
    "glossary/secondterm/index.html",
    "h/HJ9BN.pdf",
)
WORDS = re.compile(r"[\w’]+")


def words(folder: str) -> set[str]:
    """Return every word in the files of a folder of the release."""
    kinds = {".html", ".py", ".yaml", ".svg", ".js", ".css", ".typ", ".csv", ".json", ".txt", ".xml"}
    files = [path for path in (ROOT / folder).rglob("*") if path.suffix in kinds]
    return {word for path in files for word in WORDS.findall(path.read_text(encoding="utf-8"))}


class Strings(HTMLParser):
    """All strings of an HTML page: its text, and what attributes say or lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = ("alt", "title", "aria-label", "content", "placeholder", "value", "href", "datetime", "data-say")
        self.found += [value for name, value in attrs if name in said and value]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words_of(site: dict[str, bytes]) -> set[str]:
    """Return every word on every page, in every feed and list, and on the papers of the page and the packet."""
    reader, papers = Strings(), []
    for name, body in site.items():
        if name.endswith(".html"):
            reader.feed(body.decode())
        elif name.endswith((".json", ".xml", ".csv", ".txt")):
            papers.append(body.decode().replace("\\n", " "))
        elif name.endswith("HJ9BN.pdf"):
            papers.append(text_of(body))
    return set(WORDS.findall(" ".join([*reader.found, *papers])))


def filled(text: object, round_name: str) -> object:
    facts = ROUNDS[round_name]
    if isinstance(text, list):
        return [filled(one, round_name) for one in text]
    if not isinstance(text, str) or "{" not in text:
        return text
    made = text.replace("{}", round_name)
    for name, value in facts.items():
        made = made.replace(f"{{{name}}}", str(value))
    return int(made) if made.isdigit() and text == "{number}" else made


@pytest.fixture
def put_all_out(
    three_pages: Path, writer: User, nurse: User, publisher: User, tmp_path: Path, settings
) -> Callable[[str], str]:
    """Change everything that can be changed, by two people; return all that the reviewer was shown as different."""
    settings.MEDIA_ROOT = tmp_path / "media"

    def change(round_name: str) -> str:
        shown = ""
        at = LATER + timedelta(days=list(ROUNDS).index(round_name))
        source = Source.objects.get(key="hwang-1997")
        for field, text in SOURCE_WORDS.items():
            setattr(source, field, filled(text, round_name))
        save_source(source, by=writer, at=at)
        said = {name: str(filled(text, round_name)) for name, text in PICTURE_WORDS.items()}
        size = (640, 480) if round_name == "first" else (480, 640)
        add_image_version("scan", clean_image(picture(size=size)), decorative=False, by=writer, at=at, **said)
        for draft, fields in (
            (Term.objects.get(code="TJ4MY"), TERM_WORDS),
            (Page.objects.get(code="HJ9BN"), PAGE_WORDS),
        ):
            for field, text in fields.items():
                setattr(draft, field, filled(text, round_name))
            save_draft(draft, by=writer, at=at, expected_version=draft.version)
            read = press(nurse, "review", draft, {"verdict": "approve", "scope": "full"}, at=at)
            shown += str(shown_difference(read))
            press(publisher, "publish", draft, {"reason": "A test."}, at=at)
            assert draft.publications.latest("number").published_at == at
        return shown

    return change


def test_the_words_of_this_test_are_all_that_can_be_changed() -> None:
    kept = {"code", "lang", "kind", "owner", "backup", "change_weight", "version", "draft_hash", "synced_hash"}
    for model, texts in ((Page, PAGE_WORDS), (Term, TERM_WORDS)):
        names = {field.name for field in model._meta.get_fields() if field.concrete and not field.primary_key}
        assert names - kept - {"document_ptr", "id"} == set(texts), model
    assert set(SOURCE_WORDS) == {field.name for field in Source._meta.get_fields()} - {"key", "seen", "synced_hash"}
    assert set(PAGE_SCHEMA.keys) - {"code", "written"} <= set(PAGE_WORDS)


def test_every_word_is_of_an_approved_bundle_or_of_the_release_and_stood_in_the_difference(
    put_all_out, bake_now: Callable[..., object], editions_dir: Path
) -> None:
    put_all_out("first")
    bake_now(now=LATER)
    before = words_of(site_of(editions_dir))
    shown = put_all_out("second")
    bake_now(now=LATER)
    after = words_of(site_of(editions_dir))
    changed = {word for word in after - before if not WORKED_OUT.search(word)}
    assert {word for word in changed if "second" in word} >= {f"second{name}" for name in EVERY_WORD}
    assert {word for word in after if word.startswith("first")} <= before
    assert {word for word in changed if word.lower() not in shown.lower()} == set()
    elsewhere = set().union(
        *(words(root) for root in RELEASE),
        WORDS.findall(f"{PAGE} {TERM} {SOURCES} {TEXTS}"),
        map(chr, range(65, 91)),
        SETTINGS,
    )
    read = words_of({name: body for name, body in site_of(editions_dir).items() if name in LISTED})
    assert read >= changed & {f"second{name}" for name in ("title", "caption", "citation", "note", "meaning")}
    assert {word for word in read - changed - elsewhere if not WORKED_OUT.search(word)} == set()


EVERY_WORD = sorted(
    set(re.findall(r"\{\}(\w+)", f"{PAGE_WORDS} {TERM_WORDS} {SOURCE_WORDS} {PICTURE_WORDS}")) - {"spelling"}
)


def submit(client: Client, url: str, mark: str) -> None:
    """Send a form of administration with each of its fields changed, one at a time and then all."""
    answer = client.get(url)
    if answer.status_code != 200 or not answer.context or "adminform" not in answer.context:
        return
    form = answer.context["adminform"].form
    shown = {bound.html_name: bound.value() for bound in form}
    shown = {name: "\n".join(map(str, value)) if isinstance(value, list) else value for name, value in shown.items()}
    shown = {name: value for name, value in shown.items() if value not in (None, False)}
    shown |= {f"initial-{name}": value for name, value in shown.items()}
    if "groups" in form.fields:
        shown["groups"] = [str(group.pk) for group in Group.objects.all()]
    typed = {
        name: f"{shown.get(name) or ''}{mark}"
        for name in form.fields
        if name
        not in ("expected_version", "owner", "backup", "section", "change_weight", "call_first", "groups", "file")
    }
    typed |= {"position": "77", "review_months": "7", "url": "https://alone.example.org/", "slug": "alone"}
    upload = {"file": BytesIO(picture(size=(500, 500)))} if "file" in form.fields else {}
    for changed in (*({name: typed[name]} for name in typed if name in form.fields), typed):
        draft = Document.objects.filter(pk=form.instance.pk).first() if "slug" in form.fields else None
        version = draft.version if draft else 0
        client.post(url, {**shown, **changed, "expected_version": version, **upload})
    client.post(url, shown)
    client.post(url.replace("/change/", "/delete/"), {"post": "yes"})


def every_screen(client: Client) -> Iterator[str]:
    """Yield every form of administration, for each thing that there is, and the screens that delete."""
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        most = 1 if issubclass(model, Document) else 4
        for view in ("change", "delete"):
            with suppress(NoReverseMatch):
                yield from (
                    reverse(f"{name}_{view}", args=[row.pk]) for row in model._default_manager.order_by("-pk")[:most]
                )
        with suppress(NoReverseMatch):
            yield reverse(f"{name}_add")


def every_act(person_: User, draft: Document) -> Iterator[Callable[[], object]]:
    """Yield all that can be done with a text, whether or not this person may; but for taking it down."""
    seen = {"by": person_, "at": LATER, "expected_hash": draft.draft_hash}
    yield lambda: request_review(draft, **seen)
    yield lambda: request_changes(draft, **seen, comment="No.")
    yield lambda: approve(draft, **seen, scope="changes")
    yield lambda: approve(draft, **seen, scope="full")
    yield lambda: schedule(draft, **seen, due_at=LATER + timedelta(hours=1), reason="Alone.")
    yield lambda: publish(draft, **seen, reason="Alone.")
    yield lambda: create_share_link(draft, by=person_, at=LATER, days=1)
    first = draft.revisions.get(version=1)
    yield lambda: restore_revision(draft, first, by=person_, at=LATER, expected_version=draft.version)


ALONE = {
    "editor": (ROLES[:1], False),
    "reviewer": (ROLES[1:2], False),
    "publisher": (ROLES[2:], False),
    "administrator": ((), True),
    "superuser": (ROLES, True),
}


@pytest.mark.parametrize("role", ALONE)
@pytest.mark.slow
def test_one_person_alone_changes_nothing_that_families_read(
    role: str, put_all_out, bake_now: Callable[..., object], editions_dir: Path, client: Client
) -> None:
    put_all_out("first")
    bake_now(now=LATER)
    before = site_of(editions_dir)
    groups, is_superuser = ALONE[role]
    alone = person("Alma", *groups)
    alone.is_superuser = is_superuser
    alone.save()
    sign_in(client, alone)
    # By the second time an administrator has given themselves every role.
    for mark in ("alone", "again") if role == "administrator" else ("alone",):
        for url in every_screen(client):
            submit(client, url, mark)
        for draft in (draft for model in document_models() for draft in model.objects.all()):
            press_everything(alone, draft, at=LATER)
        drafts = [draft for model in document_models() for draft in model.objects.all()]
        for act in (act for draft in drafts for act in every_act(alone, draft)):
            with suppress(*REFUSALS, RoleRequired, ImageRefused):
                act()
    publish_due(at=LATER + timedelta(days=9))
    bake_now(now=LATER)
    after = site_of(editions_dir)
    if role in ("editor", "administrator", "superuser"):
        assert Page.objects.get(code="HJ9BN").version > 2, "nothing was tried"
    if role == "editor" or role == "publisher":
        assert {name for name in {*before, *after} if before.get(name) != after.get(name)} == set()
    # A reviewer’s word on words that nobody changed puts their name and the day on the page, and nothing else.
    new = {word for word in words_of(after) - words_of(before) if not WORKED_OUT.search(word)}
    assert new <= {"Alma"} and not any("alone" in word for word in new)
