"""Run as a program on a real database: fill a site, go on writing on it, or take it back to older tables."""

import json
import shutil
import time
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django_otp.plugins.otp_totp.models import TOTPDevice

from leiomyo_site.backups.archive import pack_folder
from leiomyo_site.backups.snapshot_responses import version_hashes
from leiomyo_site.backups.table_dump import dump_tables
from leiomyo_site.editorial.actions import review as reviewing
from leiomyo_site.editorial.actions.publish import publish, withdraw
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.actions.schedule import schedule
from leiomyo_site.editorial.actions.share import create_share_link
from leiomyo_site.editorial.images import add_image_version
from leiomyo_site.editorial.models import Publication
from leiomyo_site.glossary.models import Term
from leiomyo_site.images.decoder import clean_image
from leiomyo_site.pages.models import Page
from tests.images.upload_samples import picture

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
DO = "\n\n[@hwang-1997]\n\n/// do | What you can do\n- Ask.\n///\n"


def fill(content: Path, folder: Path) -> None:
    """A page with a picture, moved since; a term taken down; a draft, a schedule, a share, somebody's second factor."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("import_content", root=content, publish=True, stdout=StringIO())
    make_people()
    TOTPDevice.objects.create(user=User.objects.get(username="nora"), name="app")
    wren, nora, paul = (User.objects.get(username=name) for name in ("wren", "nora", "paul"))
    add_image_version(
        "ward", clean_image(picture()), alt="A bed — “ours”.", decorative=False, credit="", by=wren, at=NOON
    )
    page = Page.objects.get(code="HJ9BN")
    page.slug = "operations"
    publish_words("## Now\n\n/// figure | ward\nOur ward.\n///", minutes=1)
    create_share_link(page, by=wren, at=NOON, days=3, made_for="Nora’s team")
    withdraw(Term.objects.get(), by=nora, at=NOON, note="Wrong.", weight="safety")
    page = Page.objects.get(code="HJ9BN")
    page.body, page.change_note = f"## Soon\n\nSoon words.{DO}", "Soon."
    save_draft(page, by=wren, at=NOON, expected_version=page.version)
    reviewing.approve(page, by=nora, at=NOON, expected_hash=page.draft_hash, scope="full")
    due = datetime.now(UTC) + timedelta(days=300)
    schedule(page, by=paul, at=NOON, due_at=due, expected_hash=page.draft_hash)
    call_command("bake", stdout=StringIO())


def make_people() -> None:
    for name, role in (("wren", "Editors"), ("nora", "Clinical reviewers"), ("paul", "Publishers")):
        User.objects.create_user(name, is_staff=True).groups.add(Group.objects.get(name=role))


def new_picture(content: Path, folder: Path) -> None:
    """Put a picture in on the site as it ships, and publish the page on surgery with it."""
    make_people()
    add_image_version(
        "door", clean_image(picture(size=(333, 222))), alt="A door.", decorative=False, credit="", by=_wren(), at=NOON
    )
    page = Page.objects.get(slug="treatment/surgery")
    page.body += "\n/// figure | door\nThe door of our ward.\n///\n"
    _publish(page, at=datetime.now(UTC))


def publish_words(words: str, *, minutes: int) -> None:
    """Let the page go all the way to families."""
    page = Page.objects.get(code="HJ9BN")
    page.slug, page.body = "operations", words + DO
    _publish(page, at=NOON + timedelta(minutes=minutes))


def _publish(page: Page, *, at: datetime) -> None:
    wren, nora, paul = (User.objects.get(username=name) for name in ("wren", "nora", "paul"))
    page.change_note = "New words."
    save_draft(page, by=wren, at=at, expected_version=page.version)
    reviewing.approve(page, by=nora, at=at, expected_hash=page.draft_hash, scope="full")
    publish(page, by=paul, at=at, expected_hash=page.draft_hash, reason="A test.")


def go_on(content: Path, folder: Path) -> None:
    """What an editor does after a restore: new rows get new numbers, and old rows still refuse to be changed."""
    publish_words("## Again\n\nAgain words.", minutes=5)
    add_image_version(
        "door", clean_image(picture(size=(333, 222))), alt="A door.", decorative=False, credit="", by=_wren(), at=NOON
    )
    try:
        Publication.objects.update(note="x")
    except DatabaseError as error:
        assert "never changed or deleted" in str(error)
    else:
        raise AssertionError("a publication was changed")
    call_command("bake", stdout=StringIO())


def write_on(content: Path, folder: Path) -> None:
    """Save a draft again and again, and now and then publish, until a file named stop appears."""
    saves = 0
    while not (folder / "stop").exists():
        if saves % 40 == 20:
            publish_words(f"## Now\n\nWords of {saves}.", minutes=saves)
        page = Page.objects.get(code="HJ9BN")
        page.body = f"## Draft\n\nDraft of {saves}.{DO}"
        save_draft(page, by=_wren(), at=NOON, expected_version=page.version)
        saves += 1
        if saves == 5:
            (folder / "begun").touch()
        time.sleep(0.02)
    print(json.dumps({"saves": saves}))


def old_backup(content: Path, folder: Path) -> None:
    """Take a site back to the tables of some versions ago, and write a backup as that version did."""
    publish_words("## Plain\n\nNo picture, since that version kept them elsewhere.", minutes=7)
    call_command("migrate", "editorial", "0007", verbosity=0)
    as_it_is(content, folder)


def as_it_is(content: Path, folder: Path) -> None:
    """Write a backup of the tables as they are, whatever version left them."""
    migrations = sorted(MigrationRecorder(connection).applied_migrations())
    made = folder / "made"
    made.mkdir()
    tables = dump_tables(made / "database", migrations)
    empty = {"answers": {}, "version_answers": {}, "faults": [], "edition": None, "code": "an older one"}
    about = {"taken_at": NOON.isoformat(), "migrations": migrations, "tables": tables, "versions": version_hashes()}
    pack_folder(made, {**about, **empty}, folder / "old.tar.gz")
    shutil.rmtree(made)


def _wren() -> User:
    return User.objects.get(username="wren")
