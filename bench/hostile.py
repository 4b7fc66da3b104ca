"""Hostile text, as long and as deep as can be sent: preview, checks, saving and comparing, each a whole request."""

import os
import sys
import time
from collections.abc import Iterator, Mapping
from tempfile import TemporaryDirectory
from typing import Any

from bench.rows import Row, at_most, tell

MOST_SECONDS = 2
# Repeated to the length that the issue names, and to all that a text may hold, in paragraphs as long as they may be.
LENGTHS = (20_000, 200_000)
PARAGRAPH, LINES, WHOLE = 4_900, 190, 49_000
PIECES = (
    *("[", "]", "![", "[a](", "[a](/b/) ", "[a][b] ", "[@x]", "[a]: b\n", "*", "*a ", "**a ", "_a ", "*_", "***a**b*"),
    *(
        "`",
        "`a``b",
        "<",
        "<a ",
        "<a@b",
        "<http://",
        "&",
        "&amp;",
        "\\",
        "\\*",
        "|",
        "|a|\n|-|\n",
        "|a",
        "{",
        "{clinic}",
    ),
    *("/// do | a\n", "///\n", ":::\n", "a", "a-", "a'", " ", "\t", "\n", "a\n", "a\n\n", "a  \n", "> ", "> a\n", "- "),
    *("- a\n", "- a\n\n    b\n\n", "1. a\n", "# a\n", "## a\n\n", "a\n: b\n", "a\n=\n", "---\n", "1 % ", "1 in 5 "),
    *("1,", "1.1,", "a.b@", "www.a", "one of two died ", "half of a ", "biopsy ", "A. ", '". ', "~~a", "==a", "<!--"),
    *(
        "e\u0301",
        "\u0301",
        "\u200b",
        "\ufb01",
        "İ ",
        "👩‍👩‍👧 ",
        "- [ ] ",
        "born on ",
        "MRN ",
        "?? ",
        "a [@x] ",
        "x" * 999 + " ",
    ),
)
DEEP = {
    "nested lists": "\n".join("    " * depth + "- x" for depth in range(500)),
    "nested boxes": "\n".join("/" * (500 - depth) + " do | x\n" for depth in range(490)),
    "nested emphasis": "*a **b " * 900 + "c** d* " * 900,
}


def measure() -> Iterator[Row]:
    """Yield the seconds of the slowest text in each thing that an editor can do with it."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "leiomyo_site.settings", "DATA_DIR": folder}
        texts = _texts()
        slowest: dict[str, tuple[float, str]] = {}
        for name, took in _requests(texts):
            for what, seconds in took.items():
                slowest[what] = max(slowest.get(what, (0.0, "")), (seconds, name))
    for what, (seconds, name) in slowest.items():
        yield at_most(f"{what}, the slowest of {len(texts)} hostile texts: {name}", seconds, "s", MOST_SECONDS)


def _texts() -> dict[str, str]:
    """Return all texts by a name for each."""
    found = dict(DEEP)
    for piece in PIECES:
        name = piece.encode("unicode_escape").decode()[:12].replace("|", "I")
        found |= {f"{name} × {length:,}": (piece * length)[:length] for length in LENGTHS}
        paragraph = "\n".join((piece * PARAGRAPH)[:PARAGRAPH].split("\n")[:LINES])
        found[f"{name} in paragraphs"] = ((paragraph + "\n\n") * WHOLE)[:WHOLE]
        # With few enough signs of markup, and few enough lines, to be taken.
        found[f"{name} in some paragraphs"] = (paragraph[: len(paragraph) // 13] + "\n\n") * 12
    return found


def _requests(texts: Mapping[str, str]) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield the seconds of each request by its name, for every text."""
    client, page, form = _editor()
    url = f"/admin/pages/page/{page.pk}"
    for name, text in texts.items():
        sent = {**form, "body": text, "expected_version": str(type(page).objects.get(pk=page.pk).version)}
        took = {}
        for what, path in (("preview", "preview/"), ("checks", "checks/"), ("save", "change/")):
            took[what] = _seconds(client.post, f"{url}/{path}", sent)
        took["opening it again"] = _seconds(client.get, f"{url}/change/")
        took["compare"] = _seconds(client.get, f"{url}/history/?from=revision-1&to=draft")
        yield name, took


def _seconds(ask: Any, *request: Any) -> float:
    began = time.perf_counter()
    answer = ask(*request)
    if answer.status_code not in (200, 302):
        raise SystemExit(f"{request[0]} answers {answer.status_code}")
    return time.perf_counter() - began


def _editor() -> tuple[Any, Any, dict[str, str]]:
    """Return a browser in which an editor has signed in, a page, and what its form holds."""
    import django

    django.setup()
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command
    from django.test import Client

    from bench.site import make_site
    from leiomyo_site.pages.models import Page

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False, stdout=sys.stderr)
    make_site(2, 100, words=600)
    writer = User.objects.create_user("wren", first_name="Wren", last_name="Bench", is_staff=True)
    writer.groups.add(Group.objects.get(name="Editors"))
    client = Client(headers={"host": "localhost"})
    client.force_login(writer, "django.contrib.auth.backends.ModelBackend")
    page = Page.objects.get(slug="page-1")
    form = {"title": page.title, "slug": page.slug, "summary": page.summary, "in_short": "One thing."}
    return client, page, form | {"section": page.section, "position": str(page.position), "sources": "made-up"}


if __name__ == "__main__":
    tell(measure)
