"""A site with a document in every state that admin knows, part of it baked and part of it waiting to be."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from leiomyo_site.editorial.actions.publish import publish, withdraw
from leiomyo_site.editorial.actions.review import approve, request_changes, request_review
from leiomyo_site.editorial.actions.save_draft import save_draft
from leiomyo_site.editorial.actions.schedule import schedule
from leiomyo_site.editorial.actions.share import create_share_link
from leiomyo_site.editorial.images import add_image_version
from leiomyo_site.editorial.models import Document, DraftShareLink, Source
from leiomyo_site.editorial.sources import save_source
from leiomyo_site.glossary.models import Term
from leiomyo_site.images.decoder import clean_image
from leiomyo_site.pages.models import Page
from leiomyo_site.permalinks.permanent_codes import new_code
from tests.conftest import PAGE, SOURCES, TERM
from tests.images.upload_samples import picture

from .conftest import DO

WARD = "## New\n\n/// figure | ward\nOur ward.\n///\n\nSee the ward. [@hwang-1997]" + DO
# Pages by their slugs; each is brought into the state that its name says.
STATES = (
    "starting", "in-review", "returned", "approved", "scheduled", "scheduled-and-newer", "published", "newer-draft", "light",
    "checked", "long-unchecked", "moved", "withdrawn", "withdrawn-and-newer", "picture-replaced", "source-changed",
    "held", "waits-published", "waits-checked", "waits-withdrawn", "waits-moved", "waits-back", "waits-picture",
)  # fmt: skip


def write_content(root: Path) -> None:
    """Write a page for each state, a home page, the page on when to call, and terms, all 40 days old."""
    choose = random.Random(14).choice
    taken: set[str] = set()
    written = f"{timezone.localdate() - timedelta(days=40):%Y-%m-%d}"
    texts = {f"pages/en/{name}.md": PAGE.replace("surgery", name).replace('"Surgery"', f'"{name}"') for name in STATES}
    home = (
        PAGE.replace("surgery", "home")
        .replace('"Surgery"', '"home"')
        .replace('section: "treatment"', 'section: "home"')
    )
    call = PAGE.replace("surgery", "when-to-call").replace('"Surgery"', '"when-to-call"')
    call = call.replace("takes out the tumor", "looks for a fever")
    texts |= {"pages/en/home.md": home, "pages/en/when-to-call.md": call + "\n/// call | Call if\n- Bleeding.\n///\n"}
    for name in ("biopsy", "fever", "unused", "waits", "tumor"):
        texts[f"glossary/en/{name}.md"] = TERM.replace('"biopsy"', f'"{name}"')
    for path, text in texts.items():
        code = new_code(taken, choose=choose)
        taken.add(code)
        text = text.replace("HJ9BN", code).replace("TJ4MY", code).replace("2026-11-23", written)
        text = text.replace("2026-11-20", written) + ("" if path.startswith("glossary") else DO.removeprefix("\n"))
        months = 'review_months: "1"' if "long-unchecked" in path else 'review_months: "12"'
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text.replace('review_months: "12"', months), encoding="utf-8")
    changed = SOURCES.replace("hwang-1997", "other-2001").replace("Hwang", "Other")
    (root / "sources.yaml").write_text(SOURCES + changed, encoding="utf-8")


@dataclass(frozen=True)
class Staff:
    """The acts of three people, each on one document by its slug, now."""

    writer: User
    nurse: User
    publisher: User

    def document(self, slug: str) -> Document:
        """Return a page or a term."""
        pages, terms = Page.objects.filter(slug=slug), Term.objects.filter(slug=slug)
        return pages.get() if pages else terms.get()  # type: ignore[return-value]

    def write(self, slug: str, /, **fields: object) -> Document:
        """Save other words, or the words given."""
        draft = self.document(slug)
        words = (
            {"body": f"## New\n\nNew words, {timezone.now()}. [@hwang-1997]" + DO} if isinstance(draft, Page) else {}
        )
        for name, value in {"change_note": f"New in {slug}.", **words, **fields}.items():
            setattr(draft, name, value)
        save_draft(draft, by=self.writer, at=timezone.now(), expected_version=draft.version)
        return draft

    def check(self, slug: str, scope: str = "full") -> Document:
        """Approve a draft as it stands."""
        draft = self.document(slug)
        approve(draft, by=self.nurse, at=timezone.now(), expected_hash=draft.draft_hash, scope=scope)
        return draft

    def put_out(self, slug: str, scope: str = "full", /, **fields: object) -> None:
        """Write, approve and publish."""
        now_at = str(self.write(slug, **fields).slug)
        draft, now = self.check(now_at, scope), timezone.now()
        publish(draft, by=self.publisher, at=now, expected_hash=draft.draft_hash, reason="A test.")

    def set_time(self, slug: str) -> None:
        """Set an approved draft to be published in nine days."""
        self.write(slug)
        draft, now = self.check(slug), timezone.now()
        due = now + timedelta(days=9)
        schedule(draft, by=self.publisher, at=now, due_at=due, expected_hash=draft.draft_hash, reason="A test.")

    def take_down(self, slug: str) -> None:
        """Withdraw a document."""
        draft = self.document(slug)
        withdraw(draft, by=self.nurse, at=timezone.now(), note=f"Wrong in {slug}.", weight="safety")

    def ask(self, slug: str) -> Document:
        """Write, and ask for a review."""
        draft = self.write(slug)
        request_review(draft, by=self.writer, at=timezone.now(), expected_hash=draft.draft_hash)
        return draft

    def put_picture_in(self, alt: str) -> None:
        """Add the next version of the picture “ward”."""
        facts = {"alt": alt, "decorative": False, "credit": "", "by": self.writer, "at": timezone.now()}
        add_image_version("ward", clean_image(picture()), **facts)  # type: ignore[arg-type]

    def share(self, slug: str) -> DraftShareLink:
        """Make a link to a draft as it stands."""
        return create_share_link(self.document(slug), by=self.writer, at=timezone.now(), days=3)


def act_before_the_bake(staff: Staff) -> None:
    """Bring documents into the states that families can have."""
    staff.put_picture_in("A ward.")
    for slug in ("published", "newer-draft", "light", "waits-picture", "moved"):
        staff.put_out(
            slug, "changes" if slug == "light" else "full", **({"slug": "moved-here"} if slug == "moved" else {})
        )
    staff.put_out("picture-replaced", body=WARD)
    staff.put_out("source-changed", body="## New\n\nOther words. [@other-2001]" + DO, sources=["other-2001"])
    staff.check("checked")
    for slug in ("withdrawn", "withdrawn-and-newer", "waits-back"):
        staff.take_down(slug)
    staff.write("newer-draft")
    staff.write("withdrawn-and-newer")
    staff.write("approved")
    staff.check("approved")
    staff.set_time("scheduled")
    staff.set_time("scheduled-and-newer")
    staff.write("scheduled-and-newer")
    staff.ask("in-review")
    returned = staff.ask("returned")
    request_changes(
        returned, by=staff.nurse, at=timezone.now(), expected_hash=returned.draft_hash, comment="Shorter, please."
    )
    staff.put_out("tumor", spellings=["tumours"])
    staff.put_out("held", body="## New\n\n[Look](/nowhere/). [@hwang-1997]" + DO)


def act_after_the_bake(staff: Staff) -> None:
    """Bring documents into the states that families do not have yet."""
    staff.put_out("waits-published")
    staff.check("waits-checked")
    staff.take_down("waits-withdrawn")
    staff.put_out("waits-moved", slug="waits-moved-here")
    staff.put_out("waits-back")
    staff.put_out("waits-picture", body=WARD)
    staff.put_out("waits", spellings=["surgeon"])
    staff.put_picture_in("Another ward.")
    source = Source.objects.get(key="other-2001")
    source.citation = "Another citation."
    save_source(source, by=staff.writer, at=timezone.now())
    never = Page(code=new_code((), choose=random.Random(15).choice), kind="page", lang="en", slug="never", title="never",
                 section="treatment", position=1, summary="Never.", body="## A\n\nWords." + DO)  # fmt: skip
    save_draft(never, by=staff.writer, at=timezone.now(), expected_version=0)
    # What the spelling of a term changes is seen before that is published.
    staff.write("tumor", spellings=["surgeon"])


def build_site(root: Path, staff: Staff, bake: Callable[[], None]) -> None:
    """Fill a site with documents in every state; what happened since the last bake waits."""
    write_content(root)
    call_command("import_content", root=root, publish=True, verbosity=0)
    bake()
    act_before_the_bake(staff)
    bake()
    act_after_the_bake(staff)


def day_of(words: str) -> datetime:
    """Return the day that a page or a screen names, in either form of writing."""
    for form in ("%B %d, %Y", "%d %B %Y", "%d %b %Y"):
        try:
            return datetime.strptime(words.replace("\u00a0", " "), form)
        except ValueError:
            continue
    raise AssertionError(f"{words!r} is no day")
