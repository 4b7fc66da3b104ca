"""The live preview as admin sends it while an editor types: a page of 3,000 words on a site with 10,000 terms."""

import os
import random
import sys
import time
from collections.abc import Iterator
from statistics import quantiles
from tempfile import TemporaryDirectory

from bench.rows import Row, at_most, tell
from bench.words import body

WORDS, TERMS, TIMES = 3_000, 10_000, 60


def measure() -> Iterator[Row]:
    """Yield what half, and 19 of 20, previews take at most: the whole request, the words typed with it."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "leiomyo_site.settings", "DATA_DIR": folder}
        took = _previews()
    parts = quantiles(took, n=20)
    yield Row(f"live preview, {WORDS:,} words, {TERMS:,} terms, p50", parts[9], "ms")
    yield at_most(f"live preview, {WORDS:,} words, {TERMS:,} terms, p95", parts[18], "ms", 100)


def _previews() -> list[float]:
    """Return how many ms each preview took; every one shows other words."""
    import django

    django.setup()
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    from bench.site import make_site
    from leiomyo_site.pages.models import Page

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False, stdout=sys.stderr)
    make_site(2, TERMS, words=WORDS)
    writer = User.objects.create_user("wren", first_name="Wren", last_name="Bench", is_staff=True)
    writer.groups.add(Group.objects.get(name="Editors"))
    client = Client(headers={"host": "localhost"})
    client.force_login(writer, "django.contrib.auth.backends.ModelBackend")
    page = Page.objects.get(slug="page-1")
    url = reverse("admin:pages_page_preview", args=[page.pk])
    form = {"title": page.title, "slug": page.slug, "summary": page.summary, "in_short": "One thing."}
    form |= {"section": page.section, "position": page.position, "sources": "made-up"}
    dice = random.Random(3)
    texts = [body(dice, WORDS, TERMS) for _ in range(TIMES)]
    client.post(url, {**form, "body": texts[0]})
    took = []
    for number, text in enumerate(texts):
        began = time.perf_counter()
        answer = client.post(url, {**form, "body": f"{text}\n\nTyped just now: {number}.\n"})
        took.append((time.perf_counter() - began) * 1000)
        if f"Typed just now: {number}." not in answer.content.decode():
            raise SystemExit(f"the preview does not show what was typed: it answers {answer.status_code}")
    return took


if __name__ == "__main__":
    tell(measure)
