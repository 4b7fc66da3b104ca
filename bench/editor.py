"""An editor who never rests, in a process of its own: previews, saves, has it approved, publishes. Counts on stdout.

python -m bench.editor             for ever, and bakes after each publication
python -m bench.editor 10 6        ten publications, six seconds apart; the site bakes by itself
"""

import os
import sys
import time
from io import StringIO
from itertools import count

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leiomyo_site.settings")

import django

django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from leiomyo_site.admin.views import preview_of  # noqa: E402
from leiomyo_site.editorial.actions import review as reviewing  # noqa: E402
from leiomyo_site.editorial.actions.publish import publish  # noqa: E402
from leiomyo_site.editorial.actions.save_draft import save_draft  # noqa: E402
from leiomyo_site.editorial.models import Document  # noqa: E402
from leiomyo_site.pages.models import Page  # noqa: E402

PREVIEWS = 5


def person(name: str, role: str) -> User:
    """Return somebody with a role."""
    made, _ = User.objects.get_or_create(username=name, defaults={"first_name": name, "last_name": "Bench"})
    made.groups.set([Group.objects.get(name=role)])
    return made


def approve_change(draft: Document) -> None:
    """Save a changed draft and let a reviewer approve it."""
    at = timezone.now()
    draft.change_note = "New words."
    save_draft(draft, by=person("wren", "Editors"), at=at, expected_version=draft.version)
    reviewing.approve(
        draft, by=person("nora", "Clinical reviewers"), at=at, expected_hash=draft.draft_hash, scope="changes"
    )


def publish_change(draft: Document) -> None:
    """Publish an approved draft."""
    at = timezone.now()
    publish(draft, by=person("paul", "Publishers"), at=at, expected_hash=draft.draft_hash, reason="To measure.")


def change(draft: Document) -> None:
    """Let a changed draft go all the way to families."""
    approve_change(draft)
    publish_change(draft)


def edit(number: int) -> None:
    """Change a page as its editor would, looking at it as it grows, and publish it."""
    page = Page.objects.get(slug="coping")
    page.summary = f"How to live with it, day by day. These are words number {number}, by {os.getpid()}."
    for _ in range(PREVIEWS):
        preview_of(page)
    change(page)
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def without_rest() -> None:
    """Edit, publish and bake for ever."""
    for number in count(1):
        edit(number)
        call_command("bake", stdout=StringIO())


def at_intervals(times: int, seconds: float) -> None:
    """Edit and publish so many times; whoever serves the site bakes."""
    for number in range(1, times + 1):
        edit(number)
        time.sleep(seconds)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        at_intervals(int(sys.argv[1]), float(sys.argv[2]))
    else:
        without_rest()
