"""Asking a baked site as a browser does."""

import re

from tests.editions.test_static_response_server import Got


def text_of(got: Got) -> str:
    return got.body.decode()


def banner(got: Got) -> str:
    found = re.search(r'<section class="light" aria-labelledby="standing">(.*?)</section>', text_of(got), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())
