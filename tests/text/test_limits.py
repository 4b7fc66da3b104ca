"""No text takes seconds to show or is nested too deep to be shown: it is shown, or refused with a sentence."""

import sys
from collections.abc import Iterator

import pytest

from leiomyo_site.text.glossary import Glossary
from leiomyo_site.text.limits import MOST_BOXES, MOST_EMPHASIS, MOST_NESTED, TextTooComplex, require_simple
from leiomyo_site.text.rendering import RenderContext, render

CONTEXT = RenderContext(Glossary(()))
LEVELS = MOST_EMPHASIS // 4
AS_DEEP_AS_ALLOWED = {
    "boxes without an end": "/// do | a\n\n" * MOST_BOXES,
    "boxes in boxes": "\n".join("/" * (3 + depth) + " pair\n" for depth in reversed(range(MOST_BOXES))) + "\na\n",
    "lists": "".join("    " * depth + "- a\n" for depth in range(MOST_NESTED)),
    "lists on one line": "- " * MOST_NESTED + "a",
    "quotes": "> " * MOST_NESTED + "a",
    "definitions": "a\n: b\n" * 99,
    "stars": "*" * 2 * LEVELS + "a" + "*" * 2 * LEVELS,
    "stars and lines": "_*" * LEVELS + "a" + "*_" * LEVELS,
    "openings and ends": "*a _b " * LEVELS + " c_ d*" * LEVELS,
}
ONE_DEEPER = {
    "boxes without an end": "/// do | a\n\n" * (MOST_BOXES + 1),
    "lists": "".join("    " * depth + "- a\n" for depth in range(MOST_NESTED + 1)),
    "lists and quotes": "> - " * MOST_NESTED + "a",
    "stars": "*" * (MOST_EMPHASIS + 1) + "a",
}


@pytest.fixture
def little_room() -> Iterator[None]:
    """Leave to a text what a request has not taken by then of the depth to which Python goes."""
    usual = sys.getrecursionlimit()
    depth, frame = 0, sys._getframe()
    while frame := frame.f_back:  # type: ignore[assignment]
        depth += 1
    sys.setrecursionlimit(depth + 620)
    yield
    sys.setrecursionlimit(usual)


@pytest.mark.parametrize("name", AS_DEEP_AS_ALLOWED)
def test_the_deepest_text_is_shown_with_room_to_spare(little_room: None, name: str) -> None:
    assert "a" in render(AS_DEEP_AS_ALLOWED[name], CONTEXT).text


@pytest.mark.parametrize("name", ONE_DEEPER)
def test_a_text_that_is_deeper_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(TextTooComplex, match=r"at most|more than"):
        render(ONE_DEEPER[name], CONTEXT)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[a](/b/) and [c](/d_(e)/)", '<p><a href="/b/">a</a> and <a href="/d_(e)/">c</a></p>'),
        ("[a [b]](/c/)", '<p><a href="/c/">a [b]</a></p>'),
        ("[a [b](/c/)", '<p>[a <a href="/c/">b</a></p>'),
        ("[a][b]\n\n[b]: /c/", "<p>[a][b]</p>\n<p>[b]: /c/</p>"),
        ("[[[[", "<p>[[[[</p>"),
    ],
)
def test_a_link_is_whole_or_stays_as_typed(text: str, html: str) -> None:
    assert render(text, CONTEXT).html == html


def test_a_page_of_ten_thousand_words_is_simple() -> None:
    require_simple(("Some **plain** words stand here. More stand here. " * 20 + "\n\n- One.\n- Two.\n\n") * 45)
