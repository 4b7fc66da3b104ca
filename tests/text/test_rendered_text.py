"""What rendering says is in its HTML is what a browser finds there."""

import marshal
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leiomyo_site.text.blocks import BLOCK_NAMES
from leiomyo_site.text.clinic import Clinic, Phone
from leiomyo_site.text.glossary import Glossary, TermText
from leiomyo_site.text.images import ResponsiveImage
from leiomyo_site.text.page import PageContent, RenderedPage, render_page
from leiomyo_site.text.rendering import RenderContext, RenderedText, render

from .html_reader import HtmlReader
from .test_safe_markdown import PAYLOADS, WRAPS

AROUND = RenderContext(
    Glossary(TermText(name, name, "", "", f"/glossary/{name}/") for name in ("biopsy", "cancer", "heart")),
    drawings={"drawn": '<svg viewBox="0 0 1 1" role="img"><title>t</title><text>x</text></svg>'},
    images={
        "plain": ResponsiveImage("ab", 640, 480, (320, 640)),
        "credited": ResponsiveImage("cd", 640, 480, (320,), 'A "girl" & <boy>', "Ann &copy; & <Bo>"),
    },
    sources=("one", "two"),
    clinic=Clinic("Ward", "112", (Phone("Day & &lt; night", "+1 555 & 2"), Phone("<Night>", ""))),
)
PIECES = st.sampled_from(
    ["biopsy", "cancer", "Heart", " ", "x", "\n", "\n\n", "\n    ", "## ", "### ", "- ", "1. ", "> ", "| a | b |\n|---|---|\n| ",
     " | ", "**", "*", "`", "[", "](/x/?a=1&b=2)", "](-)", "](term:heart)", "](https://e.example/)", "![", "](/media/a.png)",
     "<a@b.example>", "<https://e.example/?a&b>", "{emergency}", "{clinic}", "[@one]", "[@two]", "[@none]", "&", "&amp;", "&lt;", "&copy;",
     "&copy", "&#60;", "&nosuch;", "<b>", "\\", "\\*", "\0", "\u0002", "---\n", "a\n: b", "\n/// figure | drawn\n", "\n/// figure | plain\n",
     "\n/// figure | credited\n", "\n///\n", "\n/// out-of | 8 of 10\n    filled: a\n    open: b & c\n    who: d\n\n",
     *(f"\n/// {name} | Why &amp; how\n" for name in sorted(BLOCK_NAMES))]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join)
HOSTILE = st.builds(
    lambda wrap, first, second: wrap.replace("{}", first, 1).replace("{}", second),
    st.sampled_from(WRAPS), st.sampled_from(PAYLOADS), st.sampled_from(PAYLOADS),
)  # fmt: skip


@given(TEXTS | HOSTILE)
@example("## What [a](/a/) &amp; b *is*\n\nA biopsy [@one][@two].\n\n![c](/media/c.png)")
@example("/// figure | credited\nCaption.\n///")
@example("/// call | Call now\n- fever\n///")
@example("[[x](JaVaScRiPt:alert(1))x](\\\\evil.example)")
@example("[biopsy [@one] {emergency} <a@b.example>](/x/)")
@settings(max_examples=600, deadline=None)
def test_blocks_ids_and_links_are_those_of_the_final_html(source: str) -> None:
    rendered = render(source, AROUND)
    read = HtmlReader(rendered.html)
    assert rendered.blocks == tuple(read.blocks)
    assert rendered.ids == tuple(read.ids)
    assert rendered.links == tuple(read.links)
    term_of = {f"/glossary/{slug}/": slug for slug in AROUND.glossary.terms}
    assert rendered.terms == tuple(dict.fromkeys(term_of[link] for link in read.links if link in term_of))


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_cache_file_gives_back_the_same(source: str) -> None:
    rendered = render_page(PageContent("", "A *biopsy*.", ("one", "two"), "", 0, ("one",), source), AROUND)
    assert RenderedPage.from_plain(marshal.loads(marshal.dumps(rendered.to_plain()))) == rendered


def test_every_kind_of_box_is_found_by_its_name() -> None:
    assert render("/// call | Now\n- fever\n///", AROUND).has_box("call")
    assert render("/// do | Now\n- go\n///", AROUND).has_box("ask", "do")
    assert not render("Call now.", AROUND).has_box("call")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("[biopsy [@one]](/x/)", '<p><a href="/x/">biopsy\u202f<sup class="cite">1</sup></a></p>'),
        ("[call {emergency}](/x/)", '<p><a href="/x/">call 112</a></p>'),
    ],
)
def test_a_link_in_a_link_leaves_its_words(source: str, html: str) -> None:
    assert render(source, AROUND).html == html


def test_credit_is_shown_as_typed_after_its_image() -> None:
    rendered = render("/// figure | credited\nCaption.\n///", AROUND)
    assert '</picture><p class="who">Picture: Ann &amp;copy; &amp; &lt;Bo&gt;</p>' in re.sub(r"\n", "", rendered.html)
    assert [block.text for block in rendered.blocks] == ["Picture: Ann &copy; & <Bo>", "Caption."]


def test_nothing_is_found_in_an_empty_text() -> None:
    assert render("", AROUND) == RenderedText("", (), (), (), ())
