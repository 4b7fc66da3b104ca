"""Publishing one text on 1,000 pages and 1,000 terms: what it takes of the process that also serves families."""

import logging
import os
import sys
import time
from collections.abc import Iterator
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.rows import Row, at_most, tell

PAGES, TERMS, WORDS, TIMES = 1_000, 1_000, 600, 7


def measure() -> Iterator[Row]:
    """Yield the processor seconds of pressing Publish, of taking up the edition made of it, and of the next page."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "leiomyo_site.settings", "DATA_DIR": folder}
        pressed, taken_up, opened = zip(*_publications(), strict=True)
    size = f"{PAGES:,} pages and {TERMS:,} terms"
    yield Row(f"pressing Publish for one text on {size}, processor time, median", median(pressed), "s")
    yield Row("the slowest of them", max(pressed), "s")
    yield Row("taking up the new edition, processor time, median", median(taken_up), "s")
    both = median(map(sum, zip(pressed, taken_up, strict=True)))
    yield at_most("from Publish to the edition served, processor time of the process that serves", both, "s", 0.15)
    yield Row("opening the next text in admin, processor time, median", median(opened), "s")


def _publications() -> Iterator[tuple[float, float, float]]:
    import django

    django.setup()
    from django.conf import settings
    from django.urls import reverse

    from bench.changing import whole
    from bench.editor import approve_change
    from leiomyo_site.editions.worker import PublishWorker
    from leiomyo_site.pages.models import Page
    from leiomyo_site.server.wsgi_cache import StaticResponseServer

    # The log goes where the figures go.
    logging.disable()
    client = _client_of_a_whole_site()
    whole()
    # The bake itself has a process of its own, so it is not counted.
    server, worker = StaticResponseServer(settings.EDITIONS_DIR), PublishWorker(settings.EDITIONS_DIR, lambda: 0)
    for number in range(1, TIMES + 1):
        page = Page.objects.get(slug=f"page-{number}")
        page.body += f"\n\nOne more of {number}.\n"
        approve_change(page)
        form = {"reason": "To measure.", "expected_hash": page.draft_hash}
        began = time.process_time()
        answer = client.post(reverse("admin:pages_page_publish", args=[page.pk]), form)
        worker.tick(time.monotonic())
        pressed = time.process_time() - began
        if answer.status_code != 302:
            raise SystemExit(f"nothing was published: the answer is {answer.status_code}")
        whole()
        began = time.process_time()
        server.reload_if_changed()
        taken_up = time.process_time() - began
        following = Page.objects.get(slug=f"page-{number + 100}")
        began = time.process_time()
        client.get(reverse("admin:pages_page_change", args=[following.pk]))
        yield pressed, taken_up, time.process_time() - began


def _client_of_a_whole_site() -> Any:
    """Make and publish all texts; return a browser in which a publisher has signed in with both factors."""
    from django.core.management import call_command
    from django.test import Client
    from django_otp import DEVICE_ID_SESSION_KEY
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from bench.editor import person
    from bench.site import make_site

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False, stdout=sys.stderr)
    make_site(PAGES, TERMS, words=WORDS)
    paul = person("paul", "Publishers")
    paul.is_staff = True
    paul.save()
    device = TOTPDevice.objects.create(user=paul, name="app", confirmed=True)
    client = Client(headers={"host": "localhost"})
    client.force_login(paul, "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return client


if __name__ == "__main__":
    tell(measure)
