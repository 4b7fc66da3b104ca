"""Taking a page down on the whole site as `make run` serves it: until its address answers without it.

Once as usual, and once while a document waits that no bake can build.
"""

import os
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from urllib.error import HTTPError

from bench.rows import Row, at_most, tell
from bench.servers import environment, fill, free_port, running

TIMES = 10
LOOK_EVERY_SECONDS = 0.05
GONE, LONGEST_SECONDS = 410, 120


def measure() -> Iterator[Row]:
    """Yield the seconds from taking a page down to the answer without it."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        fill(data)
        port = free_port()
        os.environ |= environment(data, port)
        url = f"http://127.0.0.1:{port}"
        with running([sys.executable, "manage.py", "serve"], f"{url}/healthz", environment(data, port)):
            for what, took in _withdrawals(url):
                yield Row(f"from taking down to the answer without it, {what}, median", median(took), "s")
                parts = quantiles(took, n=20, method="inclusive")
                yield at_most(f"from taking down to the answer without it, {what}, p95", parts[18], "s", 10)


def _withdrawals(url: str) -> Iterator[tuple[str, list[float]]]:
    """Yield what was so, and the seconds that each withdrawal took."""
    import django

    django.setup()
    from django.utils import timezone

    from bench.editor import person
    from leiomyo_site.editorial.actions.publish import withdraw
    from leiomyo_site.pages.models import Page

    nora = person("nora", "Clinical reviewers")
    pages = list(Page.objects.exclude(slug__in=["home", "when-to-call"]).order_by("pk")[: 2 * TIMES])
    for what, prepare, some in (
        ("all else well", lambda: None, pages[:TIMES]),
        ("a poisoned document waiting", lambda: _publish_poison(pages[-1]), pages[TIMES:-1]),
    ):
        prepare()
        took = []
        for page in some:
            began = time.monotonic()
            withdraw(page, by=nora, at=timezone.now(), note="Taken down to measure.", weight="safety")
            while _status(f"{url}/{page.slug}/") != GONE:
                if time.monotonic() - began > LONGEST_SECONDS:
                    raise SystemExit(f"{page.slug} was not taken down in {LONGEST_SECONDS} s")
                time.sleep(LOOK_EVERY_SECONDS)
            took.append(time.monotonic() - began)
        yield what, took


def _publish_poison(page: object) -> None:
    """Publish, past all rules, a version that no bake can build."""
    from leiomyo_site.editorial.models import Publication

    live = Publication.objects.get(document=page.pk)  # type: ignore[attr-defined]
    content = {**live.content, "body": "\n".join("    " * depth + "- x" for depth in range(500))}
    Publication.objects.filter(pk=live.pk).update()
    deep = {"content": content, "hash": "0" * 64, "number": 2, "pk": None, "code": live.code}
    for name, value in deep.items():
        setattr(live, name, value)
    live.origin, live.approval, live.approved_by = _approved(page)
    live.save(force_insert=True)


def _approved(page: object) -> tuple[str, object, object]:
    """Return an approval past all rules."""
    from django.utils import timezone

    from bench.editor import person
    from leiomyo_site.editorial.models import Publication, Review

    nora = person("nora", "Clinical reviewers")
    facts = {"hash": "0" * 64, "verdict": "approved", "scope": "full", "by": nora, "name": "Nora", "at": timezone.now()}
    return Publication.Origin.REVIEWED, Review.objects.create(document_id=page.pk, **facts), nora  # type: ignore[attr-defined]


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except OSError:
        return 0


if __name__ == "__main__":
    tell(measure)
