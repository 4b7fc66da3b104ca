"""What clinic staff wait for: the answer to an electronic record, a handout, a packet."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from bench.rows import Row, at_most, tell

TIMES = 100
EXACT = {"mainSearchCriteria.v.cs": "2.16.840.1.113883.6.96", "mainSearchCriteria.v.c": "443719001"}
# What is asked for: its address, what is sent with it, and how long a nurse may wait for it, in ms.
ASKED: dict[str, tuple[str, dict[str, str], float]] = {
    "look-up by a record, as a feed": ("/infobutton/service", EXACT, 50),
    "look-up by a record, as a page": ("/infobutton/application", EXACT, 50),
    "packet of three pages, as a PDF": ("/packet/6N9JC.M39V3.FT0B3.pdf", {}, 200),
}


def measure() -> Iterator[Row]:
    """Yield how long 19 of 20 answers take at most, in process, on the starting content."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "leiomyo_site.settings", "DATA_DIR": folder}
        get = _site()
        for what, (path, query, most) in ASKED.items():
            yield at_most(f"{what}, p95", _p95(lambda path=path, query=query: get(path, query)), "ms", most)
        yield from _matching()
        yield from _handouts()


def _matching() -> Iterator[Row]:
    """Yield how much processor time finding pages takes: for one code with its label, and for a list of 20."""
    from django.conf import settings

    from leiomyo_site.infobutton.code_table import read_table
    from leiomyo_site.infobutton.matching import match
    from leiomyo_site.infobutton.request import decode_parameters, parse_request
    from leiomyo_site.site.site_content import condition

    table = read_table(settings.CONTENT_DIR / "codes.csv", condition().codes)
    problems = [(row.system.oid, row.code, row.label) for row in table.rows.values()][:160]
    for what, some in (("one code and its label", 1), ("a list of 20 codes and labels", 20)):
        lists = [problems[start : start + some] for start in range(0, len(problems), some)]
        asked = [parse_request(decode_parameters(_query(one).encode())) for one in lists]
        took = []
        for request in asked * 10:
            began = time.process_time()
            match(request, table)
            took.append((time.process_time() - began) * 1000)
        yield at_most(f"processor time of finding the pages of {what}, p95", quantiles(took, n=20)[-1], "ms", 5)


def _query(problems: list[tuple[str, str, str]]) -> str:
    names = ("cs", "c", "dn")
    return urlencode(
        [
            (f"mainSearchCriteria.v.{name}{number or ''}", value)
            for number, problem in enumerate(problems)
            for name, value in zip(names, problem, strict=True)
        ]
    )


def _handouts() -> Iterator[Row]:
    """Yield how long setting a handout takes and how large it is: the worst of all pages, in usual print."""
    from leiomyo_site.handouts.pdf import render_pdf
    from leiomyo_site.handouts.pdf_content import publisher
    from leiomyo_site.handouts.pdf_layout import handout_source
    from leiomyo_site.handouts.pdf_responses import handouts, parts
    from leiomyo_site.permalinks.urls import PdfVariant
    from leiomyo_site.site.site_content import load_site_content

    site = load_site_content("en")
    seconds, sizes = [], []
    for handout in handouts(site).values():
        made = parts(handout, site)
        source = handout_source(made, publisher(), PdfVariant())
        began = time.perf_counter()
        pdf = render_pdf(source, pictures=Path("nowhere"), at=made.timestamp)
        seconds.append(time.perf_counter() - began)
        sizes.append(len(pdf) / 1000)
    yield at_most("setting a handout, the slowest page", max(seconds[1:]), "s", 0.2)
    yield Row("setting a handout, in the middle", median(seconds), "s")
    yield at_most("the largest handout", max(sizes), "KB", 200)


def _site() -> Callable[[str, dict[str, str]], None]:
    """Fill a site from content/; return a function that asks it and fails if it does not answer."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("import_content", publish=True, verbosity=0, stdout=sys.stderr)
    call_command("bake", stdout=sys.stderr)
    client = Client(headers={"host": "localhost"})

    def get(path: str, query: dict[str, str]) -> None:
        answer = client.get(path, query)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answers {answer.status_code}")

    return get


def _p95(ask: Callable[[], None]) -> float:
    """Return how many ms 19 of 20 answers take at most; the first, which warms up, does not count."""
    ask()
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        took.append((time.perf_counter() - began) * 1000)
    return quantiles(took, n=20)[-1]


if __name__ == "__main__":
    tell(measure)
